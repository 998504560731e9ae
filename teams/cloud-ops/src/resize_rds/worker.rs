use temporalio_sdk::{WorkerOptions, WorkflowRegistrationError};

use super::activities::ResizeRdsActivities;
use super::workflow::ResizeRDSWorkflow;
use crate::sandbox::Sandbox;

/// Adds the workflow and its activities to the worker.
pub(crate) fn register(
    options: &mut WorkerOptions,
    sandbox: &Sandbox,
) -> Result<(), WorkflowRegistrationError> {
    options
        .register_workflow::<ResizeRDSWorkflow>()?
        .register_activities(ResizeRdsActivities { sandbox: sandbox.clone() });
    Ok(())
}
