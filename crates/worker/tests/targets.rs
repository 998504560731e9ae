//! Target workflows, one per way to end.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use temporalio_sdk::{
    ActivityExecutionError, ActivityOptions, ApplicationFailure, SyncWorkflowContext,
    WorkerOptions, WorkflowCancellationToken, WorkflowContext, WorkflowResult, WorkflowTermination,
};

/// The workflow types the Nexus worker serves.
pub(crate) const NAMES: [&str; 6] =
    ["Echo", "Bytes", "FailHere", "FailInActivity", "CleanUp", "Refuse"];

/// Options of a worker for all of them.
pub(crate) fn options(task_queue: &str) -> Result<WorkerOptions> {
    Ok(WorkerOptions::new(task_queue)
        .register_workflow::<Echo>()?
        .register_workflow::<Bytes>()?
        .register_workflow::<FailHere>()?
        .register_workflow::<FailInActivity>()?
        .register_workflow::<CleanUp>()?
        .register_workflow::<Refuse>()?
        .register_activities(Activities)
        .build())
}

fn details(value: &serde_json::Value) -> RawValue {
    crate::stack::json(value)
}

fn activity_options() -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(Duration::from_secs(60))
        .heartbeat_timeout(Duration::from_secs(5))
        .build()
}

pub(crate) struct Activities;

#[activities]
impl Activities {
    #[activity]
    pub(crate) async fn break_down(_ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        let cause = ApplicationFailure::builder("the disk is full")
            .type_name("DiskFull".to_owned())
            .details(details(&json!({"free": 0})))
            .build();
        Err(ApplicationFailure::builder(cause)
            .type_name("CannotWrite".to_owned())
            .details(details(&json!(["a", 1])))
            .non_retryable(true)
            .build()
            .into())
    }

    #[activity]
    pub(crate) async fn wait(ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        while !ctx.is_cancelled() {
            ctx.record_heartbeat(()).await?;
            tokio::select! {
                () = ctx.cancelled() => {}
                () = tokio::time::sleep(Duration::from_millis(100)) => {}
            }
        }
        Err(ActivityError::cancelled())
    }

    #[activity]
    pub(crate) async fn clean_up(
        _ctx: ActivityContext,
        _input: (),
    ) -> Result<String, ActivityError> {
        Ok("clean".to_owned())
    }
}

/// Returns its input.
#[workflow]
#[derive(Default)]
pub(crate) struct Echo;

#[workflow_methods]
impl Echo {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        input: RawValue,
    ) -> WorkflowResult<RawValue> {
        Ok(input)
    }
}

/// Returns something that is not JSON.
#[workflow]
#[derive(Default)]
pub(crate) struct Bytes;

#[workflow_methods]
impl Bytes {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<RawValue> {
        let metadata = [("encoding", "binary/plain"), ("team", "data")];
        Ok(RawValue::new(vec![Payload {
            metadata: metadata.map(|(key, value)| (key.to_owned(), value.into())).into(),
            data: vec![0, 159, 146, 150],
            ..Default::default()
        }]))
    }
}

/// Fails by itself, with a cause.
#[workflow]
#[derive(Default)]
pub(crate) struct FailHere;

#[workflow_methods]
impl FailHere {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<()> {
        let cause = ApplicationFailure::builder("no such table: users <b>")
            .type_name("NoSuchTable".to_owned())
            .details(details(&json!({"table": "users"})))
            .build();
        Err(ApplicationFailure::builder(cause)
            .type_name("Refused".to_owned())
            .details(details(&json!({"hint": "check the name"})))
            .non_retryable(true)
            .build()
            .into())
    }
}

/// Fails because an activity did.
#[workflow]
#[derive(Default)]
pub(crate) struct FailInActivity;

#[workflow_methods]
impl FailInActivity {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<()> {
        Ok(ctx.execute_activity(Activities::break_down, (), activity_options()).await?)
    }
}

/// Waits in an activity; when canceled, cleans up and ends canceled.
#[workflow]
#[derive(Default)]
pub(crate) struct CleanUp;

#[workflow_methods]
impl CleanUp {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<()> {
        match ctx.execute_activity(Activities::wait, (), activity_options()).await {
            Err(ActivityExecutionError::Cancelled(_)) => {
                let options = ActivityOptions::with_start_to_close_timeout(Duration::from_secs(10))
                    .cancellation_token(WorkflowCancellationToken::new())
                    .build();
                let state = ctx.execute_activity(Activities::clean_up, (), options).await?;
                Err(WorkflowTermination::cancelled_with_details(state))
            }
            other => Ok(other?),
        }
    }
}

/// Ignores cancellation and goes on until it is told to finish.
#[workflow]
#[derive(Default)]
pub(crate) struct Refuse {
    told: bool,
}

#[workflow_methods]
impl Refuse {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<String> {
        while !ctx.state(|state| state.told) {
            // Fails at once when the run is canceled, which is what is being ignored.
            let options = temporalio_sdk::WaitConditionOptions::builder()
                .cancellation_token(WorkflowCancellationToken::new())
                .build();
            ctx.wait_condition_with_options(|state| state.told, options).await?;
        }
        Ok("finished".to_owned())
    }

    #[signal]
    pub(crate) fn finish(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: ()) {
        self.told = true;
    }
}
