//! The router against a real Temporal server, with real Nexus handlers and target workflows.

mod cancel;
mod conflict;
mod contract;
mod handler;
mod histories;
mod links;
mod options;
mod outcome;
mod program;
mod replay;
mod requester;
mod stack;
