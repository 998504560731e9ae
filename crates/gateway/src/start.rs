//! From a request body to a router: reading, judging, naming, starting.

mod apart;
mod envelope;
mod key;
mod order;
mod submit;

pub(crate) use apart::apart;
pub(crate) use envelope::Envelope;
pub(crate) use key::{IdempotencyKey, workflow_id};
pub(crate) use order::Order;
pub(crate) use submit::{Outcome, find_repeated, submit};
