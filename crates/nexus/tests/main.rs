//! The handlers against a real Temporal server, called from a real workflow.

mod answers;
mod caller;
mod redelivery;
mod stack;
mod start;
mod stop;
