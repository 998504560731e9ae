//! A list of choices that the gateway has in memory, against a bare axum handler that answers with the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Subject;
use super::load::{self, Connection, quantile};
use super::memory::Gateway;
use super::report::Report;
use crate::process::Process;
use crate::{ports, programs};

const ROUNDS: usize = 10;
const REQUESTS: usize = 5_000;
const CONNECTIONS: usize = 16;
const WARM_UP: usize = 1_000;
/// Answers with a new list where the known one was expected, at most, in one round.
const RENEWED: usize = 2 * CONNECTIONS;
/// The gateway's requests a second to the bare handler's, median of the rounds: with the list, and where it is known.
const BUDGETS: [(&str, f64); 2] = [("200", 0.8), ("304", 0.9)];

/// Who is asked, and for what.
struct Peer {
    port: u16,
    path: String,
    body: String,
}

impl Peer {
    /// Requests a second, each answered with `status`; `known` is the tag of the list that is known.
    fn rate(&self, count: usize, known: Option<&str>, status: u16) -> Result<f64> {
        let begun = Instant::now();
        let renewed = AtomicUsize::new(0);
        load::run(self.port, CONNECTIONS, count, |connection| {
            if connection.known.is_none() {
                connection.known = known.map(str::to_owned);
            }
            let (answered, body) = connection.send("POST", &self.path, &self.body)?;
            if (answered, status) == (200, 304) && renewed.fetch_add(1, Ordering::Relaxed) < RENEWED
            {
                // The source was asked again meanwhile: its list has another tag.
                connection.known = connection.etag.take();
            } else if answered != status {
                bail!("{} answered {answered}: {body}", self.path);
            }
            Ok(())
        })?;
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        Ok(count as f64 / begun.elapsed().as_secs_f64())
    }
}

/// Asks both in turn, first for the list, then whether it changed.
pub(super) fn measure(subject: &Subject, report: &mut Report) -> Result<()> {
    let text = |key: &str| subject.start[key].as_str().unwrap_or_default();
    let (namespace, workflow_type) = (text("namespace"), text("workflow_type"));
    let command = crate::up::stack::gateway(&subject.plan);
    let mut gateway = Gateway::run(subject, command, "gateway-cached")?;
    let ours = Peer {
        port: gateway.port,
        path: format!("/api/v1/workflows/{namespace}/{workflow_type}/options"),
        body: subject.start["options"].to_string(),
    };
    let mut connection = Connection::open(ours.port)?;
    let (status, list) = connection.send("POST", &ours.path, &ours.body)?;
    let (200, Some(tag)) = (status, connection.etag) else {
        bail!("the gateway answered {status}: {list}");
    };
    let file = subject.plan.state.join("list.json");
    fs::write(&file, &list)?;
    let theirs = Peer { port: ports::free()?, path: "/".to_owned(), body: ours.body.clone() };
    let mut bare = Command::new(programs::bare()?);
    bare.arg(format!("127.0.0.1:{}", theirs.port)).arg(&file).arg(&tag);
    let log = subject.plan.state.join("logs/bare.log");
    let mut bare = Process::start("the bare handler", bare, &log)?;
    while Connection::open(theirs.port).is_err() {
        bare.check()?;
        std::thread::sleep(Duration::from_millis(20));
    }

    let mut table = format!(
        "A list of {} bytes; {ROUNDS} interleaved rounds of {REQUESTS}, {CONNECTIONS} connections, requests a second\n\n\
         | round | answer | gateway | bare axum | ratio |\n|---|---|---|---|---|\n",
        list.len()
    );
    let mut ratios = [Vec::new(), Vec::new()];
    let cases = [(None, 200), (Some(tag.as_str()), 304)];
    for (known, status) in cases {
        ours.rate(WARM_UP, known, status)?;
        theirs.rate(WARM_UP, known, status)?;
    }
    for round in 1..=ROUNDS {
        for ((known, status), ratios) in cases.into_iter().zip(&mut ratios) {
            // Each goes first in every other round.
            let (ours, theirs) = if round % 2 == 1 {
                let ours = ours.rate(REQUESTS, known, status)?;
                (ours, theirs.rate(REQUESTS, known, status)?)
            } else {
                let theirs = theirs.rate(REQUESTS, known, status)?;
                (ours.rate(REQUESTS, known, status)?, theirs)
            };
            ratios.push(ours / theirs);
            let ratio = ours / theirs;
            let _ =
                writeln!(table, "| {round} | {status} | {ours:.0} | {theirs:.0} | {ratio:.2} |");
        }
    }
    bare.stop();
    gateway.process.stop();
    report.heading("Options from memory against a bare axum handler");
    report.say(&table);
    for ((answer, budget), mut ratios) in BUDGETS.into_iter().zip(ratios) {
        ratios.sort_by(f64::total_cmp);
        let [low, median, high] = [0.0, 0.5, 1.0].map(|at| quantile(&ratios, at));
        report.verdict(
            &format!("options from memory to a bare axum handler, requests a second, {answer}"),
            &format!("{budget:.1}"),
            &format!("{median:.2} (spread {low:.2} to {high:.2})"),
            median >= budget,
        );
    }
    Ok(())
}
