use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use indexmap::IndexMap;
use portico_contract::http::{
    DirectStart, ErrorEnvelope, Listed, ListedDefinition, Overlay, Pollers,
};

use crate::catalog::Entry;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Parameters, Query, Segments, truth};
use crate::gzip;
use crate::identity::Caller;
use crate::policy::{is_owner, may_see, refusal};
use crate::state::App;

/// How much to say of each workflow.
#[derive(Debug, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParameters {
    /// With what a card shows: name, description, team, tags. For a portal that reads only the API.
    #[param(required = false)]
    cards: bool,
}

impl Query for ListParameters {
    const NAMES: &'static [&'static str] = &["cards"];

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.cards = truth(name, value)?;
        Ok(())
    }
}

/// What the static catalog cannot know: which workflows the caller may run here.
#[utoipa::path(get, path = "/api/v1/workflows", tag = "workflows", params(ListParameters), responses(
    (status = 200, body = Overlay),
    (status = 401, description = "`unauthenticated`", body = ErrorEnvelope),
))]
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Parameters(parameters): Parameters<ListParameters>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let catalog = app.catalog.current();
    let workflows = catalog
        .entries()
        .iter()
        .filter(|entry| may_see(entry, &caller))
        .map(|entry| {
            let reason = refusal(entry, &caller, app.settings.environment);
            Listed {
                namespace: entry.namespace.clone(),
                workflow_type: entry.workflow_type.clone(),
                offered: entry.names().is_some(),
                may_run: reason.is_none(),
                reason,
                card: if parameters.cards { entry.card() } else { IndexMap::new() },
            }
        })
        .collect();
    gzip::json(&headers, &Overlay { catalog: catalog.digest.clone(), workflows })
}

/// One workflow: the static file's content, whether the caller may run it, and who is listening.
#[utoipa::path(get, path = "/api/v1/workflows/{namespace}/{workflow_type}", tag = "workflows",
    params(
        ("namespace" = String, Path, description = "The prod namespace"),
        ("workflow_type" = String, Path, description = "The workflow's type"),
    ),
    responses(
        (status = 200, body = ListedDefinition),
        (status = 404, description = "`unknown_workflow`", body = ErrorEnvelope),
    ))]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Segments((namespace, workflow_type)): Segments<(String, String)>,
) -> ApiResult<Json<ListedDefinition>> {
    let entry = find(&app, &caller, &namespace, &workflow_type)?;
    let reason = refusal(&entry, &caller, app.settings.environment);
    Ok(Json(ListedDefinition {
        definition: entry.read().map_err(ApiError::internal)?,
        offered: entry.names().is_some(),
        may_run: reason.is_none(),
        reason,
        pollers: match entry.names() {
            Some(names) => Some(Pollers {
                nexus: app.temporal.nexus_pollers(&names.namespace, &entry.nexus_task_queue).await,
            }),
            None => None,
        },
        direct: entry
            .names()
            .filter(|_| is_owner(&entry, &caller))
            .map(|names| DirectStart { namespace: names.namespace.clone() }),
    }))
}

/// The workflow, if it exists for the caller.
pub(super) fn find(
    app: &App,
    caller: &Caller,
    namespace: &str,
    workflow_type: &str,
) -> ApiResult<Arc<Entry>> {
    let catalog = app.catalog.current();
    let entry = catalog.get(namespace, workflow_type).filter(|entry| may_see(entry, caller));
    entry.cloned().ok_or_else(|| ApiError::unknown_workflow(namespace, workflow_type))
}
