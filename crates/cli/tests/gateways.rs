//! A gateway that answers as a test says, for what a real one does only in trouble.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::VecDeque;
use std::process::Output;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::program::Workspace;
use crate::world::command;

/// One call that was made.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// Answers of one path, in order; the last one stays.
type Script = VecDeque<(u16, Value, Option<&'static str>)>;

#[derive(Default)]
struct Inner {
    scripts: Vec<(String, Script)>,
    calls: Vec<Call>,
}

/// A scripted gateway, and a folder to run `portico` in.
pub(crate) struct Scripted {
    pub(crate) workspace: Workspace,
    pub(crate) address: String,
    inner: Arc<Mutex<Inner>>,
    served: tokio::task::JoinHandle<()>,
}

impl Scripted {
    /// Knows the caller and one workflow `n/W`, whose definition is `with` over the least there can be.
    pub(crate) async fn start(with: &Value) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inner: Arc<Mutex<Inner>> = Arc::default();
        let app = axum::Router::new().fallback(respond).with_state(Arc::clone(&inner));
        let served = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let scripted = Self { workspace: Workspace::new(), address, inner, served };
        let me = json!({ "email": "ann@example.com", "name": "Ann", "groups": [], "environment": "local", "verified_by": "dev" });
        scripted.on("GET /me", 200, me);
        scripted.on("GET /workflows/n/W", 200, listed(with));
        let preview = json!({ "valid": true, "approvals": 0, "pollers": { "nexus": 1 }, "warnings": [], "input": {},
            "target": { "namespace": "n", "endpoint": "e", "service": "s", "operation": "W", "workflow_id": null } });
        scripted.on("PREVIEW", 200, preview);
        scripted
    }

    /// Adds an answer to `METHOD /path` below /api/v1; a preview is `PREVIEW`.
    pub(crate) fn on(&self, call: &str, status: u16, body: Value) {
        self.after(call, status, body, None);
    }

    pub(crate) fn after(&self, call: &str, status: u16, body: Value, after: Option<&'static str>) {
        let mut inner = self.inner.lock().unwrap();
        match inner.scripts.iter_mut().find(|(known, _)| known == call) {
            Some((_, script)) => script.push_back((status, body, after)),
            None => inner.scripts.push((call.to_owned(), VecDeque::from([(status, body, after)]))),
        }
    }

    /// The calls whose path ends so.
    pub(crate) fn calls(&self, end: &str) -> Vec<Call> {
        let inner = self.inner.lock().unwrap();
        inner.calls.iter().filter(|call| call.path.ends_with(end)).cloned().collect()
    }

    pub(crate) async fn portico(&self, args: &[&str]) -> Output {
        command(&self.workspace, &self.address, args).output().await.unwrap()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// An error as every gateway writes it.
pub(crate) fn envelope(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "request_id": "req-1" } })
}

/// A run.
pub(crate) fn run(status: &str) -> Value {
    json!({
        "workflow_id": "portico-abc", "run_id": "r1", "namespace": "n", "workflow_type": "W", "name": "W it",
        "environment": "local", "status": status, "requester": "ann@example.com", "requester_verified": true,
        "started_at": "2026-11-21T03:44:38Z", "closed_at": "2026-11-21T03:44:40Z", "cancel_requested_at": null,
        "dry_run": false, "input": {}, "input_hash": "00", "result": { "ok": true }, "failure": null, "target": null,
        "steps": [], "progress": null, "approval": null, "links": []
    })
}

/// A workflow as the gateway answers it.
pub(crate) fn listed(with: &Value) -> Value {
    let mut listed = json!({
        "namespace": "n", "workflow_type": "W", "name": "W it", "team": "t", "environments": ["local"],
        "definition": "d1", "schema": {}, "guide": { "html": "" },
        "offered": true, "may_run": true, "reason": null
    });
    for (key, value) in with.as_object().unwrap() {
        listed[key] = value.clone();
    }
    listed
}

async fn respond(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path = uri.path().trim_start_matches("/api/v1").to_owned();
    let name = match body["preview"] == json!(true) {
        true => "PREVIEW".to_owned(),
        false => format!("{method} {path}"),
    };
    let mut inner = inner.lock().unwrap();
    inner.calls.push(Call { method, path, headers, body });
    let Some((_, script)) = inner.scripts.iter_mut().find(|(known, _)| *known == name) else {
        return (StatusCode::NOT_FOUND, axum::Json(envelope("unknown_path", "no such call")))
            .into_response();
    };
    let (status, body, after) =
        if script.len() > 1 { script.pop_front().unwrap() } else { script[0].clone() };
    let status = StatusCode::from_u16(status).unwrap();
    let mut response = match body {
        Value::String(text) => {
            (status, [("content-type", "text/event-stream")], text).into_response()
        }
        body => (status, axum::Json(body)).into_response(),
    };
    if let Some(after) = after {
        response.headers_mut().insert("retry-after", after.parse().unwrap());
    }
    response
}
