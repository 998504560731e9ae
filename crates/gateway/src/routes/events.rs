use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use portico_contract::http::{ErrorCode, ErrorEnvelope};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::runs::{allowed, remembered};
use crate::error::{ApiError, ApiResult};
use crate::extract::Segments;
use crate::follow::Seen;
use crate::identity::Caller;
use crate::state::App;

/// Between two events of one stream.
const PACE: Duration = Duration::from_millis(250);
/// A comment keeps proxies from cutting a quiet stream.
const COMMENT: Duration = Duration::from_secs(15);

/// The run as it changes.
#[utoipa::path(get, path = "/api/v1/runs/{workflow_id}/events", tag = "runs",
    params(
        ("workflow_id" = String, Path, description = "The run's id"),
        ("last-event-id" = Option<String>, Header, description = "The last event seen"),
    ),
    responses(
        (status = 200, description = "`run` events with the whole run, then `end`", content_type = "text/event-stream", body = String),
        (status = 204, description = "The run is closed and was seen so"),
        (status = 404, description = "`unknown_run`", body = ErrorEnvelope),
    ))]
pub(crate) async fn stream(
    State(app): State<App>,
    caller: Caller,
    Segments(workflow_id): Segments<String>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let first = match app.followers.snapshot(&workflow_id).await {
        Ok(first) => first,
        Err(error) if error.code() == ErrorCode::UnknownRun => {
            let run = remembered(&app, &caller, &workflow_id).await?;
            // Nothing changes any more in what Temporal has forgotten.
            let id = format!("remembered-{}", run.run_id);
            if last.as_ref() == Some(&id) {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            let text = serde_json::to_string(&run).map_err(ApiError::internal)?;
            let events = [Event::default().event("run").id(id).data(text), end()];
            return Ok(answer(stream::iter(events.map(Ok))));
        }
        Err(error) => return Err(error),
    };
    allowed(&app, &caller, &first.run)?;
    let mut receiver = app.followers.watch(&workflow_id)?;
    if last.is_some() && first.run.status.is_closed() {
        // What the target says last may still be under way, and is part of the id.
        let finished =
            receiver.wait_for(|seen| !matches!(seen, Seen::Run(snapshot) if !snapshot.finished));
        let seen =
            finished.await.map_err(|_| ApiError::internal("a follower ended early"))?.clone();
        if last == Some(seen.into_result(&workflow_id)?.id.clone()) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    let viewer = Viewer {
        app: app.clone(),
        caller,
        receiver,
        last,
        not_before: Instant::now(),
        ended: false,
        stopping: app.stopping.clone(),
        _open: Open::new(),
    };
    Ok(answer(events(viewer)))
}

/// The event after which a client need not come again.
fn end() -> Event {
    Event::default().event("end").data("")
}

fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(COMMENT).text("still here"))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather an answer before passing it on would hold the stream back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

struct Viewer {
    app: App,
    caller: Caller,
    receiver: watch::Receiver<Seen>,
    /// Id of the last event sent, or seen before.
    last: Option<String>,
    not_before: Instant,
    ended: bool,
    stopping: CancellationToken,
    _open: Open,
}

/// Counts open streams while it lives.
struct Open;

impl Open {
    fn new() -> Self {
        metrics::gauge!("portico_event_streams").increment(1.0);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!("portico_event_streams").decrement(1.0);
    }
}

fn events(viewer: Viewer) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(viewer, |mut viewer| async move {
        if viewer.ended {
            return None;
        }
        loop {
            tokio::time::sleep_until(viewer.not_before).await;
            // Only the newest state is sent, however many there were since.
            let seen = viewer.receiver.borrow_and_update().clone();
            match seen {
                // Whoever lost the right to see the run since is told so when they come again.
                Seen::Run(snapshot)
                    if allowed(&viewer.app, &viewer.caller, &snapshot.run).is_err() =>
                {
                    return None;
                }
                Seen::Run(snapshot) if viewer.last.as_ref() != Some(&snapshot.id) => {
                    viewer.last = Some(snapshot.id.clone());
                    viewer.not_before = Instant::now() + PACE;
                    let text = String::from_utf8_lossy(&snapshot.json);
                    let event = Event::default().event("run").id(&snapshot.id).data(text);
                    return Some((Ok(event), viewer));
                }
                Seen::Run(snapshot) if snapshot.finished => {
                    viewer.ended = true;
                    return Some((Ok(end()), viewer));
                }
                Seen::Unknown | Seen::Failed(_) => return None,
                Seen::Run(_) | Seen::Nothing => {}
            }
            // A client whose stream ends without `end` comes again, to this gateway or another.
            tokio::select! {
                changed = viewer.receiver.changed() => if changed.is_err() { return None },
                () = viewer.stopping.cancelled() => return None,
            }
        }
    })
}
