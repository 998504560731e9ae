use temporalio_sdk::{WorkerOptions, WorkflowRegistrationError};

use super::activities::UnlockTerraformLockActivities;
use super::workflow::UnlockTerraformLockWorkflow;
use crate::sandbox::Sandbox;

/// Adds the workflow and its activities to the worker.
pub(crate) fn register(
    options: &mut WorkerOptions,
    sandbox: &Sandbox,
) -> Result<(), WorkflowRegistrationError> {
    options
        .register_workflow::<UnlockTerraformLockWorkflow>()?
        .register_activities(UnlockTerraformLockActivities { sandbox: sandbox.clone() });
    Ok(())
}
