//! How long a run takes that waits for nothing: router, Nexus, the team's workflow, and the result back.
//!
//! `cargo run -p portico-worker --example latency [runs]` starts a dev server of its own, or uses the one of
//! `PORTICO_TEST_TEMPORAL`, and prints the times in milliseconds.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use portico_testkit::close_event;
use serde_json::json;

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/stack.rs"]
mod stack;

/// The first runs fill caches and connections.
const WARM_UP: usize = 10;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "printing is what it is for")]
async fn main() -> Result<()> {
    let runs = match std::env::args().nth(1) {
        Some(runs) => runs.parse().context("the number of runs")?,
        None => 100,
    };
    let stack = stack::Stack::start().await?;
    let input = stack.input("Echo", json!({"table_name": "users"}));
    let mut times = Vec::with_capacity(runs);
    for run in 0..WARM_UP + runs {
        let begin = Instant::now();
        let handle = stack.route(&input).await?;
        close_event(&stack.gateway, &handle.info().workflow_id).await?;
        if run >= WARM_UP {
            times.push(begin.elapsed());
        }
    }
    times.sort();
    let at = |share: usize| {
        let time = times.get(times.len() * share / 100).copied().unwrap_or(Duration::ZERO);
        time.as_secs_f64() * 1e3
    };
    println!(
        "{runs} runs, ms: min {:.0}, p50 {:.0}, p90 {:.0}, p99 {:.0}",
        at(0),
        at(50),
        at(90),
        at(99)
    );
    Ok(())
}
