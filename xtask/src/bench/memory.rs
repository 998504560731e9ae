use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Subject;
use super::corpus::Corpus;
use super::load;
use super::report::Report;
use crate::process::Process;
use crate::{http, ports};

/// Resident, in MB.
const IDLE: f64 = 40.0;
const UNDER_LOAD: f64 = 120.0;
const CONNECTIONS: usize = 16;
/// In turn the definition of each workflow, and a start of it.
const REQUESTS: usize = 6000;
const PATIENCE: Duration = Duration::from_secs(120);

/// A gateway on a catalog of its own, beside the stack's.
pub(super) struct Gateway {
    pub(super) process: Process,
    pub(super) port: u16,
    /// From its start until it was ready.
    pub(super) seconds: f64,
}

impl Gateway {
    pub(super) fn start(
        subject: &Subject,
        corpus: &Corpus,
        dist: &Path,
        name: &str,
    ) -> Result<Self> {
        let mut command = crate::up::stack::gateway(&subject.plan);
        command
            .env("PORTICO_CONFIGS", &corpus.configs)
            .env("PORTICO_GUIDES", &corpus.guides)
            .env("PORTICO_PORTAL", dist);
        Self::run(subject, command, name)
    }

    /// The stack's gateway once more, for more load than one caller may make.
    pub(super) fn run(subject: &Subject, mut command: Command, name: &str) -> Result<Self> {
        let port = ports::free()?;
        let database = subject.plan.state.join(format!("{name}.db"));
        command
            .env("PORTICO_BIND", format!("127.0.0.1:{port}"))
            .env("PORTICO_DATABASE", format!("sqlite://{}", database.display()))
            // One caller makes the load of many.
            .env("PORTICO_RATE_LIMIT", "0");
        let begun = Instant::now();
        let log = subject.plan.state.join(format!("logs/{name}.log"));
        let mut process = Process::start(name, command, &log)?;
        while !matches!(http::get(port, "/readyz"), Ok((200, _))) {
            process.check()?;
            if begun.elapsed() > PATIENCE {
                bail!("{name} is not ready after {} s: see {}", PATIENCE.as_secs(), log.display());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { process, port, seconds: begun.elapsed().as_secs_f64() })
    }

    /// A figure of `/proc/<id>/status`, in MB.
    fn status(&self, key: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .context("memory is read from /proc")?;
        let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        let kilobytes = line.with_context(|| format!("no {key}"))?.trim().trim_end_matches(" kB");
        Ok(kilobytes.parse::<f64>()? * 1024.0 / 1e6)
    }
}

/// The gateway's memory with a catalog of this size, idle and under load. No router may be at work, for the
/// targets of these workflows do not exist.
pub(super) fn measure(
    subject: &Subject,
    corpus: &Corpus,
    dist: &Path,
    report: &mut Report,
) -> Result<()> {
    let count = corpus.workflows.len();
    let mut gateway = Gateway::start(subject, corpus, dist, &format!("gateway {count}"))?;
    let idle = gateway.status("VmRSS")?;
    let loading = gateway.status("VmHWM")?;
    let next = AtomicUsize::new(0);
    let done = AtomicBool::new(false);
    let begun = Instant::now();
    let largest = std::thread::scope(|scope| -> Result<f64> {
        let load = scope.spawn(|| {
            let made = load::run(gateway.port, CONNECTIONS, REQUESTS, |connection| {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let workflow = &corpus.workflows[at / 2 % count];
                let path = format!("/api/v1{}", workflow.path);
                let (status, answer) = if at.is_multiple_of(2) {
                    connection.send("GET", &path, "")?
                } else {
                    // The others refuse that input, after their validators were made.
                    let (_, body) = subject.gateway_request();
                    connection.send("POST", &format!("{path}/runs"), &body)?
                };
                let expected = if at.is_multiple_of(2) {
                    200
                } else if workflow.model == subject.start["workflow_type"] {
                    202
                } else {
                    422
                };
                if status != expected {
                    bail!("{path} answered {status}: {answer}");
                }
                Ok(())
            });
            done.store(true, Ordering::Release);
            made
        });
        let mut largest: f64 = 0.0;
        while !done.load(Ordering::Acquire) {
            largest = largest.max(gateway.status("VmRSS")?);
            std::thread::sleep(Duration::from_millis(20));
        }
        load.join().map_err(|_| anyhow::anyhow!("the load's thread panicked"))??;
        Ok(largest)
    })?;
    report.say(&format!(
        "{count} workflows: ready after {:.1} s; idle {idle:.1} MB; while loading {loading:.1} MB; under load \
         {largest:.1} MB ({REQUESTS} requests over {CONNECTIONS} connections in {:.1} s)\n",
        gateway.seconds,
        begun.elapsed().as_secs_f64()
    ));
    for (what, budget, figure) in [("idle", IDLE, idle), ("under load", UNDER_LOAD, largest)] {
        report.verdict(
            &format!("gateway memory, {count} workflows, {what}"),
            &format!("{budget:.0} MB"),
            &format!("{figure:.1} MB"),
            figure <= budget,
        );
    }
    gateway.process.stop();
    Ok(())
}
