//! Resizes an RDS instance once somebody has confirmed the plan.

mod activities;
mod plan;
mod worker;
#[expect(missing_docs, reason = "the workflow macro adds constants without docs")]
mod workflow;

pub use plan::{Plan, Size};
pub(crate) use worker::register;
pub use workflow::{ResizeRDSWorkflow, Resized};
