use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    CancellableFuture, SyncWorkflowContext, TimerOptions, WorkflowContext, WorkflowResult,
    WorkflowTermination, workflows,
};

use super::activities::{Instance, Note, PlanRequest, Resize, ResizeRdsActivities};
use super::plan::{Plan, Size};
use crate::failure::{Refusal, surface};
use crate::progress::progress;
use crate::request;
use crate::sandbox::LockRequest;
use crate::step::{protected_step, step};

/// How long a plan may be confirmed, in hours.
const CONFIRMATION_HOURS: u64 = 24;
/// Steps of a full run.
const TOTAL: usize = 6;

/// Resizes an RDS instance: plans, waits for the signal `confirm_resize`, then changes it.
///
/// It can be cancelled until it is confirmed. After that a cancellation is refused: a half resized instance serves
/// nobody, so the run goes on to its end.
#[workflow]
#[derive(Default)]
pub struct ResizeRDSWorkflow {
    confirmed: bool,
}

/// The workflow's input, as `workflow-configs/cloud-ops/resize-rds.json` describes it.
#[derive(Debug, Deserialize)]
struct Input {
    aws_account_name: String,
    aws_region: String,
    rds_identifier: String,
    size: InputSize,
    budget_usd_per_month: Option<f64>,
    #[serde(flatten)]
    note: Note,
    #[serde(default)]
    dry_run: bool,
}

#[derive(Debug, Deserialize)]
struct InputSize {
    instance_class: String,
    storage_gib: i64,
}

/// The workflow's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resized {
    /// The instance.
    pub rds_identifier: String,
    /// Whether the instance has the new size; false after a dry run.
    pub resized: bool,
    /// The plan that was carried out, or would be.
    pub plan: Plan,
}

#[workflow_methods]
impl ResizeRDSWorkflow {
    /// Plans, waits for the confirmation, changes the instance.
    #[run(name = "ResizeRDSWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        argument: RawValue,
    ) -> WorkflowResult<Resized> {
        let input: Input = request::read(&argument)?;
        let instance = Instance {
            account: input.aws_account_name,
            region: input.aws_region,
            identifier: input.rds_identifier,
        };
        let name = instance.identifier.clone();
        let to =
            Size { instance_class: input.size.instance_class, storage_gib: input.size.storage_gib };
        let total = if input.dry_run { 1 } else { TOTAL };
        progress(ctx, 0, total, &format!("Planning the resize of {name}"));
        let plan = ctx
            .execute_activity(
                ResizeRdsActivities::plan_resize,
                PlanRequest { instance: instance.clone(), to, budget: input.budget_usd_per_month },
                step(format!("Plan the resize of {name}")),
            )
            .await
            .map_err(surface)?;
        if input.dry_run {
            progress(ctx, 1, 1, &format!("Dry run: {}", summary(&plan)));
            return Ok(Resized { rds_identifier: name, resized: false, plan });
        }

        progress(ctx, 1, TOTAL, &format!("Waits for signal confirm_resize: {}", summary(&plan)));
        Self::confirmation(ctx, &name, &plan).await?;
        let resize = Resize {
            lock: LockRequest { resource: instance.resource(), operation: ctx.run_id().to_owned() },
            instance,
            plan,
            note: input.note,
        };
        let outcome = Self::resize(ctx, &resize).await;
        if outcome.is_ok() {
            progress(ctx, 5, TOTAL, "Releasing the instance's lock");
        }
        ctx.execute_activity(
            ResizeRdsActivities::unlock_instance,
            resize.lock,
            protected_step("Release the lock"),
        )
        .await
        .map_err(surface)?;
        outcome?;
        progress(ctx, TOTAL, TOTAL, &format!("{name} is resized"));
        Ok(Resized { rds_identifier: name, resized: true, plan: resize.plan })
    }

    /// Confirms the plan. Whoever may write to the team's namespace may send it, with or without an argument.
    #[signal(name = "confirm_resize")]
    pub fn confirm_resize(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _argument: RawValue) {
        self.confirmed = true;
    }

    /// Waits for the signal, at most a day: a plan gets old.
    async fn confirmation(
        ctx: &WorkflowContext<Self>,
        name: &str,
        plan: &Plan,
    ) -> WorkflowResult<()> {
        let mut expiry = ctx.timer(
            TimerOptions::builder(Duration::from_secs(CONFIRMATION_HOURS * 60 * 60))
                .summary(format!("Wait at most {CONFIRMATION_HOURS} hours for confirm_resize"))
                .build(),
        );
        let confirmed = workflows::select! {
            confirmed = ctx.wait_condition(|workflow| workflow.confirmed) => Some(confirmed),
            _ = &mut expiry => None,
        };
        match confirmed {
            Some(Ok(())) => {
                expiry.cancel();
                Ok(())
            }
            Some(Err(_)) => Err(WorkflowTermination::cancelled()),
            None if ctx.cancellation_token().is_cancelled() => Err(WorkflowTermination::cancelled()),
            None => Err(Refusal::new(
                "ConfirmationExpired",
                format!("nobody confirmed the resize of {name} within {CONFIRMATION_HOURS} hours; start it again"),
                json!({ "rds_identifier": name, "plan": plan }),
            )
            .into()),
        }
    }

    /// The steps after the confirmation.
    async fn resize(ctx: &WorkflowContext<Self>, resize: &Resize) -> WorkflowResult<()> {
        let name = &resize.instance.identifier;
        progress(ctx, 2, TOTAL, &format!("Confirmed; locking {name}"));
        ctx.execute_activity(
            ResizeRdsActivities::lock_instance,
            resize.lock.clone(),
            protected_step(format!("Lock {name}")),
        )
        .await
        .map_err(surface)?;
        progress(ctx, 3, TOTAL, &format!("Starting the change of {name}"));
        ctx.execute_activity(
            ResizeRdsActivities::begin_resize,
            resize.clone(),
            protected_step(format!("Start the change of {name}")),
        )
        .await
        .map_err(surface)?;
        progress(ctx, 4, TOTAL, &format!("Changing {name}: {}", summary(&resize.plan)));
        ctx.execute_activity(
            ResizeRdsActivities::finish_resize,
            resize.clone(),
            protected_step(format!("Wait until {name} has its new size")),
        )
        .await
        .map_err(surface)
    }
}

/// The plan in one line.
fn summary(plan: &Plan) -> String {
    format!(
        "{}, {} GiB to {}, {} GiB, {:+} USD a month, {}",
        plan.from.instance_class,
        plan.from.storage_gib,
        plan.to.instance_class,
        plan.to.storage_gib,
        plan.usd_per_month_more,
        if plan.downtime { "with a restart" } else { "without downtime" },
    )
}
