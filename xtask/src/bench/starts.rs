use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use serde_json::json;

use super::Subject;
use super::load::{post, quantile};

const ROUNDS: usize = 10;
const STARTS: usize = 300;
const CONNECTIONS: usize = 16;

impl Subject {
    /// The path and the body of a start through the gateway.
    pub(super) fn gateway_request(&self) -> (String, String) {
        let text = |key: &str| self.start[key].as_str().unwrap_or_default();
        let path =
            format!("/api/v1/workflows/{}/{}/runs", text("namespace"), text("workflow_type"));
        (path, self.start["body"].to_string())
    }

    /// The body of the same start through Temporal's HTTP API.
    fn temporal_request(&self) -> String {
        let namespace = self.start["namespace"].as_str().unwrap_or_default();
        json!({
            "workflowType": { "name": "RouterWorkflow" },
            "taskQueue": { "name": "router-queue" },
            "input": [{
                "workflow_type": self.start["workflow_type"],
                "workflow_input_data": self.start["body"]["input"],
                "namespace": format!("{namespace}-stage"),
                "nexus_endpoint": format!("{namespace}-stage"),
                "requester_email": "dev@example.com",
            }],
        })
        .to_string()
    }
}

/// A start through the gateway against one through Temporal's HTTP API, in turn, with no router at work.
pub(super) fn measure(subject: &mut Subject) -> Result<String> {
    subject.stack.stop("router worker")?;
    let next = AtomicUsize::new(0);
    let direct = subject.temporal_request();
    let (path, body) = subject.gateway_request();
    let mut text = format!(
        "\n## Start: gateway against Temporal's HTTP API\n\n{ROUNDS} interleaved rounds of {STARTS}, \
         {CONNECTIONS} connections, milliseconds\n\n| round | gateway p50 | p99 | Temporal p50 | p99 |\n|---|---|---|---|---|\n"
    );
    let mut ratios = [Vec::new(), Vec::new()];
    for round in 1..=ROUNDS {
        let gateway = post(subject.port, CONNECTIONS, STARTS, || (path.clone(), body.clone()))?;
        let temporal = post(subject.temporal_http, CONNECTIONS, STARTS, || {
            let id = next.fetch_add(1, Ordering::SeqCst);
            (format!("/api/v1/namespaces/gateway-stage/workflows/bench-{id}"), direct.clone())
        })?;
        let quantiles = [0.5, 0.99].map(|at| (quantile(&gateway, at), quantile(&temporal, at)));
        for (ratios, (ours, theirs)) in ratios.iter_mut().zip(quantiles) {
            ratios.push(ours / theirs);
        }
        let [(g50, t50), (g99, t99)] = quantiles;
        let _ = writeln!(text, "| {round} | {g50:.1} | {g99:.1} | {t50:.1} | {t99:.1} |");
    }
    for (name, ratios) in ["p50", "p99"].iter().zip(&mut ratios) {
        ratios.sort_by(f64::total_cmp);
        let (low, high) = (quantile(ratios, 0.0), quantile(ratios, 1.0));
        let _ = write!(
            text,
            "\n{name}: median ratio {:.2}, spread {low:.2} to {high:.2}\n",
            quantile(ratios, 0.5)
        );
    }
    Ok(text)
}
