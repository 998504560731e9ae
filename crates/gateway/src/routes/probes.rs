use std::sync::OnceLock;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Serialize;

use crate::state::App;

/// Upper bounds of the buckets of request times, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, description = "Alive", body = String)))]
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// Whether the gateway can serve, part by part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Readiness {
    /// Temporal answers.
    temporal: bool,
    /// A catalog without errors has been read.
    catalog: bool,
    /// Workflows on offer.
    workflows: usize,
    /// Errors of the last reading of the catalog; meanwhile the one before stays in use.
    faults: Vec<String>,
}

/// Temporal is reachable and a catalog is loaded; tells the faults of the last reload.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses(
    (status = 200, body = Readiness),
    (status = 503, description = "Not ready", body = Readiness),
))]
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let health = app.catalog.health();
    let readiness = Readiness {
        temporal: app.temporal.ping().await.is_ok(),
        catalog: health.ever_good,
        workflows: app.catalog.current().entries().len(),
        faults: health.faults,
    };
    let ready = readiness.temporal && readiness.catalog;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// Metrics for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses((status = 200, description = "Prometheus text", body = String)))]
pub(crate) async fn metrics() -> Response {
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// Installs the process's recorder, once.
pub(crate) fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let matcher = Matcher::Suffix("_seconds".to_owned());
            PrometheusBuilder::new()
                .set_buckets_for_metric(matcher, &BUCKETS)
                .ok()?
                .install_recorder()
                .ok()
        })
        .as_ref()
}
