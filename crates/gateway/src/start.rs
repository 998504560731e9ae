//! From a request body to a router: reading, judging, naming, starting.

mod envelope;
mod key;
mod order;
mod submit;
mod target_id;

pub use envelope::Envelope;
pub use key::{IdempotencyKey, hash_of, workflow_id};
pub use order::Order;
pub use submit::{Outcome, find_repeated, submit};
