use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::load::{Connection, quantile};
use super::report::{Report, raw};
use super::{GATEWAY, Subject};

const RUNS: usize = 30;
/// Runs before those that are measured: the first finds no worker that remembers anything.
const WARM_UP: usize = 5;
/// Between two runs, so that what the server does after one is not measured as part of the next.
const REST: Duration = Duration::from_millis(500);
/// Milliseconds.
const BUDGET: f64 = 150.0;

/// Where a run is started, and where its end is waited for.
struct Connections {
    gateway: Connection,
    temporal: Connection,
}

/// Router, Nexus, team and result, from the request to the closed run: one run at a time, and one right after the other.
pub(super) fn measure(subject: &Subject, report: &mut Report) -> Result<()> {
    let mut connections = Connections {
        gateway: Connection::open(subject.plan.port)?,
        temporal: Connection::open(subject.temporal_http)?,
    };
    for _ in 0..WARM_UP {
        one(subject, &mut connections)?;
    }
    let mut series = |rest: Duration| -> Result<Vec<f64>> {
        let run = |_| {
            std::thread::sleep(rest);
            one(subject, &mut connections)
        };
        (0..RUNS).map(run).collect()
    };
    let (mut alone, mut close) = (series(REST)?, series(Duration::ZERO)?);
    report.heading("Router, Nexus, team, result");
    report.say(&format!(
        "{RUNS} runs of bench/start.json, from the request to the gateway until Temporal says that the router closed, milliseconds.\n\n\
         {} ms apart, {}\n\nOne right after the other, {}",
        REST.as_millis(),
        raw(&alone),
        raw(&close)
    ));
    let [alone, close] = [&mut alone, &mut close].map(|times| {
        times.sort_by(f64::total_cmp);
        [0.5, 0.95].map(|at| quantile(times, at))
    });
    report.verdict(
        "router, Nexus, team, result",
        &format!("p50 {BUDGET:.0} ms"),
        &format!(
            "p50 {:.0} ms (p95 {:.0}); one right after the other p50 {:.0} (p95 {:.0})",
            alone[0], alone[1], close[0], close[1]
        ),
        alone[0] < BUDGET,
    );
    Ok(())
}

/// Starts a run at the gateway and waits until Temporal says that the router closed, in milliseconds. Temporal is asked
/// once and answers when it is so: a page that is asked again and again would be measured with the run.
fn one(subject: &Subject, connections: &mut Connections) -> Result<f64> {
    let (path, body) = subject.gateway_request();
    let start = Instant::now();
    let (status, answer) = connections.gateway.send("POST", &path, &body)?;
    if status != 202 {
        bail!("the gateway answered {status}: {answer}");
    }
    let run: Value = serde_json::from_str(&answer)?;
    let id = run["workflow_id"].as_str().context("a run without id")?;
    let path = format!(
        "/api/v1/namespaces/{GATEWAY}/workflows/{id}/history?waitNewEvent=true&historyEventFilterType=2"
    );
    let (status, answer) = connections.temporal.send("GET", &path, "")?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    let history: Value = serde_json::from_str(&answer)?;
    match history["history"]["events"][0]["eventType"].as_str() {
        Some("EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED") => Ok(took),
        _ => bail!("the run did not complete: {status} {answer}"),
    }
}
