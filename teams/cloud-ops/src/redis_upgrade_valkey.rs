//! Moves a Redis cache to Valkey, node by node.

mod activities;
mod worker;
#[expect(missing_docs, reason = "the workflow macro adds constants without docs")]
mod workflow;

pub(crate) use worker::register;
pub use workflow::{RedisUpgradeValkeyWorkflow, Upgraded};
