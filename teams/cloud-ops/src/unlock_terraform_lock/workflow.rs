use serde::{Deserialize, Serialize};
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{WorkflowContext, WorkflowResult};

use super::activities::{Release, StateLock, UnlockTerraformLockActivities};
use crate::failure::surface;
use crate::progress::progress;
use crate::request;
use crate::step::step;

/// Releases a Terraform state lock, unless the job that holds it still runs. The release is its only change, so a
/// cancelled run has nothing to undo.
#[workflow]
#[derive(Default)]
pub struct UnlockTerraformLockWorkflow;

/// The workflow's input, as `workflow-configs/cloud-ops/unlock-terraform-lock.yaml` describes it.
#[derive(Debug, Deserialize)]
struct Input {
    aws_account_name: String,
    state_path: String,
    lock_id: String,
    reason: String,
    #[serde(default)]
    force: bool,
    #[serde(default)]
    dry_run: bool,
}

/// The workflow's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlocked {
    /// The state, by its path in the account's state bucket.
    pub state_path: String,
    /// The lock.
    pub lock_id: String,
    /// Whether the lock is gone; false after a dry run.
    pub released: bool,
    /// Who held it.
    pub holder: String,
}

#[workflow_methods]
impl UnlockTerraformLockWorkflow {
    /// Finds the lock, checks its holder, releases it.
    #[run(name = "UnlockTerraformLockWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        argument: RawValue,
    ) -> WorkflowResult<Unlocked> {
        let input: Input = request::read(&argument)?;
        let lock = StateLock {
            account: input.aws_account_name,
            state_path: input.state_path,
            lock_id: input.lock_id,
        };
        let state = format!("{} in {}", lock.state_path, lock.account);
        let total = if input.dry_run { 2 } else { 3 };
        progress(ctx, 0, total, &format!("Looking for the lock on {state}"));
        let found = ctx
            .execute_activity(
                UnlockTerraformLockActivities::find_lock,
                lock.clone(),
                step(format!("Find the lock on {state}")),
            )
            .await
            .map_err(surface)?;
        progress(ctx, 1, total, &format!("Asking whether {} still runs", found.holder));
        let release = Release {
            lock: lock.clone(),
            force: input.force,
            operation: ctx.run_id().to_owned(),
            reason: input.reason,
        };
        ctx.execute_activity(
            UnlockTerraformLockActivities::check_holder,
            release.clone(),
            step(format!("Check that {} has ended", found.holder)),
        )
        .await
        .map_err(surface)?;
        let mut result = Unlocked {
            state_path: lock.state_path,
            lock_id: lock.lock_id,
            released: false,
            holder: found.holder,
        };
        if input.dry_run {
            progress(ctx, 2, total, &format!("Dry run: the lock on {state} would be released"));
            return Ok(result);
        }
        progress(ctx, 2, total, &format!("Releasing the lock on {state}"));
        ctx.execute_activity(
            UnlockTerraformLockActivities::release_lock,
            release,
            step(format!("Release the lock on {state}")),
        )
        .await
        .map_err(surface)?;
        progress(ctx, 3, total, &format!("{state} is unlocked"));
        result.released = true;
        Ok(result)
    }
}
