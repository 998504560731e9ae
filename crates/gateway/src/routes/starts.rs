use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portico_contract::http::{ErrorEnvelope, Pollers, Preview, PreviewTarget, Run, StartRequest};

use super::workflows::find;
use crate::error::{ApiError, ApiResult};
use crate::extract::{JsonText, Segments};
use crate::follow::segment;
use crate::identity::Caller;
use crate::options;
use crate::policy::whom_to_ask;
use crate::start::{
    Envelope, IdempotencyKey, Order, Outcome, apart, find_repeated, submit, workflow_id,
};
use crate::state::App;

/// Starts a run once per Idempotency-Key, or, with `"preview": true`, says what would be started.
#[utoipa::path(post, path = "/api/v1/workflows/{namespace}/{workflow_type}/runs", tag = "runs",
    params(
        ("namespace" = String, Path, description = "The prod namespace"),
        ("workflow_type" = String, Path, description = "The workflow's type"),
        ("idempotency-key" = Option<String>, Header, description = "1 to 255 printable ASCII characters; absent = a new one"),
    ),
    request_body = StartRequest,
    responses(
        (status = 202, description = "Started", body = Run, headers(("location" = String, description = "The run"))),
        (status = 200, description = "The run that the same request started before, or a `Preview`", body = Run),
        (status = 400, description = "`malformed`", body = ErrorEnvelope),
        (status = 403, description = "`forbidden`, `approvals_not_available`", body = ErrorEnvelope),
        (status = 404, description = "`unknown_workflow`", body = ErrorEnvelope),
        (status = 409, description = "`definition_changed`", body = ErrorEnvelope),
        (status = 413, description = "`too_large`", body = ErrorEnvelope),
        (status = 415, description = "`unsupported_media_type`", body = ErrorEnvelope),
        (status = 422, description = "`invalid_input`, `key_reused`, `confirm_required`", body = ErrorEnvelope),
        (status = 424, description = "`source_failed`: a chosen value cannot be checked", body = ErrorEnvelope),
        (status = 503, description = "`temporal_unavailable`", body = ErrorEnvelope),
    ))]
pub(crate) async fn start(
    State(app): State<App>,
    caller: Caller,
    Segments((namespace, workflow_type)): Segments<(String, String)>,
    headers: HeaderMap,
    JsonText(body): JsonText,
) -> ApiResult<Response> {
    let key = IdempotencyKey::read(&headers)?;
    let entry = find(&app, &caller, &namespace, &workflow_type)?;
    let envelope = Envelope::read(&body)?;
    let size = body.len();
    drop(body);
    let environment = app.settings.environment;
    let id = workflow_id(environment, &caller.email, &namespace, &workflow_type, &key);
    let changed =
        envelope.definition.as_ref().is_some_and(|definition| *definition != entry.definition);
    let sent = envelope.input.clone();
    let preview_only = envelope.preview;
    let judge = {
        let (app, entry, caller) = (app.clone(), entry.clone(), caller.clone());
        move || Order::judge(&app.catalog, environment, entry, &caller, envelope)
    };
    let judged = apart(size, judge).await.ok_or_else(|| ApiError::internal("a judge panicked"))?;
    // Sources are asked only for what is good so far.
    let unlisted = match &judged {
        Ok(order) if !changed => check_members(&app, order, &caller).await.err(),
        _ => None,
    };
    let order = match judged {
        Ok(order) if !changed && unlisted.is_none() => order,
        judged => {
            // A retry must find what the first attempt started, whatever has happened to the catalog since.
            if !preview_only && headers.contains_key(IdempotencyKey::HEADER) {
                let order = judged.as_ref().ok();
                match find_repeated(&app, &entry, &caller, &id, sent, order).await {
                    Ok(Some(run)) => return Ok(answer(StatusCode::OK, &run)),
                    Err(error) if changed => return Err(error),
                    Ok(None) | Err(_) => {}
                }
            }
            return Err(match judged.err().or(unlisted) {
                Some(refused) if !changed => refused,
                _ => ApiError::definition_changed(),
            });
        }
    };
    if preview_only {
        return Ok(Json(preview(&app, &order).await).into_response());
    }
    Ok(match submit(&app, &order, &caller, id).await? {
        Outcome::Started(run) => answer(StatusCode::ACCEPTED, &run),
        Outcome::Repeated(run) => answer(StatusCode::OK, &run),
    })
}

/// Whether what was chosen is on the lists it was chosen from.
async fn check_members(app: &App, order: &Order, caller: &Caller) -> ApiResult<()> {
    let fields = &order.prepared.options;
    if fields.is_empty() {
        return Ok(());
    }
    let whom = whom_to_ask(&order.entry);
    options::check_members(&app.options, fields, &order.input, caller, &whom).await
}

/// A run with its address.
pub(super) fn answer(status: StatusCode, run: &Run) -> Response {
    let location = HeaderValue::from_str(&format!("/api/v1/runs/{}", segment(&run.workflow_id)));
    let mut response = (status, Json(run)).into_response();
    if let Ok(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

async fn preview(app: &App, order: &Order) -> Preview {
    let pollers =
        app.temporal.nexus_pollers(&order.names.namespace, &order.entry.nexus_task_queue).await;
    let approval = order.prepared.approval(&order.input);
    let mut warnings = Vec::new();
    if pollers == Some(0) {
        warnings.push(format!(
            "no handler of {} is listening now: the run would wait until one does",
            order.entry.team_name()
        ));
    }
    if let Some(approval) = approval {
        warnings.push(format!(
            "approvals are not collected here: the run waits for signal {} from the owning team",
            approval.signal
        ));
    }
    Preview {
        valid: true,
        target: PreviewTarget {
            namespace: order.names.namespace.clone(),
            endpoint: order.names.endpoint.clone(),
            service: order.names.service.clone(),
            operation: order.entry.workflow_type.clone(),
            workflow_id: order.target_id.clone(),
        },
        approvals: approval.map_or(0, |approval| approval.count),
        pollers: Pollers { nexus: pollers },
        input: order.masked_input(),
        warnings,
    }
}
