//! Releases a Terraform state lock that a dead job left behind.

mod activities;
mod locks;
mod worker;
#[expect(missing_docs, reason = "the workflow macro adds constants without docs")]
mod workflow;

pub(crate) use locks::{LOCKS, locks};
pub(crate) use worker::register;
pub use workflow::{UnlockTerraformLockWorkflow, Unlocked};
