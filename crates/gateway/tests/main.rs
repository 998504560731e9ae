//! The gateway in process, against a real Temporal server with the real router worker and a team of the tests' own.
//! Files mirror addresses.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod conflicts;
mod errors;
mod events;
mod failures;
mod forgotten;
mod idempotency;
mod openapi;
mod options;
mod outages;
mod portal;
mod probes;
mod processes;
mod run_list;
mod runs;
mod secrets;
mod starts;
mod support;
mod temporal_down;
mod workflows;
