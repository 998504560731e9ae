use std::sync::OnceLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use super::{events, me, options, probes, run_list, runs, starts, workflows};
use crate::error::{ApiError, ApiResult};

/// The API as the code has it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Portico gateway",
        description = "Starts and follows runs of published workflows."
    ),
    paths(
        me::show,
        workflows::list,
        workflows::show,
        options::list,
        starts::start,
        run_list::list,
        runs::show,
        runs::cancel,
        events::stream,
        probes::alive,
        probes::ready,
        probes::metrics,
    ),
    components(schemas(portico_contract::http::Preview, portico_contract::http::ErrorEnvelope))
)]
struct Api;

/// The OpenAPI document as it is served and kept in `docs/generated/openapi.json`.
pub fn openapi_document() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Api::openapi())?;
    text.push('\n');
    Ok(text)
}

/// The OpenAPI document.
pub(crate) async fn openapi() -> ApiResult<Response> {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let document = match DOCUMENT.get() {
        Some(document) => document,
        None => {
            let made = openapi_document().map_err(ApiError::internal)?;
            DOCUMENT.get_or_init(|| made)
        }
    };
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], document.as_str())
        .into_response())
}
