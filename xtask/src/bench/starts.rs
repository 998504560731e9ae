use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use serde_json::json;

use super::load::{post, quantile};
use super::report::Report;
use super::{GATEWAY, Subject};

const ROUNDS: usize = 20;
const STARTS: usize = 300;
const CONNECTIONS: usize = 16;
/// Starts of each before those that are measured.
const WARM_UP: usize = 50;
/// Median ratios of the gateway's quantiles to those of Temporal's HTTP API.
const BUDGETS: [(&str, f64, f64); 2] = [("p50", 0.5, 1.05), ("p99", 0.99, 1.15)];

impl Subject {
    /// The path and the body of a start through the gateway.
    pub(super) fn gateway_request(&self) -> (String, String) {
        let text = |key: &str| self.start[key].as_str().unwrap_or_default();
        let path =
            format!("/api/v1/workflows/{}/{}/runs", text("namespace"), text("workflow_type"));
        (path, self.start["body"].to_string())
    }

    /// The body of the same start through Temporal's HTTP API: what the gateway writes about a run is in it too.
    fn temporal_request(&self) -> String {
        let namespace = self.start["namespace"].as_str().unwrap_or_default();
        let (workflow_type, input) = (&self.start["workflow_type"], &self.start["body"]["input"]);
        let target_id =
            format!("DeleteDynamo-{}", input["table_name"].as_str().unwrap_or_default());
        let hash = "0".repeat(64);
        json!({
            "workflowType": { "name": "RouterWorkflow" },
            "taskQueue": { "name": "router-queue" },
            "identity": "portico-gateway",
            "input": [{
                "workflow_type": workflow_type,
                "workflow_input_data": input,
                "namespace": format!("{namespace}-stage"),
                "nexus_endpoint": format!("{namespace}-stage"),
                "requester_email": "dev@example.com",
                "nexus_headers": { "portico-workflow-id": target_id, "portico-on-conflict": "fail" },
            }],
            "memo": { "fields": { "portico": {
                "v": 1, "namespace": namespace, "workflow_type": workflow_type, "definition": hash, "request_hash": hash,
            } } },
            "userMetadata": { "summary": "Delete DynamoDB Table" },
        })
        .to_string()
    }
}

/// A start through the gateway against one through Temporal's HTTP API, in turn, with no router at work.
pub(super) fn measure(subject: &Subject, report: &mut Report) -> Result<()> {
    let next = AtomicUsize::new(0);
    let direct = subject.temporal_request();
    let (path, body) = subject.gateway_request();
    let ours = |count| post(subject.plan.port, CONNECTIONS, count, || (path.clone(), body.clone()));
    let theirs = |count| {
        post(subject.temporal_http, CONNECTIONS, count, || {
            let id = next.fetch_add(1, Ordering::SeqCst);
            (format!("/api/v1/namespaces/{GATEWAY}/workflows/bench-{id}"), direct.clone())
        })
    };
    let mut table = format!(
        "{ROUNDS} interleaved rounds of {STARTS}, {CONNECTIONS} connections, milliseconds\n\n\
         | round | gateway p50 | p99 | Temporal p50 | p99 | ratio p50 | p99 |\n|---|---|---|---|---|---|---|\n"
    );
    let mut ratios = [Vec::new(), Vec::new()];
    ours(WARM_UP)?;
    theirs(WARM_UP)?;
    for round in 1..=ROUNDS {
        // Each goes first in every other round: what is left to do after one's turn is done in the other's.
        let (ours, theirs) = if round % 2 == 1 {
            let ours = ours(STARTS)?;
            (ours, theirs(STARTS)?)
        } else {
            let theirs = theirs(STARTS)?;
            (ours(STARTS)?, theirs)
        };
        let [(g50, t50), (g99, t99)] =
            BUDGETS.map(|(_, at, _)| (quantile(&ours, at), quantile(&theirs, at)));
        let (r50, r99) = (g50 / t50, g99 / t99);
        ratios[0].push(r50);
        ratios[1].push(r99);
        let _ = writeln!(
            table,
            "| {round} | {g50:.1} | {g99:.1} | {t50:.1} | {t99:.1} | {r50:.2} | {r99:.2} |"
        );
    }
    report.heading("Start: gateway against Temporal's HTTP API");
    report.say(&table);
    for ((name, _, budget), ratios) in BUDGETS.iter().zip(&mut ratios) {
        ratios.sort_by(f64::total_cmp);
        let [low, median, high] = [0.0, 0.5, 1.0].map(|at| quantile(ratios, at));
        report.verdict(
            &format!("start: gateway to Temporal's HTTP API, median ratio, {name}"),
            &format!("{budget:.2}"),
            &format!("{median:.2} (spread {low:.2} to {high:.2})"),
            median <= *budget,
        );
    }
    Ok(())
}
