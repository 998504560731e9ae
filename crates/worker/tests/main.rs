//! The router against a real Temporal server, with real Nexus handlers and target workflows.

mod cancel;
mod contract;
mod outcome;
mod stack;
mod targets;
