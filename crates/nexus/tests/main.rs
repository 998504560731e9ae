//! The handlers against a real Temporal server, called from a real workflow.

mod answers;
mod attach;
mod caller;
mod cancel;
mod readme;
mod redelivery;
mod settings;
mod stack;
mod start;
mod stop;
