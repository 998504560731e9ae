//! `cargo xtask bench`: measures the budgets on release builds, and alone writes bench/RESULTS.md.

mod load;
mod path;
mod sizes;
mod starts;

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::portal::{self, Effort};
use crate::up::stack::{Plan, Server, Stack};
use crate::{args::Args, paths, ports, process, programs, say, tools};

const HELP: &str = "\
Usage: cargo xtask bench

Builds for release, measures the budgets of ARCHITECTURE.md on this machine, and writes bench/RESULTS.md.";

/// A running stack, and what to ask of it.
struct Subject {
    stack: Stack,
    port: u16,
    temporal_http: u16,
    /// bench/start.json: which workflow is started, with which input.
    start: Value,
}

pub(crate) fn run(words: Vec<String>) -> Result<()> {
    let mut args = Args::new(words);
    if args.flag("--help") || args.flag("-h") {
        say::line(HELP);
        return Ok(());
    }
    args.end()?;
    let text =
        fs::read_to_string(paths::in_root("bench/start.json")).context("read bench/start.json")?;
    let start = serde_json::from_str(&text)?;
    let cli = tools::temporal::ensure()?;
    let binaries = programs::build(true)?;
    let built = portal::build(Effort::Ship, &binaries)?;
    let state = paths::target().join("bench");
    if state.exists() {
        fs::remove_dir_all(&state)?;
    }
    let dist = state.join("dist");
    portal::assemble(&built, &binaries, &dist)?;

    let mut results = format!(
        "# Results\n\nWritten by `cargo xtask bench` alone; the budgets are in ARCHITECTURE.md.\n\n{}",
        machine()?
    );
    results.push_str(&sizes::measure(&dist)?);
    let server =
        Server { port: ports::free()?, http_port: ports::free()?, ui_port: ports::free()? };
    let (port, temporal_http) = (ports::free()?, server.http_port);
    let address = format!("127.0.0.1:{}", server.port);
    let plan = Plan {
        cli,
        binaries,
        dist,
        port,
        server: Some(server),
        address,
        state,
        sandbox_latency_ms: 0,
    };
    drop_first(&plan)?;
    let begun = Instant::now();
    let stack = Stack::start(&plan)?;
    let seconds = begun.elapsed().as_secs_f64();
    let _ = write!(
        results,
        "\n## Parts to ready, second start\n\n{seconds:.1} s (without the builds' checks)\n"
    );
    let mut subject = Subject { stack, port, temporal_http, start };
    let idle = resident_mb(&mut subject)?;
    results.push_str(&path::measure(&mut subject)?);
    results.push_str(&starts::measure(&mut subject)?);
    let loaded = resident_mb(&mut subject)?;
    let _ = write!(
        results,
        "\n## Gateway memory\n\nidle {idle} MB, after the load above {loaded} MB resident\n"
    );
    fs::write(paths::in_root("bench/RESULTS.md"), &results)?;
    say::line(&results);
    Ok(())
}

/// A first start, which makes databases and namespaces, is not what is measured.
fn drop_first(plan: &Plan) -> Result<()> {
    let mut first = Stack::start(plan)?;
    first.stop_all();
    Ok(())
}

/// Commit, machine and versions.
fn machine() -> Result<String> {
    let git = |words: &[&str]| {
        process::output(Command::new("git").current_dir(paths::root()).args(words))
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let clean = git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|m| m.1));
    let cores = std::thread::available_parallelism()?;
    let kernel = process::output(Command::new("uname").arg("-sr"))?;
    let rustc = process::output(Command::new("rustc").arg("--version"))?;
    let temporal = tools::version(&tools::temporal::ensure()?).unwrap_or_default();
    Ok(format!(
        "commit {}{} · {cores} cores, {} · {} · {} · {}\n",
        commit.trim(),
        if clean { "" } else { " with changes" },
        model.unwrap_or("unknown processor"),
        kernel.trim(),
        rustc.trim(),
        temporal.trim()
    ))
}

/// The gateway's resident memory.
fn resident_mb(subject: &mut Subject) -> Result<u64> {
    let id = subject.stack.part("gateway")?.id();
    let status =
        fs::read_to_string(format!("/proc/{id}/status")).context("memory is read from /proc")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024)
}
