//! Deletes a DynamoDB table, after a last backup.

mod activities;
mod worker;
#[expect(missing_docs, reason = "the workflow macro adds constants without docs")]
mod workflow;

pub(crate) use worker::register;
pub use workflow::{DeleteDynamoWorkflow, Deleted};
