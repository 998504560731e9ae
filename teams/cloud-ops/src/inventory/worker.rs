use temporalio_client::errors::WorkflowStartError;
use temporalio_client::{Client, WorkflowIdConflictPolicy, WorkflowStartOptions};
use temporalio_common::data_converters::{PayloadConverter, RawValue};
use temporalio_sdk::{WorkerOptions, WorkflowRegistrationError};

use super::activities::InventoryActivities;
use super::workflow::{Input, InventoryWorkflow};
use crate::TASK_QUEUE;
use crate::sandbox::Sandbox;

/// The id of the one inventory of a namespace, as the team's configs name it.
pub const WORKFLOW_ID: &str = "inventory";

/// Adds the workflow and its activity to the worker.
pub(crate) fn register(
    options: &mut WorkerOptions,
    sandbox: &Sandbox,
) -> Result<(), WorkflowRegistrationError> {
    options
        .register_workflow::<InventoryWorkflow>()?
        .register_activities(InventoryActivities { sandbox: sandbox.clone() });
    Ok(())
}

/// Starts the inventory, unless it runs already.
pub(crate) async fn start(client: &Client) -> Result<(), WorkflowStartError> {
    let argument = RawValue::from_value(&Input::default(), &PayloadConverter::default());
    let options = WorkflowStartOptions::new(TASK_QUEUE, WORKFLOW_ID)
        .id_conflict_policy(WorkflowIdConflictPolicy::UseExisting)
        .static_summary("What the accounts hold, for the forms that let people choose from it")
        .build();
    client.start_workflow(InventoryWorkflow::run, argument, options).await.map(drop)
}
