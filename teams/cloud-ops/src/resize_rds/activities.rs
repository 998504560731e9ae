use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use super::plan::{Facts, Plan, Size, plan};
use crate::failure::Refusal;
use crate::sandbox::{LockRequest, Sandbox, SandboxError};
use crate::similar::{hint, similar};

/// An RDS instance by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) identifier: String,
}

impl Instance {
    /// What is locked while the instance changes.
    pub(crate) fn resource(&self) -> String {
        format!("rds/{}/{}/{}", self.account, self.region, self.identifier)
    }
}

/// A wish to resize an instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlanRequest {
    pub(crate) instance: Instance,
    pub(crate) to: Size,
    /// The most that the instance may cost more each month, in US dollars.
    pub(crate) budget: Option<f64>,
}

/// A confirmed resize, and the lock it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Resize {
    pub(crate) instance: Instance,
    pub(crate) plan: Plan,
    pub(crate) lock: LockRequest,
    pub(crate) note: Note,
}

/// Who asked for the resize, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) requested_by: String,
    pub(crate) reason: String,
    pub(crate) change_ticket: Option<String>,
    #[serde(default)]
    pub(crate) watchers: Vec<String>,
}

/// The steps of [`super::ResizeRDSWorkflow`].
pub(crate) struct ResizeRdsActivities {
    pub(crate) sandbox: Sandbox,
}

#[activities]
impl ResizeRdsActivities {
    /// Computes what the resize will do, or refuses it.
    #[activity(name = "PlanRdsResize")]
    pub(crate) async fn plan_resize(
        self: Arc<Self>,
        ctx: ActivityContext,
        request: PlanRequest,
    ) -> Result<Plan, ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let facts =
            facts(&mut *self.sandbox.connection().await?, &request.instance, &request.to).await?;
        let plan = plan(&request.instance, facts, request.to, request.budget)?;
        self.sandbox.await_answer(&ctx).await?;
        Ok(plan)
    }

    /// Keeps everybody else from changing the instance.
    #[activity(name = "LockRdsInstance")]
    pub(crate) async fn lock_instance(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.lock(&ctx, &lock).await
    }

    /// Starts the change; refuses a plan that no longer fits the instance.
    #[activity(name = "BeginRdsResize")]
    pub(crate) async fn begin_resize(
        self: Arc<Self>,
        ctx: ActivityContext,
        resize: Resize,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let Resize { instance, plan, lock, note } = resize;
        if let Some(mut step) = self.sandbox.step(&lock.operation, "begin resize", &note).await? {
            let now = facts(step.connection(), &instance, &plan.to).await?.size;
            if now != plan.from {
                return Err(Refusal::new(
                    "PlanOutdated",
                    format!(
                        "{} has changed since the plan was made; start again and confirm the new plan",
                        instance.identifier
                    ),
                    json!({ "rds_identifier": instance.identifier, "planned_from": plan.from, "now": now }),
                )
                .into());
            }
            sqlx::query(
                "UPDATE rds_instances SET status = 'modifying' WHERE account = ? AND region = ? AND identifier = ?",
            )
            .bind(&instance.account)
            .bind(&instance.region)
            .bind(&instance.identifier)
            .execute(step.connection())
            .await?;
            step.finish().await?;
        }
        self.sandbox.await_answer(&ctx).await
    }

    /// Waits until the instance has its new size.
    #[activity(name = "FinishRdsResize")]
    pub(crate) async fn finish_resize(
        self: Arc<Self>,
        ctx: ActivityContext,
        resize: Resize,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let Resize { instance, plan, lock, note } = resize;
        if let Some(mut step) = self.sandbox.step(&lock.operation, "finish resize", &note).await? {
            sqlx::query(
                "UPDATE rds_instances SET status = 'available', instance_class = ?, storage_gib = ?
                 WHERE account = ? AND region = ? AND identifier = ?",
            )
            .bind(&plan.to.instance_class)
            .bind(plan.to.storage_gib)
            .bind(&instance.account)
            .bind(&instance.region)
            .bind(&instance.identifier)
            .execute(step.connection())
            .await?;
            step.finish().await?;
        }
        self.sandbox.await_answer(&ctx).await
    }

    /// Lets others change the instance.
    #[activity(name = "UnlockRdsInstance")]
    pub(crate) async fn unlock_instance(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.unlock(&ctx, &lock).await
    }
}

/// What is known of the instance and of the class it shall have.
async fn facts(
    db: &mut SqliteConnection,
    instance: &Instance,
    to: &Size,
) -> Result<Facts, ActivityError> {
    let row: Option<(String, i64, bool, i64)> = sqlx::query_as(
        "SELECT instance_class, storage_gib, multi_az, usd_per_month
         FROM rds_instances JOIN instance_classes ON instance_classes.name = instance_class
         WHERE account = ? AND region = ? AND identifier = ?",
    )
    .bind(&instance.account)
    .bind(&instance.region)
    .bind(&instance.identifier)
    .fetch_optional(&mut *db)
    .await?;
    let Some((instance_class, storage_gib, multi_az, usd_per_month)) = row else {
        return Err(not_found(db, instance).await?.into());
    };
    let wanted_usd_per_month =
        sqlx::query_scalar("SELECT usd_per_month FROM instance_classes WHERE name = ?")
            .bind(&to.instance_class)
            .fetch_optional(&mut *db)
            .await?;
    Ok(Facts {
        size: Size { instance_class, storage_gib },
        multi_az,
        usd_per_month,
        wanted_usd_per_month,
    })
}

async fn not_found(
    db: &mut SqliteConnection,
    instance: &Instance,
) -> Result<Refusal, SandboxError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT identifier FROM rds_instances WHERE account = ? AND region = ? ORDER BY identifier",
    )
    .bind(&instance.account)
    .bind(&instance.region)
    .fetch_all(db)
    .await?;
    let Instance { account, region, identifier } = instance;
    let similar = similar(identifier, &names);
    Ok(Refusal::new(
        "InstanceNotFound",
        format!("there is no RDS instance {identifier} in {account}, {region}; {}", hint(&similar)),
        json!({ "aws_account_name": account, "aws_region": region, "rds_identifier": identifier, "similar": similar }),
    ))
}
