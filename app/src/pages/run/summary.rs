//! The run in words: one line for a screen reader, one text for a bug report.

use std::fmt::Write as _;

use portico_contract::http::{Run, StepStatus};

use crate::ui::status::status_words;
use portico_contract::words::sentence as sentence_of;

/// What a screen reader hears when the state changes.
pub fn sentence(run: &Run) -> String {
    let mut said = format!("{}.", status_words(run.status.as_str()).1);
    if let Some(waiting) = run.waiting_for.as_ref().filter(|_| run.closed_at.is_none()) {
        let _ = write!(said, " {}", sentence_of(waiting));
    }
    let done = run.steps.iter().filter(|s| s.status == StepStatus::Completed).count();
    if !run.steps.is_empty() {
        let _ = write!(said, " {done} of {} steps done.", run.steps.len());
    }
    said
}

/// What "Copy details" copies: enough to find the run and to see why it failed.
pub fn details(run: &Run, address: &str) -> String {
    let mut text = format!(
        "{} ({})\nstatus: {}\nenvironment: {}\nrun: {}\nrouter run ID: {}\nrequester: {}\nstarted: {}\n",
        run.name,
        run.workflow_type,
        run.status.as_str(),
        run.environment,
        run.workflow_id,
        run.run_id,
        run.requester,
        run.started_at,
    );
    if let Some(closed) = &run.closed_at {
        let _ = writeln!(text, "ended: {closed}");
    }
    if let Some(target) = &run.target {
        let _ = writeln!(text, "team workflow: {} in {}", target.workflow_id, target.namespace);
    }
    let mut failure = run.failure.as_ref();
    let mut word = "failure";
    while let Some(f) = failure {
        let _ = writeln!(
            text,
            "{word}: {}{}",
            f.r#type.as_ref().map(|t| format!("{t}: ")).unwrap_or_default(),
            f.message
        );
        if let Some(details) = &f.details {
            let _ = writeln!(text, "  details: {details}");
        }
        failure = f.cause.as_deref();
        word = "caused by";
    }
    let _ = writeln!(text, "{address}");
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use portico_contract::http::Failure;
    use serde_json::json;

    use super::*;

    fn run() -> Run {
        serde_json::from_value(json!({
            "workflow_id": "portico-abc", "run_id": "r1", "namespace": "cloud-ops", "workflow_type": "DeleteDynamoWorkflow",
            "name": "Delete DynamoDB Table", "environment": "local", "status": "failed", "requester": "dev@example.com",
            "requester_verified": true, "started_at": "2026-11-21T03:44:38Z", "closed_at": "2026-11-21T03:44:40Z",
            "cancel_requested_at": null, "dry_run": false, "input": {}, "input_hash": "00", "result": null,
            "failure": {"message": "table is gone", "type": "NoSuchTable", "details": {"table": "x"},
                        "cause": {"message": "deep", "type": null, "details": null, "cause": null}},
            "target": {"namespace": "cloud-ops-stage", "workflow_id": "DeleteDynamo-x", "run_id": null},
            "steps": [
                {"lane": "gateway", "title": "a", "status": "completed", "started_at": null, "closed_at": null, "attempt": 1, "last_failure": null},
                {"lane": "target", "title": "b", "status": "failed", "started_at": null, "closed_at": null, "attempt": 1, "last_failure": "x"}],
            "progress": null, "approval": null, "links": []
        }))
        .unwrap()
    }

    #[test]
    fn a_run_in_words() {
        assert_eq!(sentence(&run()), "Failed. 1 of 2 steps done.");
        assert_snapshot!(details(&run(), "http://127.0.0.1:8080/runs/portico-abc"), @r#"
        Delete DynamoDB Table (DeleteDynamoWorkflow)
        status: failed
        environment: local
        run: portico-abc
        router run ID: r1
        requester: dev@example.com
        started: 2026-11-21T03:44:38Z
        ended: 2026-11-21T03:44:40Z
        team workflow: DeleteDynamo-x in cloud-ops-stage
        failure: NoSuchTable: table is gone
          details: {"table":"x"}
        caused by: deep
        http://127.0.0.1:8080/runs/portico-abc
        "#);
    }

    #[test]
    fn what_is_said_twice_is_shown_once() {
        let failure: Failure = serde_json::from_value(json!({ "message": "a", "type": null, "details": null,
            "cause": { "message": "a", "type": "Gone", "details": null,
                "cause": { "message": "b", "type": "Deep", "details": 1,
                    "cause": { "message": "b", "type": null, "details": null, "cause": null } } } }))
        .unwrap();
        let shown: Vec<_> =
            failure.chain().iter().map(|f| (&*f.message, f.r#type.as_deref())).collect();
        assert_eq!(shown, [("a", Some("Gone")), ("b", Some("Deep"))]);
    }

    #[test]
    fn a_waiting_run_says_for_what() {
        let mut run = run();
        run.closed_at = None;
        run.status = portico_contract::http::RunStatus::Running;
        run.waiting_for = Some("waits for signal confirm_resize".into());
        assert_eq!(sentence(&run), "Running. Waits for signal confirm_resize. 1 of 2 steps done.");
    }
}
