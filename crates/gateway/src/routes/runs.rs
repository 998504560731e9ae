use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use portico_contract::http::{ErrorCode, ErrorEnvelope, Run, RunList};

use super::list_parameters::ListParameters;
use super::starts::answer;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Parameters, Segments};
use crate::follow::{Seen, Snapshot, status_of};
use crate::identity::Caller;
use crate::index::{Cursor, Filter, Row, Update};
use crate::middleware::request_id;
use crate::policy::{cancel_refusal, may_see};
use crate::state::{App, AppState};
use crate::temporal::{CallError, micros};

/// Runs on a page.
const PAGE: usize = 50;
/// Rows read to fill a page that the caller may only partly see.
const MAX_READ: usize = 2_000;
/// A list waits no longer than this for news of runs that are going on.
const NEWS: Duration = Duration::from_millis(1_000);
/// How long an answer to a cancel waits for its own effect.
const EFFECT: Duration = Duration::from_millis(1_000);

/// Runs, newest first.
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs", params(ListParameters), responses(
    (status = 200, body = RunList),
    (status = 400, description = "`malformed`", body = ErrorEnvelope),
))]
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(parameters): Parameters<ListParameters>,
) -> ApiResult<Json<RunList>> {
    let filter = Filter {
        requester: parameters.mine.then(|| caller.email.clone()),
        status: parameters.status,
        workflow_type: parameters.workflow_type,
    };
    app.index.flush().await;
    let (rows, cursor) = page(&app, &caller, &filter, parameters.cursor).await?;
    let environment = app.settings.environment.as_str();
    let rows = refreshed(&app, rows).await.into_iter();
    let runs = rows
        .filter(|row| filter.status.is_none_or(|status| row.status == status))
        .map(|row| row.into_run(environment))
        .collect();
    Ok(Json(RunList { runs, cursor: cursor.map(|cursor| cursor.to_string()) }))
}

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

fn visible(
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

/// A run that Temporal no longer has, as the index remembers it.
pub(super) async fn remembered(
    app: &AppState,
    caller: &Caller,
    workflow_id: &str,
) -> ApiResult<Run> {
    app.index.flush().await;
    let row = app.index.find(workflow_id).await.map_err(ApiError::internal)?;
    let row = row
        .filter(|row| !row.run_id.is_empty())
        .ok_or_else(|| ApiError::unknown_run(workflow_id))?;
    let row = settled(app, row).await;
    let note = if row.is_lost() {
        "Temporal no longer has this run, and nobody saw how it ended: ask the team before you start it again"
    } else {
        "Temporal no longer keeps the history of this run: only its outcome is known"
    };
    let mut run = row.into_run(app.settings.environment.as_str());
    run.note = Some(note.to_owned());
    allowed(app, caller, &run)?;
    Ok(run)
}

/// A row of a run that Temporal no longer has: nothing is going on there.
async fn settled(app: &AppState, row: Row) -> Row {
    if row.status.is_closed() {
        return row;
    }
    let Update { status, closed_at, .. } = Update::lost(&row);
    app.index.update(Update::lost(&row)).await;
    Row { status, closed_at, ..row }
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

/// The next rows the caller may see, and where the page after them starts.
async fn page(
    app: &AppState,
    caller: &Caller,
    filter: &Filter,
    mut cursor: Option<Cursor>,
) -> ApiResult<(Vec<Row>, Option<Cursor>)> {
    let mut page = Vec::new();
    let mut read = 0;
    loop {
        let rows = app
            .index
            .list(filter, cursor.as_ref(), PAGE as u32 + 1)
            .await
            .map_err(ApiError::internal)?;
        let more = rows.len() > PAGE;
        for row in rows.into_iter().take(PAGE) {
            read += 1;
            cursor =
                Some(Cursor { started_at: row.started_at, workflow_id: row.workflow_id.clone() });
            if visible(app, caller, &row.namespace, &row.workflow_type, &row.requester) {
                page.push(row);
                if page.len() == PAGE {
                    return Ok((page, cursor));
                }
            }
        }
        if !more {
            return Ok((page, None));
        }
        if read >= MAX_READ {
            return Ok((page, cursor));
        }
    }
}

/// The rows with the present status of those that are going on, where Temporal tells it in time.
async fn refreshed(app: &AppState, rows: Vec<Row>) -> Vec<Row> {
    let deadline = tokio::time::Instant::now() + NEWS;
    stream::iter(rows)
        .map(|row| async move {
            if row.status.is_closed() {
                return row;
            }
            let describe =
                app.temporal.describe(app.temporal.namespace(), &row.workflow_id, &row.run_id);
            match tokio::time::timeout_at(deadline, describe).await {
                Ok(Ok(described)) => match described.workflow_execution_info {
                    Some(info) if status_of(info.status()).is_closed() => {
                        let update = Update {
                            workflow_id: row.workflow_id.clone(),
                            run_id: row.run_id.clone(),
                            status: status_of(info.status()),
                            closed_at: info.close_time.map(micros),
                            cancel_requested_at: None,
                            target: None,
                        };
                        app.index.update(update.clone()).await;
                        Row { status: update.status, closed_at: update.closed_at, ..row }
                    }
                    _ => row,
                },
                Ok(Err(CallError::NotFound(_))) => settled(app, row).await,
                _ => row,
            }
        })
        .buffered(16)
        .collect()
        .await
}
