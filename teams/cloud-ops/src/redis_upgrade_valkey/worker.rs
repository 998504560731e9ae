use temporalio_sdk::{WorkerOptions, WorkflowRegistrationError};

use super::activities::RedisUpgradeValkeyActivities;
use super::workflow::RedisUpgradeValkeyWorkflow;
use crate::sandbox::Sandbox;

/// Adds the workflow and its activities to the worker.
pub(crate) fn register(
    options: &mut WorkerOptions,
    sandbox: &Sandbox,
) -> Result<(), WorkflowRegistrationError> {
    options
        .register_workflow::<RedisUpgradeValkeyWorkflow>()?
        .register_activities(RedisUpgradeValkeyActivities { sandbox: sandbox.clone() });
    Ok(())
}
