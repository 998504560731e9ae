use std::time::Duration;

use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::time::Instant;

use super::Sandbox;

/// An activity that has not been heard of for this long is given to another worker.
pub(crate) const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(5);
/// Often enough that a cancellation, which comes back with a heartbeat, is noticed soon.
const HEARTBEAT: Duration = Duration::from_millis(500);

impl Sandbox {
    /// The wait before the cloud does what it is asked: the half of the latency in which a call can be cancelled.
    ///
    /// # Errors
    /// The activity was cancelled.
    pub(crate) async fn prepare_call(&self, ctx: &ActivityContext) -> Result<(), ActivityError> {
        tokio::select! {
            () = ctx.cancelled() => Err(ActivityError::cancelled()),
            waited = self.wait(ctx) => waited,
        }
    }

    /// The wait until the cloud's answer arrives. What was asked is done, so this half is not cut short.
    pub(crate) async fn await_answer(&self, ctx: &ActivityContext) -> Result<(), ActivityError> {
        self.wait(ctx).await
    }

    async fn wait(&self, ctx: &ActivityContext) -> Result<(), ActivityError> {
        let end = Instant::now() + self.latency / 2;
        while Instant::now() < end {
            ctx.record_heartbeat(()).await?;
            tokio::time::sleep_until(end.min(Instant::now() + HEARTBEAT)).await;
        }
        Ok(())
    }
}
