use serde::{Deserialize, Serialize};
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkflowContext, WorkflowResult};

use super::activities::{DeleteDynamoActivities, Deletion, Table};
use crate::failure::surface;
use crate::progress::progress;
use crate::request;
use crate::sandbox::LockRequest;
use crate::step::{protected_step, step};

/// Deletes a DynamoDB table after a last backup. Cancelled before the table is gone, it leaves everything as it was.
#[workflow]
#[derive(Default)]
pub struct DeleteDynamoWorkflow;

/// The workflow's input, as `workflow-configs/cloud-ops/delete-dynamodb.json` describes it.
#[derive(Debug, Deserialize)]
struct Input {
    aws_account_name: String,
    aws_region: String,
    table_name: String,
    repo_name: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

/// The workflow's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The account the table was in.
    pub aws_account_name: String,
    /// The region the table was in.
    pub aws_region: String,
    /// The table.
    pub table_name: String,
    /// Whether the table is gone; false after a dry run.
    pub deleted: bool,
    /// How many items the table held.
    pub items: i64,
    /// The backup the table can be restored from for 35 days; none after a dry run.
    pub backup: Option<String>,
}

#[workflow_methods]
impl DeleteDynamoWorkflow {
    /// Finds, locks, backs up and deletes the table.
    #[run(name = "DeleteDynamoWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        argument: RawValue,
    ) -> WorkflowResult<Deleted> {
        let input: Input = request::read(&argument)?;
        let table = Table {
            account: input.aws_account_name.clone(),
            region: input.aws_region.clone(),
            name: input.table_name.clone(),
        };
        let total = if input.dry_run { 1 } else { 5 };
        progress(ctx, 0, total, &format!("Looking for {} in {}", table.name, table.account));
        let found = ctx
            .execute_activity(
                DeleteDynamoActivities::find_table,
                table.clone(),
                step(format!("Find {} in {}, {}", table.name, table.account, table.region)),
            )
            .await
            .map_err(surface)?;
        let result = |deleted, backup| Deleted {
            aws_account_name: input.aws_account_name.clone(),
            aws_region: input.aws_region.clone(),
            table_name: input.table_name.clone(),
            deleted,
            items: found.items,
            backup,
        };
        if input.dry_run {
            progress(
                ctx,
                1,
                1,
                &format!("Dry run: {} would be deleted with {} items", table.name, found.items),
            );
            return Ok(result(false, None));
        }

        let deletion = Deletion {
            lock: LockRequest { resource: table.resource(), operation: ctx.run_id().to_owned() },
            table,
            repo_name: input.repo_name.clone(),
        };
        match Self::delete(ctx, &deletion).await {
            Ok(backup) => {
                progress(ctx, 4, 5, "Releasing the table's lock");
                ctx.execute_activity(
                    DeleteDynamoActivities::unlock_table,
                    deletion.lock,
                    protected_step("Release the lock"),
                )
                .await
                .map_err(surface)?;
                progress(ctx, 5, 5, &format!("{} is deleted", deletion.table.name));
                Ok(result(true, Some(backup)))
            }
            Err(end) => {
                ctx.execute_activity(
                    DeleteDynamoActivities::abandon_deletion,
                    deletion,
                    protected_step("Clean up: discard the backup, release the lock"),
                )
                .await
                .map_err(surface)?;
                Err(end)
            }
        }
    }

    /// The steps that are undone when one of them fails or is cancelled. Answers the backup's name.
    async fn delete(ctx: &WorkflowContext<Self>, deletion: &Deletion) -> WorkflowResult<String> {
        let name = &deletion.table.name;
        progress(ctx, 1, 5, &format!("Locking {name}"));
        ctx.execute_activity(
            DeleteDynamoActivities::lock_table,
            deletion.lock.clone(),
            step(format!("Lock {name}")),
        )
        .await
        .map_err(surface)?;
        progress(ctx, 2, 5, &format!("Backing up {name}"));
        let backup = ctx
            .execute_activity(
                DeleteDynamoActivities::back_up_table,
                deletion.clone(),
                step(format!("Back up {name}")),
            )
            .await
            .map_err(surface)?;
        progress(ctx, 3, 5, &format!("Deleting {name}"));
        ctx.execute_activity(
            DeleteDynamoActivities::delete_table,
            deletion.clone(),
            step(format!("Delete {name}")),
        )
        .await
        .map_err(surface)?;
        Ok(backup)
    }
}
