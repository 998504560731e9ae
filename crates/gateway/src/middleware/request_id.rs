//! Every request has an id: in the header `x-request-id`, in errors and in the log.

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use uuid::Uuid;

/// The response header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The id of the request being answered; empty outside one.
pub(crate) fn current() -> String {
    CURRENT.try_with(|id| id.simple().to_string()).unwrap_or_default()
}

/// Gives the request an id of our own: one chosen by the caller could be made to look like another's.
pub(super) async fn give(answer: impl Future<Output = Response>) -> Response {
    let id = Uuid::now_v7();
    let mut response = CURRENT.scope(id, answer).await;
    if let Ok(value) = HeaderValue::from_str(&id.simple().to_string()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
