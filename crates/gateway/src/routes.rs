//! Handlers, one file per group of calls.

pub mod documents;
pub mod events;
pub mod me;
pub mod probes;
pub mod runs;
pub mod starts;
pub mod workflows;
