//! What the team's accounts hold, for the forms that let people choose from it: one long-running workflow in each
//! environment, which reads the sandbox again and again and answers queries from what it last read.

mod activities;
mod lists;
mod snapshot;
mod worker;
#[expect(missing_docs, reason = "the workflow macro adds constants without docs")]
mod workflow;

pub use worker::WORKFLOW_ID;
pub(crate) use worker::{register, start};
pub use workflow::InventoryWorkflow;

pub use crate::listing::Answer;
