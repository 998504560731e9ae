use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::ApiError;
use crate::middleware::{around, panics, signed_in};
use crate::portal;
use crate::routes::{documents, events, me, options, probes, run_list, runs, starts, workflows};
use crate::state::App;

/// Every route of the gateway.
pub fn app(state: App) -> Router {
    let api = Router::new()
        // Who is asking, and what may they start?
        .route("/me", get(me::show))
        .route("/workflows", get(workflows::list))
        .route("/workflows/{namespace}/{workflow_type}", get(workflows::show))
        .route("/workflows/{namespace}/{workflow_type}/runs", post(starts::start))
        .route("/workflows/{namespace}/{workflow_type}/options", post(options::list))
        // What has been started, and how is it getting on?
        .route("/runs", get(run_list::list))
        .route("/runs/{workflow_id}", get(runs::show))
        .route("/runs/{workflow_id}/events", get(events::stream))
        .route("/runs/{workflow_id}/cancel", post(runs::cancel))
        .route("/openapi.json", get(documents::openapi))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(state.clone(), signed_in));
    Router::new()
        .nest("/api/v1", api)
        // For those who run the gateway.
        .route("/healthz", get(probes::alive))
        .route("/readyz", get(probes::ready))
        .route("/metrics", get(probes::metrics))
        // Everything else is the portal's.
        .fallback(portal)
        .method_not_allowed_fallback(method_not_allowed)
        // The first is the outermost; both are one layer to the router.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), around))
                // Innermost, so that an answer to a panic has the headers that every answer has.
                .layer(CatchPanicLayer::custom(panics::answer)),
        )
        .with_state(state)
}

async fn portal(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return unknown_path(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return method_not_allowed(request).await;
    }
    portal::serve(&app, &request.into_parts().0).await
}

async fn unknown_path(request: Request) -> Response {
    ApiError::unknown_path(&original(&request)).into_response()
}

async fn method_not_allowed(request: Request) -> Response {
    ApiError::method_not_allowed(request.method().as_str(), &original(&request)).into_response()
}

/// The path as it was asked for: a nested router sees it without its prefix.
fn original(request: &Request) -> String {
    let uri = request
        .extensions()
        .get::<axum::extract::OriginalUri>()
        .map_or(request.uri(), |uri| &uri.0);
    uri.path().chars().take(200).collect()
}
