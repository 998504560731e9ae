use temporalio_sdk::{WorkerOptions, WorkflowRegistrationError};

use super::activities::DeleteDynamoActivities;
use super::workflow::DeleteDynamoWorkflow;
use crate::sandbox::Sandbox;

/// Adds the workflow and its activities to the worker.
pub(crate) fn register(
    options: &mut WorkerOptions,
    sandbox: &Sandbox,
) -> Result<(), WorkflowRegistrationError> {
    options
        .register_workflow::<DeleteDynamoWorkflow>()?
        .register_activities(DeleteDynamoActivities { sandbox: sandbox.clone() });
    Ok(())
}
