//! `cargo xtask test`: every test there is, by named runners, and one sum.

mod gates;
mod journeys;
mod report;
mod rust;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::args::Args;
use crate::cluster::Cluster;
use crate::portal::Effort;
use crate::process::Process;
use crate::{paths, portal, ports, programs, say, tools};
use report::{Report, allowed_skips};

const HELP: &str = "\
Usage: cargo xtask test [filter...]

Runs every test: fmt, clippy, deny, wasm, rust, doc, portal, journeys. A filter that is one of these names
runs that alone; any other runs the Rust tests and journeys whose name holds it.";

const RUNNERS: [&str; 8] = ["fmt", "clippy", "deny", "wasm", "rust", "doc", "portal", "journeys"];

/// What was asked for.
struct Selection {
    runners: Vec<&'static str>,
    /// Parts of test names; none = every test.
    names: Vec<String>,
}

impl Selection {
    fn of(words: Vec<String>) -> Self {
        let (runners, names): (Vec<_>, Vec<_>) =
            words.into_iter().partition(|word| RUNNERS.contains(&word.as_str()));
        let named = |runner: &&&str| runners.iter().any(|word| word == **runner);
        let runners = match (runners.is_empty(), names.is_empty()) {
            (true, true) => RUNNERS.to_vec(),
            (true, false) => vec!["rust", "journeys"],
            _ => RUNNERS.iter().filter(named).copied().collect(),
        };
        Self { runners, names }
    }
}

pub(crate) fn run(words: Vec<String>) -> Result<()> {
    let mut args = Args::new(words);
    if args.flag("--help") || args.flag("-h") {
        say::line(HELP);
        return Ok(());
    }
    let selection = Selection::of(args.rest()?);
    let mut reports = Vec::new();
    let mut server = None;
    for runner in &selection.runners {
        say::step(&format!("--- {runner}"));
        let done = match *runner {
            "fmt" => gates::fmt(),
            "clippy" => gates::clippy(),
            "deny" => gates::deny(),
            "wasm" => gates::wasm(),
            "doc" => rust::doc(),
            "rust" => rust::nextest(&selection.names, server.insert(Server::start()?)),
            "portal" => dist().map(|_| Report::gate("portal", None)),
            _ => dist().and_then(|dist| journeys::run(&selection.names, &dist)),
        };
        reports.push(done.unwrap_or_else(|error| Report::gate(runner, Some(&error))));
    }
    let everything = selection.names.is_empty();
    report::sum(&reports, everything, &allowed_skips()?)
}

/// The Temporal dev server that all Rust tests share, in memory.
struct Server {
    _process: Process,
    cli: PathBuf,
    address: String,
}

impl Server {
    fn start() -> Result<Self> {
        let cli = tools::temporal::ensure()?;
        let port = ports::free()?.to_string();
        let mut temporal = Command::new(&cli);
        temporal.args(["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", &port]);
        temporal.args(["--log-level", "error"]);
        let log = paths::target().join("test/temporal.log");
        let mut process = Process::start("Temporal's dev server", temporal, &log)?;
        let address = format!("127.0.0.1:{port}");
        Cluster::new(&cli, &address, true).wait(|| process.check())?;
        Ok(Self { _process: process, cli, address })
    }
}

/// The portal with the clone's catalog, in a folder that no running `up` serves.
fn dist() -> Result<PathBuf> {
    let binaries = programs::build(false)?;
    let built = portal::build(Effort::Ship, &binaries)?;
    let dist = paths::target().join("test/dist");
    portal::assemble(&built, &binaries, &dist)?;
    Ok(dist)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_a_runner_or_tests() {
        let of = |line: &str| {
            let selection = Selection::of(line.split_whitespace().map(str::to_owned).collect());
            (selection.runners.join(" "), selection.names.join(" "))
        };
        assert_eq!(of(""), (RUNNERS.join(" "), String::new()));
        assert_eq!(of("doc fmt"), ("fmt doc".into(), String::new()));
        assert_eq!(of("lease"), ("rust journeys".into(), "lease".into()));
        assert_eq!(of("rust lease"), ("rust".into(), "lease".into()));
    }
}
