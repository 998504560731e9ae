//! Workflows that wait for somebody.

use std::time::Duration;

use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ActivityExecutionError, ActivityOptions, SyncWorkflowContext, WaitConditionOptions,
    WorkflowCancellationToken, WorkflowContext, WorkflowResult, WorkflowTermination,
};

use super::activities::{Activities, step};

/// Reports progress while it takes steps, one of which needs three attempts, and waits for the signal `tell`.
#[workflow]
#[derive(Default)]
pub(crate) struct Steps {
    told: bool,
}

#[workflow_methods]
impl Steps {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<String> {
        let progress = |done: u32, message: &str| {
            json!({ "done": done, "total": 3, "message": message }).to_string()
        };
        ctx.set_current_details(progress(0, "Copying"));
        ctx.execute_activity(Activities::copy, "x".to_owned(), step("Copy it")).await?;
        ctx.set_current_details(progress(1, "Stumbling"));
        ctx.execute_activity(Activities::stumble, (), step("Try it")).await?;
        ctx.set_current_details(progress(2, "Waiting to be told"));
        ctx.wait_condition(|state| state.told).await?;
        ctx.set_current_details(progress(3, "Done"));
        Ok("done".to_owned())
    }

    #[signal]
    pub(crate) fn tell(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: RawValue) {
        self.told = true;
    }
}

/// Waits for the signal `go`.
#[workflow]
#[derive(Default)]
pub(crate) struct Waits {
    told: bool,
}

#[workflow_methods]
impl Waits {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<String> {
        ctx.wait_condition(|state| state.told).await?;
        Ok("gone".to_owned())
    }

    #[signal]
    pub(crate) fn go(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: RawValue) {
        self.told = true;
    }
}

/// Waits in an activity; when cancelled, cleans up and ends cancelled.
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
        match ctx.execute_activity(Activities::wait, (), step("Wait")).await {
            Err(ActivityExecutionError::Cancelled(_)) => {
                let options = ActivityOptions::with_start_to_close_timeout(Duration::from_secs(10))
                    .cancellation_token(WorkflowCancellationToken::new())
                    .summary("Clean up")
                    .build();
                let state =
                    ctx.execute_activity(Activities::copy, "clean".to_owned(), options).await?;
                Err(WorkflowTermination::cancelled_with_details(state))
            }
            other => Ok(other?),
        }
    }
}

/// Ignores cancellation and goes on until the signal `finish`.
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
            let options = WaitConditionOptions::builder()
                .cancellation_token(WorkflowCancellationToken::new())
                .build();
            ctx.wait_condition_with_options(|state| state.told, options).await?;
        }
        Ok("finished".to_owned())
    }

    #[signal]
    pub(crate) fn finish(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: RawValue) {
        self.told = true;
    }
}
