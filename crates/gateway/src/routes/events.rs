mod open;
mod viewer;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use portico_contract::http::{ErrorCode, ErrorEnvelope, Run};

pub(crate) use self::open::Streams;
use self::viewer::Viewer;
use super::runs::{allowed, remembered};
use crate::error::{ApiError, ApiResult};
use crate::extract::Segments;
use crate::follow::Seen;
use crate::identity::Caller;
use crate::state::App;

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
        (status = 429, description = "`rate_limited`: too many streams of one caller", body = ErrorEnvelope),
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
    let (stopping, open) = (app.stopping.clone(), app.streams.open(&caller.email)?);
    let may_see = move |run: &Run| {
        let _counted = &open;
        allowed(&app, &caller, run).is_ok()
    };
    Ok(answer(Viewer { receiver, last, may_see, stopping }.events()))
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
