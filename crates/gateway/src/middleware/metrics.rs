//! Counts and times requests by route template, never by path: ids are no labels.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;

/// One request that is being answered.
pub(super) struct Measured {
    started: Instant,
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Measured {
    pub(super) fn begin(request: &Request) -> Self {
        let method = match *request.method() {
            Method::GET | Method::HEAD => "get",
            Method::POST => "post",
            Method::OPTIONS => "options",
            // Anybody may make up a method.
            _ => "other",
        };
        let route = request.extensions().get::<MatchedPath>().cloned();
        Self { started: Instant::now(), method, route }
    }

    /// Counts and times it.
    pub(super) fn end(self, response: &Response) {
        let route = self.route.as_ref().map_or("other", MatchedPath::as_str).to_owned();
        let status = response.status().as_u16().to_string();
        metrics::counter!("portico_http_requests_total", "method" => self.method, "route" => route.clone(), "status" => status)
            .increment(1);
        metrics::histogram!("portico_http_request_seconds", "method" => self.method, "route" => route)
            .record(self.started.elapsed().as_secs_f64());
    }
}
