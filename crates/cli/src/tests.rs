//! What the tests of several modules need.

use portico_contract::http::{Run, WorkflowDefinition};
use serde_json::{Value, json};

/// A workflow with this schema.
pub(crate) fn definition(schema: &Value) -> WorkflowDefinition {
    let mut definition: WorkflowDefinition = serde_json::from_value(json!({
        "namespace": "n", "workflow_type": "W", "name": "W it", "team": "t", "environments": ["local"],
        "definition": "d", "schema": {}, "guide": { "html": "" }
    }))
    .unwrap();
    definition.schema = schema.clone();
    definition
}

/// A run with something of everything.
pub(crate) fn run(status: &str) -> Run {
    let step = |lane: &str, title: &str, status: &str, closed: Value, failure: Value| {
        json!({ "lane": lane, "title": title, "status": status, "started_at": "2026-11-21T03:44:38Z",
            "closed_at": closed, "attempt": if failure.is_null() { 1 } else { 3 }, "last_failure": failure,
            "next_attempt_at": if closed.is_null() { json!("2026-11-21T03:46:00Z") } else { Value::Null } })
    };
    serde_json::from_value(json!({
        "workflow_id": "portico-abc", "run_id": "r1", "namespace": "one", "workflow_type": "Echo", "name": "Echo it",
        "environment": "local", "status": status, "requester": "ann@example.com", "requester_verified": true,
        "started_at": "2026-11-21T03:44:38Z", "closed_at": "2026-11-21T03:44:40Z", "cancel_requested_at": null,
        "dry_run": false, "input": { "n": u64::MAX, "text": "a\u{1b}[2J", "password": { "$secret": true } },
        "input_hash": "00", "result": null,
        "failure": { "message": "table is gone\u{1b}]0;x\u{7}", "type": "NoSuchTable", "details": { "table": "x" },
            "cause": { "message": "deep", "type": null, "details": null, "cause": null } },
        "target": { "namespace": "one-stage", "workflow_id": "Echo-x", "run_id": null },
        "steps": [
            step("gateway", "Start", "running", Value::Null, Value::Null),
            step("nexus", "Echo", "completed", json!("2026-11-21T03:44:39Z"), Value::Null),
            step("target", "Delete\u{1b}[31m", "failed", Value::Null, json!("no\nroute")),
        ],
        "progress": { "done": 6, "total": 10, "message": "copying" }, "approval": null,
        "links": [{ "title": "Logs", "url": "https://logs.example.com/x" }]
    }))
    .unwrap()
}
