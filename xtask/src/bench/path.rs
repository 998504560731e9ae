use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Subject;
use super::load::{Connection, quantile};
use super::report::{Report, raw};

const RUNS: usize = 30;
/// Runs before those that are measured: the first finds no worker that remembers anything.
const WARM_UP: usize = 5;
/// Between two runs, so that what the server does after one is not measured as part of the next.
const REST: Duration = Duration::from_millis(500);
/// Milliseconds.
const BUDGET: f64 = 150.0;

/// Router, Nexus, team and result, from the request to the closed run: one run at a time, and one right after the other.
pub(super) fn measure(subject: &Subject, report: &mut Report) -> Result<()> {
    let mut connection = Connection::open(subject.plan.port)?;
    for _ in 0..WARM_UP {
        one(subject, &mut connection)?;
    }
    let mut series = |rest: Duration| -> Result<Vec<f64>> {
        let run = |_| {
            std::thread::sleep(rest);
            one(subject, &mut connection)
        };
        (0..RUNS).map(run).collect()
    };
    let (mut alone, mut close) = (series(REST)?, series(Duration::ZERO)?);
    report.part("Router, Nexus, team, result");
    report.say(&format!(
        "{RUNS} runs of bench/start.json, from the request until the run is seen closed, milliseconds.\n\n\
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

/// Starts a run and waits until it is seen closed, in milliseconds.
fn one(subject: &Subject, connection: &mut Connection) -> Result<f64> {
    let (path, body) = subject.gateway_request();
    let start = Instant::now();
    let (status, answer) = connection.send("POST", &path, &body)?;
    if status != 202 {
        bail!("the gateway answered {status}: {answer}");
    }
    let run: Value = serde_json::from_str(&answer)?;
    let id = run["workflow_id"].as_str().context("a run without id")?;
    loop {
        let (_, answer) = connection.send("GET", &format!("/api/v1/runs/{id}"), "")?;
        let run: Value = serde_json::from_str(&answer)?;
        match run["status"].as_str() {
            Some("running") if start.elapsed() < Duration::from_secs(30) => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Some("completed") => return Ok(start.elapsed().as_secs_f64() * 1000.0),
            _ => bail!("the run did not complete: {answer}"),
        }
    }
}
