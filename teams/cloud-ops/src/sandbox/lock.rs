use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use temporalio_client::errors::WorkflowInteractionError;
use temporalio_client::{
    UntypedWorkflow, WorkflowDescribeOptions, WorkflowExecutionInfo, WorkflowExecutionStatus,
    WorkflowHandle,
};
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use super::{Sandbox, SandboxError};
use crate::failure::Refusal;

/// A wish to be the only operation that changes a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LockRequest {
    /// What is locked, such as `dynamodb/infra-test/us-east-1/tracker-sessions`.
    pub(crate) resource: String,
    /// The run id of the workflow that locks.
    pub(crate) operation: String,
}

impl Sandbox {
    /// Locks the resource for the operation; locking again what it holds already changes nothing. A run that ended
    /// without releasing its lock, because it was terminated, holds it no longer.
    ///
    /// # Errors
    /// `ResourceLocked` when another operation holds the lock.
    pub(crate) async fn lock(
        &self,
        ctx: &ActivityContext,
        request: &LockRequest,
    ) -> Result<(), ActivityError> {
        self.prepare_call(ctx).await?;
        loop {
            let (holder, workflow_id): (String, String) = sqlx::query_as(
                "INSERT INTO resource_locks (resource, operation, workflow_id) VALUES (?, ?, ?)
                 ON CONFLICT (resource) DO UPDATE SET resource = excluded.resource
                 RETURNING operation, workflow_id",
            )
            .bind(&request.resource)
            .bind(&request.operation)
            .bind(ctx.info().workflow_id.as_deref().unwrap_or_default())
            .fetch_one(&self.pool)
            .await?;
            if holder == request.operation {
                break;
            }
            if is_open(ctx, &workflow_id, &holder).await? {
                return Err(locked(&request.resource, &workflow_id, &holder).into());
            }
            let left = LockRequest { resource: request.resource.clone(), operation: holder };
            release(&mut *self.connection().await?, &left).await?;
        }
        self.await_answer(ctx).await
    }

    /// Releases the lock, if the operation holds it.
    pub(crate) async fn unlock(
        &self,
        ctx: &ActivityContext,
        request: &LockRequest,
    ) -> Result<(), ActivityError> {
        self.prepare_call(ctx).await?;
        release(&mut *self.connection().await?, request).await?;
        self.await_answer(ctx).await
    }
}

/// Releases the lock within a transaction that undoes an operation.
pub(crate) async fn release(
    connection: &mut SqliteConnection,
    request: &LockRequest,
) -> Result<(), SandboxError> {
    sqlx::query("DELETE FROM resource_locks WHERE resource = ? AND operation = ?")
        .bind(&request.resource)
        .bind(&request.operation)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the run goes on. One that Temporal has forgotten does not.
async fn is_open(
    ctx: &ActivityContext,
    workflow_id: &str,
    run_id: &str,
) -> Result<bool, WorkflowInteractionError> {
    let client = ctx.client();
    let run = WorkflowExecutionInfo::builder()
        .namespace(ctx.info().namespace.clone())
        .workflow_id(workflow_id)
        .run_id(run_id.to_owned())
        .build();
    let handle = WorkflowHandle::<_, UntypedWorkflow>::new(client, run);
    match handle.describe(WorkflowDescribeOptions::default()).await {
        Ok(run) => Ok(run.status() == WorkflowExecutionStatus::Running),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn locked(resource: &str, workflow_id: &str, run_id: &str) -> Refusal {
    Refusal::new(
        "ResourceLocked",
        format!(
            "{resource} is being changed by run {workflow_id}; wait until it ends, or cancel it, and start again"
        ),
        json!({ "resource": resource, "workflow_id": workflow_id, "run_id": run_id }),
    )
}
