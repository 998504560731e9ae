mod remembered;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use portico_contract::http::{ErrorCode, ErrorEnvelope, Run};

pub(super) use self::remembered::{forgotten, remembered};
use super::starts::answer;
use crate::error::{ApiError, ApiResult};
use crate::extract::Segments;
use crate::follow::{Seen, Snapshot, status_of};
use crate::identity::Caller;
use crate::middleware::request_id;
use crate::policy::{cancel_refusal, may_see};
use crate::state::{App, AppState};
use crate::temporal::CallError;

/// How long an answer to a cancel waits for its own effect.
const EFFECT: Duration = Duration::from_millis(1_000);

/// One run as it is now.
#[utoipa::path(get, path = "/api/v1/runs/{workflow_id}", tag = "runs",
    params(("workflow_id" = String, Path, description = "The run's id")),
    responses(
        (status = 200, body = Run),
        (status = 404, description = "`unknown_run`", body = ErrorEnvelope),
        (status = 503, description = "`temporal_unavailable`", body = ErrorEnvelope),
    ))]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Segments(workflow_id): Segments<String>,
) -> ApiResult<Response> {
    match app.followers.snapshot(&workflow_id).await {
        Ok(snapshot) => {
            allowed(&app, &caller, &snapshot.run)?;
            Ok(([(header::CONTENT_TYPE, "application/json")], snapshot.json.clone())
                .into_response())
        }
        Err(error) if error.code() == ErrorCode::UnknownRun => {
            Ok(Json(remembered(&app, &caller, &workflow_id).await?).into_response())
        }
        Err(error) => Err(error),
    }
}

/// Asks a run to cancel itself; the team's workflow may clean up first, or refuse.
#[utoipa::path(post, path = "/api/v1/runs/{workflow_id}/cancel", tag = "runs",
    params(("workflow_id" = String, Path, description = "The run's id")),
    responses(
        (status = 202, body = Run),
        (status = 403, description = "`forbidden`", body = ErrorEnvelope),
        (status = 404, description = "`unknown_run`", body = ErrorEnvelope),
        (status = 409, description = "`already_closed`", body = ErrorEnvelope),
    ))]
pub(crate) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Segments(workflow_id): Segments<String>,
) -> ApiResult<Response> {
    let snapshot = match app.followers.snapshot(&workflow_id).await {
        Ok(snapshot) => snapshot,
        Err(error) if error.code() == ErrorCode::UnknownRun => {
            remembered(&app, &caller, &workflow_id).await?;
            return Err(ApiError::already_closed());
        }
        Err(error) => return Err(error),
    };
    let run = &snapshot.run;
    allowed(&app, &caller, run)?;
    let catalog = app.catalog.current();
    let entry = catalog.get(&run.namespace, &run.workflow_type).map(|entry| &**entry);
    if let Some(reason) = cancel_refusal(entry, &run.requester, &caller) {
        return Err(ApiError::forbidden(reason));
    }
    if run.status.is_closed() {
        return Err(ApiError::already_closed());
    }
    let reason = format!("cancelled by {} through Portico", caller.email);
    match app.temporal.cancel(&workflow_id, &run.run_id, &reason).await {
        Ok(()) => tracing::info!(
            request.id = %request_id::current(),
            workflow.id = %workflow_id,
            requester = %caller.email,
            "Asked a run to cancel itself"
        ),
        Err(CallError::NotFound(_)) => return Err(ApiError::already_closed()),
        Err(error) => return Err(error.into()),
    }
    if let Some(run) = with_effect(&app, &workflow_id).await? {
        return Ok(answer(StatusCode::ACCEPTED, &run.run));
    }
    // Temporal takes a cancellation of what has ended as done, so a run that ended unseen is asked for once more.
    let described =
        app.temporal.describe(app.temporal.namespace(), &workflow_id, &run.run_id).await;
    let info = described.ok().and_then(|described| described.workflow_execution_info);
    match info {
        Some(info) if status_of(info.status()).is_closed() => Err(ApiError::already_closed()),
        _ => Ok(answer(StatusCode::ACCEPTED, run)),
    }
}

/// Whether the caller may read the run: whoever may see a workflow may read its runs. Of a workflow that the
/// catalog does not have nobody knows who may see it, so only its requester may.
pub(super) fn allowed(app: &AppState, caller: &Caller, run: &Run) -> ApiResult<()> {
    let sees = visible(app, caller, &run.namespace, &run.workflow_type, &run.requester);
    if sees { Ok(()) } else { Err(ApiError::unknown_run(&run.workflow_id)) }
}

/// The same of a run by what it is.
pub(super) fn visible(
    app: &AppState,
    caller: &Caller,
    namespace: &str,
    workflow_type: &str,
    requester: &str,
) -> bool {
    match app.catalog.current().get(namespace, workflow_type) {
        Some(entry) => may_see(entry, caller),
        None => requester == caller.email,
    }
}

/// The run once the cancellation shows in it; `None` = it does not soon.
async fn with_effect(app: &AppState, workflow_id: &str) -> ApiResult<Option<Arc<Snapshot>>> {
    let mut receiver = app.followers.watch(workflow_id)?;
    let effect = receiver.wait_for(
        |seen| matches!(seen, Seen::Run(snapshot) if snapshot.run.cancel_requested_at.is_some() || snapshot.run.status.is_closed()),
    );
    match tokio::time::timeout(EFFECT, effect).await {
        Ok(Ok(seen)) => seen.clone().into_result(workflow_id).map(Some),
        _ => Ok(None),
    }
}
