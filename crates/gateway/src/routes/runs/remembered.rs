use jiff::Timestamp;
use portico_contract::http::{Run, RunLink};

use super::allowed;
use crate::error::{ApiError, ApiResult};
use crate::follow::from_templates;
use crate::identity::Caller;
use crate::index::{Row, Update};
use crate::state::AppState;

/// A run that Temporal no longer has, as the index remembers it, with the links of the config that need no more.
pub(crate) async fn remembered(
    app: &AppState,
    caller: &Caller,
    workflow_id: &str,
) -> ApiResult<Run> {
    app.index.flush().await;
    let row = app.index.find(workflow_id).await.map_err(ApiError::internal)?;
    let row = row
        .filter(|row| !row.run_id.is_empty())
        .ok_or_else(|| ApiError::unknown_run(workflow_id))?;
    let row = forgotten(app, row).await;
    let note = if row.is_lost() {
        "Temporal no longer has this run, and nobody saw how it ended: ask the team before you start it again"
    } else {
        "Temporal no longer keeps the history of this run: only its outcome is known"
    };
    let mut run = row.into_run(app.settings.environment.as_str());
    allowed(app, caller, &run)?;
    run.note = Some(note.to_owned());
    run.links = links(app, &run);
    Ok(run)
}

/// The row of a run that Temporal no longer has: nothing is going on there, and it is written down since when.
pub(crate) async fn forgotten(app: &AppState, row: Row) -> Row {
    if row.forgotten_at.is_some() {
        return row;
    }
    let update = Update::forgotten(&row, Timestamp::now().as_microsecond());
    app.index.update(update.clone()).await;
    Row { status: update.status, forgotten_at: update.forgotten_at, ..row }
}

fn links(app: &AppState, run: &Run) -> Vec<RunLink> {
    let catalog = app.catalog.current();
    let entry = catalog.get(&run.namespace, &run.workflow_type);
    let prepared = entry.and_then(|entry| app.catalog.prepare(entry).ok());
    prepared.map(|prepared| from_templates(&prepared.definition.links, run)).unwrap_or_default()
}
