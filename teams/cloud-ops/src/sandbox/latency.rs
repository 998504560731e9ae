use std::time::Duration;

use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::time::Instant;

use super::Sandbox;

/// An activity that has not been heard of for this long is given to another worker.
pub(crate) const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(4);
/// How often a waiting activity is heard of. A cancellation comes back with a heartbeat.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(1);
/// How soon a changed pace counts.
const LOOK: Duration = Duration::from_millis(100);

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
        let start = Instant::now();
        loop {
            let end = start + self.pace(&ctx.info().activity_type).await? / 2;
            if Instant::now() >= end {
                return Ok(());
            }
            ctx.record_heartbeat(()).await?;
            tokio::time::sleep_until(end.min(Instant::now() + LOOK)).await;
        }
    }

    /// How long a call takes.
    async fn pace(&self, call: &str) -> Result<Duration, sqlx::Error> {
        let set: Option<u32> = sqlx::query_scalar("SELECT milliseconds FROM pace WHERE call = ?")
            .bind(call)
            .fetch_optional(&self.pool)
            .await?;
        Ok(set.map_or(self.latency, |milliseconds| Duration::from_millis(milliseconds.into())))
    }
}
