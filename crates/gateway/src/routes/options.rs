use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portico_contract::http::{ErrorEnvelope, FieldProblem, OptionsPage, OptionsRequest};

use super::workflows::find;
use crate::error::{ApiError, ApiResult};
use crate::extract::{JsonText, Segments};
use crate::identity::Caller;
use crate::negotiate::{accepts, is_known};
use crate::options::{Fault, Field, Listed, Question, Request};
use crate::policy::{refusal, whom_to_ask};
use crate::state::App;

/// The choices of a dynamic field, from its source or from memory.
#[utoipa::path(post, path = "/api/v1/workflows/{namespace}/{workflow_type}/options", tag = "workflows",
    params(
        ("namespace" = String, Path, description = "The prod namespace"),
        ("workflow_type" = String, Path, description = "The workflow's type"),
        ("if-none-match" = Option<String>, Header, description = "The `ETag` of the list one has"),
    ),
    request_body = OptionsRequest,
    responses(
        (status = 200, body = OptionsPage, headers(("etag" = String, description = "Names this list"))),
        (status = 304, description = "The list is the one that one has"),
        (status = 400, description = "`malformed`", body = ErrorEnvelope),
        (status = 403, description = "`forbidden`: not offered in this environment", body = ErrorEnvelope),
        (status = 404, description = "`unknown_workflow`, `unknown_field`", body = ErrorEnvelope),
        (status = 415, description = "`unsupported_media_type`", body = ErrorEnvelope),
        (status = 422, description = "`missing_params`", body = ErrorEnvelope),
        (status = 424, description = "`source_failed`", body = ErrorEnvelope),
    ))]
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Segments((namespace, workflow_type)): Segments<(String, String)>,
    headers: HeaderMap,
    JsonText(body): JsonText,
) -> ApiResult<Response> {
    let entry = find(&app, &caller, &namespace, &workflow_type)?;
    if entry.names().is_none() {
        let reason = refusal(&entry, &caller, app.settings.environment);
        return Err(ApiError::forbidden(reason.unwrap_or_default()));
    }
    let request = Request::read(&body)?;
    let prepared = app.catalog.prepare(&entry).map_err(ApiError::internal)?;
    let Some(field) = prepared.options.get(&request.pointer) else {
        let known: Vec<&str> = prepared.options.keys().map(String::as_str).collect();
        return Err(ApiError::unknown_field(&request.pointer, &known));
    };
    request.check(field)?;
    let Request { params, search, cursor, .. } = request;
    let question = Question::new(field, |name, _| params.get(name), search, cursor, &caller)
        .map_err(|missing| missing_params(field, &missing))?;
    match app.options.list(question).await {
        Ok(listed) => Ok(respond(&headers, &listed)),
        Err(fault) => Err(source_failed(field, &fault, &whom_to_ask(&entry))),
    }
}

fn respond(asked: &HeaderMap, listed: &Listed) -> Response {
    let page = listed.list.page(listed.stale.is_some());
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(header::ETAG, page.tag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_known(asked, &page.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let gzip = page.gzip.as_ref().filter(|_| accepts(asked, "gzip"));
    if gzip.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    (headers, Body::from(gzip.unwrap_or(&page.json).clone())).into_response()
}

fn missing_params(field: &Field, missing: &[String]) -> ApiError {
    let message = format!(
        "the choices for {} depend on {}: fill that in first",
        field.label,
        missing.join(" and ")
    );
    let problem = |name: &String| FieldProblem {
        pointer: field.params.get(name).cloned().unwrap_or_default(),
        keyword: None,
        message: format!("is needed for the choices of {}", field.label),
    };
    ApiError::missing_params(message, missing.iter().map(problem).collect())
}

fn source_failed(field: &Field, fault: &Fault, whom: &str) -> ApiError {
    let because = fault.sentence(field, whom);
    let message = format!("there are no choices for {}: {because}", field.label);
    let problem = FieldProblem {
        pointer: field.pointer.clone(),
        keyword: None,
        message: format!("has no choices now: {because}"),
    };
    ApiError::source_failed(message, problem, fault.kind.is_retryable())
}
