use std::time::Duration;

use serde_json::json;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use temporalio_sdk::{ActivityOptions, ApplicationFailure};

use super::json as payload;

/// Options of a step with a title.
pub(crate) fn step(summary: &str) -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(Duration::from_secs(60))
        .heartbeat_timeout(Duration::from_secs(5))
        .summary(summary)
        .build()
}

pub(crate) struct Activities;

#[activities]
impl Activities {
    #[activity]
    pub(crate) async fn copy(_ctx: ActivityContext, text: String) -> Result<String, ActivityError> {
        Ok(text)
    }

    /// Fails for good, with a cause.
    #[activity]
    pub(crate) async fn break_down(_ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        let cause = ApplicationFailure::builder("the disk is full")
            .type_name("DiskFull".to_owned())
            .details(payload(&json!({"free": 0})))
            .build();
        Err(ApplicationFailure::builder(cause)
            .type_name("CannotWrite".to_owned())
            .details(payload(&json!(["a", 1])))
            .non_retryable(true)
            .build()
            .into())
    }

    /// Fails twice.
    #[activity]
    pub(crate) async fn stumble(ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        match ctx.info().attempt {
            1 | 2 => Err(ApplicationFailure::builder(anyhow::anyhow!("stumbled")).build().into()),
            _ => Ok(()),
        }
    }

    /// Ends only when it is cancelled.
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
}
