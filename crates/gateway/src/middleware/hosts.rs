//! Foreign hosts and origins are refused; configured origins get CORS headers.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::origins::Cors;
use crate::state::AppState;

/// How long a browser may remember a preflight, in seconds.
const PREFLIGHT_SECONDS: u64 = 600;

/// Probes and scrapes address a machine, not a site, and their paths tell nothing about anyone.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Checks Host and Origin, and answers preflights.
pub(super) async fn admit(app: &AppState, request: Request, next: Next) -> Response {
    if PROBES.contains(&request.uri().path()) && !request.headers().contains_key(header::ORIGIN) {
        return next.run(request).await;
    }
    if !host(&request).is_some_and(|host| app.allowed.host(host)) {
        return ApiError::forbidden("this gateway does not answer under that host name: an operator adds it to PORTICO_ORIGINS")
            .into_response();
    }
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    match origin.to_str().ok().and_then(|origin| app.allowed.origin(origin)) {
        None => ApiError::forbidden("pages of that origin may not call this gateway: an operator adds it to PORTICO_ORIGINS")
            .into_response(),
        Some(Cors::SameOrigin) => next.run(request).await,
        Some(Cors::Needed) => {
            let mut response = if is_preflight(&request) { preflight() } else { next.run(request).await };
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("etag, location, retry-after, x-request-id"),
            );
            headers.append(header::VARY, HeaderValue::from_static("origin"));
            response
        }
    }
}

/// HTTP/2 carries the host in the URI, HTTP/1 in a header; two Host headers are nobody's.
fn host(request: &Request) -> Option<&str> {
    let mut headers = request.headers().get_all(header::HOST).iter();
    match (headers.next(), headers.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => request.uri().authority().map(axum::http::uri::Authority::as_str),
        (Some(_), Some(_)) => None,
    }
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
    set(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "content-type, idempotency-key, if-none-match, last-event-id",
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(PREFLIGHT_SECONDS));
    (StatusCode::NO_CONTENT, headers).into_response()
}
