mod moment;
mod parameters;

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use portico_contract::http::{ErrorEnvelope, RunList};

use self::parameters::ListParameters;
use super::runs::{forgotten, visible};
use crate::error::{ApiError, ApiResult};
use crate::extract::Parameters;
use crate::follow::status_of;
use crate::identity::Caller;
use crate::index::{Cursor, Filter, Position, Row, Update};
use crate::state::{App, AppState};
use crate::temporal::{CallError, micros};

/// Runs on a page.
const PAGE: usize = 50;
/// Rows read to fill a page that the caller may only partly see.
const MAX_READ: usize = 2_000;
/// A list waits no longer than this for news of runs that are going on.
const NEWS: Duration = Duration::from_millis(1_000);

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
    let filter = parameters.filter(&caller.email, Timestamp::now().as_microsecond())?;
    let list = parameters.list_name(&caller.email);
    let after = parameters.position(&list)?;
    app.index.flush().await;
    let (rows, rest) = page(&app, &caller, &filter, after).await?;
    let environment = app.settings.environment.as_str();
    let rows = refreshed(&app, rows).await.into_iter();
    let runs = rows
        .filter(|row| filter.statuses.is_empty() || filter.statuses.contains(&row.status))
        .map(|row| row.into_run(environment))
        .collect();
    let cursor = rest.map(|position| Cursor { list, position }.to_string());
    Ok(Json(RunList { runs, cursor }))
}

/// The next rows the caller may see, and where the rest comes.
async fn page(
    app: &AppState,
    caller: &Caller,
    filter: &Filter,
    begun: Option<Position>,
) -> ApiResult<(Vec<Row>, Option<Position>)> {
    let mut page = Vec::new();
    let mut read = 0;
    let mut after = begun.clone();
    loop {
        let rows = app
            .index
            .list(filter, after.as_ref(), PAGE as u32 + 1)
            .await
            .map_err(ApiError::internal)?;
        let more = rows.len() > PAGE;
        let mut rows = rows.into_iter().take(PAGE);
        for row in rows.by_ref() {
            read += 1;
            after = Some(row.position());
            if visible(app, caller, &row.namespace, &row.workflow_type, &row.requester) {
                page.push(row);
                if page.len() == PAGE {
                    break;
                }
            }
        }
        let is_last = !more && rows.len() == 0;
        if is_last {
            return Ok((page, None));
        }
        if page.len() == PAGE || read >= MAX_READ {
            let shown = page.last().map(Row::position);
            let rest = after.as_ref().map(|after| after.told(shown.as_ref()));
            // A page that ended where it began would be asked for again and again.
            if begun.is_none() || rest < begun {
                return Ok((page, rest));
            }
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
                            forgotten_at: None,
                        };
                        app.index.update(update.clone()).await;
                        Row { status: update.status, closed_at: update.closed_at, ..row }
                    }
                    _ => row,
                },
                Ok(Err(CallError::NotFound(_))) => forgotten(app, row).await,
                _ => row,
            }
        })
        .buffered(16)
        .collect()
        .await
}
