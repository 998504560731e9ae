//! What every request passes through, outermost first: request id, metrics, security headers, hosts and origins, and in a
//! layer of its own what catches panics; under `/api/v1` then who is asking, and how often. All but that one are functions
//! called in turn, since the router copies and boxes every layer for every request.

mod hosts;
mod metrics;
pub(crate) mod panics;
pub(crate) mod rate_limit;
pub(crate) mod request_id;
mod security_headers;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use self::metrics::Measured;
use crate::error::ApiError;
use crate::state::App;

/// Around every request, outermost first: request id, metrics, security headers, hosts and origins.
pub(crate) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let measured = Measured::begin(&request);
    let is_api = request.uri().path().starts_with("/api/");
    request_id::give(async {
        let mut response = hosts::admit(&app, request, next).await;
        security_headers::add(&app, is_api, response.headers_mut());
        measured.end(&response);
        response
    })
    .await
}

/// Around every request under `/api`: somebody must be signed in, and cannot crowd out the others. Proves the caller once;
/// handlers take them as an argument.
pub(crate) async fn signed_in(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = app.sign_in.caller(request.headers()) else {
        return ApiError::unauthenticated().into_response();
    };
    if let Err(seconds) = app.rate_limit.check(&caller.email) {
        return ApiError::rate_limited(seconds).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}
