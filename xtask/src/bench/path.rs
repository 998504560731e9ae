use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Subject;
use super::load::{Connection, quantile};

const RUNS: usize = 30;

/// Router, Nexus, team and result: one run after the other, from the request to the closed run.
pub(super) fn measure(subject: &mut Subject) -> Result<String> {
    let mut connection = Connection::open(subject.port)?;
    let (path, body) = subject.gateway_request();
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let (status, answer) = connection.send("POST", &path, &body)?;
        if status != 202 {
            bail!("the gateway answered {status}: {answer}");
        }
        let run: Value = serde_json::from_str(&answer)?;
        let id = run["workflow_id"].as_str().context("a run without id")?.to_owned();
        loop {
            let (_, answer) = connection.send("GET", &format!("/api/v1/runs/{id}"), "")?;
            let run: Value = serde_json::from_str(&answer)?;
            match run["status"].as_str() {
                Some("running") if start.elapsed() < Duration::from_secs(30) => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Some("completed") => break,
                _ => bail!("the run did not complete: {answer}"),
            }
        }
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let raw: Vec<String> = times.iter().map(|time| format!("{time:.0}")).collect();
    times.sort_by(f64::total_cmp);
    Ok(format!(
        "\n## Router, Nexus, team, result\n\n{RUNS} runs of bench/start.json: p50 {:.0} ms, p95 {:.0} ms; raw: {}\n",
        quantile(&times, 0.5),
        quantile(&times, 0.95),
        raw.join(" ")
    ))
}
