//! Handlers, one file per group of calls.

pub(crate) mod documents;
pub(crate) mod events;
pub(crate) mod me;
pub(crate) mod options;
pub(crate) mod probes;
pub(crate) mod run_list;
pub(crate) mod runs;
pub(crate) mod starts;
pub(crate) mod workflows;
