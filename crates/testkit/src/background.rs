//! Workers on threads of their own: an SDK worker's future is not `Send`, so it cannot be a task of the test's runtime.

use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow};
use tokio_util::sync::CancellationToken;

/// A worker that runs beside the test until it is stopped or dropped.
pub struct Background {
    stop: CancellationToken,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Background {
    /// Runs `work` on a new thread with a single-threaded Tokio runtime. Its argument is cancelled when it shall stop.
    pub fn start<F, Fut>(work: F) -> Self
    where
        F: FnOnce(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = Result<()>>,
    {
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let result = tokio::task::LocalSet::new().block_on(&runtime, work(stopped));
            if let Err(error) = &result {
                report(error);
            }
            result
        });
        Self { stop, thread: Some(thread) }
    }

    /// Whether it has ended, by itself or because it was stopped.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops it, waits for its end and returns what it returned.
    pub async fn stop(mut self) -> Result<()> {
        self.stop.cancel();
        let Some(thread) = self.thread.take() else { return Ok(()) };
        tokio::task::spawn_blocking(move || thread.join())
            .await
            .context("wait for a background worker")?
            .map_err(|_| anyhow!("a background worker panicked"))?
    }
}

impl Drop for Background {
    /// Tells it to stop, without waiting: a test that failed must not hang here.
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[expect(clippy::print_stderr, reason = "a test that waits for a worker should show why it ended")]
fn report(error: &anyhow::Error) {
    eprintln!("a background worker ended: {error:#}");
}
