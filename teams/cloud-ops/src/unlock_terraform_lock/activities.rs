use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::failure::Refusal;
use crate::sandbox::Sandbox;

/// A state lock as the requester names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StateLock {
    pub(crate) account: String,
    pub(crate) state_path: String,
    pub(crate) lock_id: String,
}

/// What is known of a lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LockFacts {
    pub(crate) holder: String,
    /// Whether the job that took the lock still runs.
    pub(crate) running: bool,
}

/// The release of a lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Release {
    pub(crate) lock: StateLock,
    /// Release it although the job that took it still runs.
    pub(crate) force: bool,
    /// The run id of the workflow that releases.
    pub(crate) operation: String,
    /// Why the requester wants it released.
    pub(crate) reason: String,
}

/// The steps of [`super::UnlockTerraformLockWorkflow`].
pub(crate) struct UnlockTerraformLockActivities {
    pub(crate) sandbox: Sandbox,
}

#[activities]
impl UnlockTerraformLockActivities {
    /// Finds the lock; refuses one that is not there or has another id.
    #[activity(name = "FindTerraformLock")]
    pub(crate) async fn find_lock(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: StateLock,
    ) -> Result<LockFacts, ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let facts = facts(&mut *self.sandbox.connection().await?, &lock).await?;
        self.sandbox.await_answer(&ctx).await?;
        Ok(facts)
    }

    /// Refuses a lock whose job still runs, unless it is forced.
    #[activity(name = "CheckTerraformLockHolder")]
    pub(crate) async fn check_holder(
        self: Arc<Self>,
        ctx: ActivityContext,
        release: Release,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        releasable(&mut *self.sandbox.connection().await?, &release).await?;
        self.sandbox.await_answer(&ctx).await
    }

    /// Releases the lock. It may have been taken by another job since it was found, so it is looked at once more.
    #[activity(name = "ReleaseTerraformLock")]
    pub(crate) async fn release_lock(
        self: Arc<Self>,
        ctx: ActivityContext,
        release: Release,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let note = json!({ "reason": release.reason, "forced": release.force });
        if let Some(mut step) = self.sandbox.step(&release.operation, "release lock", &note).await?
        {
            releasable(step.connection(), &release).await?;
            sqlx::query(
                "DELETE FROM terraform_locks WHERE account = ? AND state_path = ? AND lock_id = ?",
            )
            .bind(&release.lock.account)
            .bind(&release.lock.state_path)
            .bind(&release.lock.lock_id)
            .execute(step.connection())
            .await?;
            step.finish().await?;
        }
        self.sandbox.await_answer(&ctx).await
    }
}

async fn releasable(db: &mut SqliteConnection, release: &Release) -> Result<(), ActivityError> {
    let facts = facts(db, &release.lock).await?;
    if facts.running && !release.force {
        let StateLock { account, state_path, lock_id } = &release.lock;
        return Err(Refusal::new(
            "LockHolderRunning",
            format!(
                "the job of {} still runs and may be writing {state_path}; wait for it or stop it, then start again",
                facts.holder
            ),
            json!({ "aws_account_name": account, "state_path": state_path, "lock_id": lock_id, "holder": facts.holder }),
        )
        .into());
    }
    Ok(())
}

async fn facts(db: &mut SqliteConnection, lock: &StateLock) -> Result<LockFacts, ActivityError> {
    let StateLock { account, state_path, lock_id } = lock;
    let row: Option<(String, String, String)> = sqlx::query_as(
        "SELECT lock_id, holder, job FROM terraform_locks WHERE account = ? AND state_path = ?",
    )
    .bind(account)
    .bind(state_path)
    .fetch_optional(&mut *db)
    .await?;
    match row {
        None => {
            let locked: Vec<String> = sqlx::query_scalar(
                "SELECT state_path FROM terraform_locks WHERE account = ? ORDER BY state_path",
            )
            .bind(account)
            .fetch_all(db)
            .await?;
            Err(Refusal::new(
                "LockNotFound",
                format!("{state_path} in {account} is not locked; check the path in the error Terraform printed"),
                json!({ "aws_account_name": account, "state_path": state_path, "locked": locked }),
            )
            .into())
        }
        Some((id, ..)) if id != *lock_id => Err(Refusal::new(
            "LockIdMismatch",
            format!("{state_path} in {account} is locked again under another id; run Terraform once more and copy the id it prints"),
            json!({ "aws_account_name": account, "state_path": state_path, "lock_id": lock_id }),
        )
        .into()),
        Some((_, holder, job)) => Ok(LockFacts { holder, running: job == "running" }),
    }
}
