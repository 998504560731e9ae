//! Follows one run: the event stream while it works, single reads while it does not.

use std::time::{Duration, Instant};

use portico_contract::http::Run;
use portico_contract::sse::Parser;
use reqwest::Response;

use super::{CallError, Gateway};

/// The gateway sends a comment each 15 s: this long without a byte means that the connection is dead.
const SILENCE: Duration = Duration::from_secs(40);
/// A stream that lived this long worked.
const HEALTHY: Duration = Duration::from_secs(30);
/// Streams that break at once before single reads take over, and reads before a stream is tried again.
const ATTEMPTS: u32 = 3;
/// Between two single reads.
const READ_EVERY: Duration = Duration::from_secs(5);

/// What following a run brings.
pub(crate) enum Followed {
    /// The run as it is now.
    Run(Box<Run>),
    /// It cannot be read at the moment; following goes on.
    Trouble(CallError),
}

enum Ended {
    /// The run is closed and was seen whole.
    Closed,
    /// The stream ended before the run did.
    Cut,
}

/// Follows a run until it is closed and returns it.
///
/// # Errors
/// What will not pass, such as a run that may not be seen any more.
pub(crate) async fn follow(
    gateway: &Gateway,
    workflow_id: &str,
    mut on: impl FnMut(Followed),
) -> Result<Run, CallError> {
    let mut last_id: Option<String> = None;
    let mut last: Option<Run> = None;
    let mut cut = 0;
    loop {
        let opened = Instant::now();
        let mut seen = |run: Run| {
            on(Followed::Run(Box::new(run.clone())));
            last = Some(run);
        };
        match stream(gateway, workflow_id, &mut last_id, &mut seen).await {
            Ok(Ended::Closed) => break,
            Ok(Ended::Cut) => {}
            // The run itself may still be read where its events are not served.
            Err(CallError::Foreign { .. }) => cut = ATTEMPTS,
            Err(error) if !error.is_passing() => return Err(error),
            Err(error) => on(Followed::Trouble(error)),
        }
        cut = if opened.elapsed() >= HEALTHY { 1 } else { cut + 1 };
        if cut < ATTEMPTS {
            tokio::time::sleep(Duration::from_millis(500) * cut).await;
            continue;
        }
        for _ in 0..ATTEMPTS {
            match gateway.run(workflow_id).await {
                Ok(run) if run.status.is_closed() => {
                    on(Followed::Run(Box::new(run.clone())));
                    return Ok(run);
                }
                Ok(run) => on(Followed::Run(Box::new(run))),
                Err(error) if !error.is_passing() => return Err(error),
                Err(error) => on(Followed::Trouble(error)),
            }
            tokio::time::sleep(READ_EVERY).await;
        }
    }
    match last {
        Some(run) if run.status.is_closed() => Ok(run),
        _ => gateway.run(workflow_id).await,
    }
}

async fn stream(
    gateway: &Gateway,
    workflow_id: &str,
    last_id: &mut Option<String>,
    seen: &mut impl FnMut(Run),
) -> Result<Ended, CallError> {
    let Some(mut response) = gateway.events(workflow_id, last_id.as_deref()).await? else {
        return Ok(Ended::Closed);
    };
    let mut parser = Parser::default();
    while let Some(bytes) = piece(&mut response).await {
        for event in parser.push(&bytes) {
            match event.name.as_str() {
                "end" => return Ok(Ended::Closed),
                "run" => {
                    let run = serde_json::from_str(&event.data)
                        .map_err(|_| CallError::Foreign { status: 200 })?;
                    *last_id = event.id.or(last_id.take());
                    seen(run);
                }
                _ => {}
            }
        }
    }
    Ok(Ended::Cut)
}

/// The next bytes; `None` when there are none any more, or none in time.
async fn piece(response: &mut Response) -> Option<Vec<u8>> {
    let piece = tokio::time::timeout(SILENCE, response.chunk()).await.ok()?.ok()??;
    Some(piece.to_vec())
}
