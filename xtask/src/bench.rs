//! `cargo xtask bench`: measures the budgets on release builds, and alone writes bench/RESULTS.md.

mod browser;
mod cached;
mod corpus;
mod forms;
mod load;
mod machine;
mod memory;
mod options;
mod path;
mod random;
mod report;
mod second_up;
mod sizes;
mod starts;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use self::corpus::Corpus;
use self::machine::Machine;
use self::report::Report;
use crate::portal::{self, Effort};
use crate::up::stack::{Plan, Server, Stack};
use crate::{args::Args, paths, ports, programs, say, tools};

const HELP: &str = "\
Usage: cargo xtask bench [part...]

Builds for release, measures the budgets on this machine, and writes bench/RESULTS.md. Parts are
sizes, path, cached, starts, memory, browser, up, options, random and forms; when some are named, what is known of the
others stays as it is.";

const PARTS: [&str; 10] =
    ["sizes", "path", "cached", "starts", "memory", "browser", "up", "options", "random", "forms"];

/// Sizes of the catalogs that are compared: fewer than are drawn at first, a few teams', a large company's.
const FEW: usize = 10;
const SOME: usize = 64;
const MANY: usize = 5_000;
/// Fields of the long form.
const FIELDS: usize = 500;

/// The namespace of routers in the environment `local`.
const GATEWAY: &str = "gateway-stage";

/// A running stack, and what to ask of it.
struct Subject {
    stack: Stack,
    plan: Plan,
    temporal_http: u16,
    /// bench/start.json: which workflow is started, with which input, and which list of it is asked for.
    start: Value,
}

/// A catalog, and the portal with it.
struct Published {
    corpus: Corpus,
    dist: PathBuf,
}

pub(crate) fn run(words: Vec<String>) -> Result<()> {
    let mut args = Args::new(words);
    if args.flag("--help") || args.flag("-h") {
        say::line(HELP);
        return Ok(());
    }
    let chosen = args.rest()?;
    if let Some(unknown) = chosen.iter().find(|part| !PARTS.contains(&part.as_str())) {
        bail!("no part is called `{unknown}`: there are {}", PARTS.join(", "));
    }
    let wanted = |part: &str| chosen.is_empty() || chosen.iter().any(|word| word == part);

    let cli = tools::temporal::ensure()?;
    let mut report = Report::new(Machine::describe(&cli)?);
    let is_alone = |part: &str| matches!(part, "forms" | "options" | "random" | "up");
    if PARTS.into_iter().any(|part| !is_alone(part) && wanted(part)) {
        measure(cli, &wanted, &mut report)?;
    }
    if wanted("up") {
        let state = paths::target().join("bench/up");
        report.measure("up", |report| second_up::measure(&state, report))?;
    }
    if wanted("options") {
        report.measure("options", options::measure)?;
    }
    if wanted("random") {
        report.measure("random", random::measure)?;
    }
    if wanted("forms") {
        report.measure("forms", forms::measure)?;
    }
    report.whole()
}

/// Everything that needs the portal and the gateway.
fn measure(cli: PathBuf, wanted: &impl Fn(&str) -> bool, report: &mut Report) -> Result<()> {
    let text =
        fs::read_to_string(paths::in_root("bench/start.json")).context("read bench/start.json")?;
    let start = serde_json::from_str(&text)?;
    let binaries = programs::build(true)?;
    let built = portal::build(Effort::Ship, &binaries)?;
    let state = paths::target().join("bench");
    if state.exists() {
        fs::remove_dir_all(&state)?;
    }
    let dist = state.join("dist");
    portal::assemble(&built, &binaries, &dist)?;
    let publish = |corpus: Corpus| publish(&built, &binaries, corpus);
    let write = |count: usize| Corpus::write(&state.join(format!("catalog-{count}")), count);
    let few = write(FEW - 1)?;
    let form = few.add_form(FIELDS)?;
    let [few, some, many] = say::timed("publishing large catalogs", || {
        Ok::<_, anyhow::Error>([publish(few)?, publish(write(SOME)?)?, publish(write(MANY)?)?])
    })?;

    if wanted("sizes") {
        report.measure("sizes", |report| sizes::measure(&dist, &many.dist, report))?;
    }
    let server =
        Server { port: ports::free()?, http_port: ports::free()?, ui_port: ports::free()? };
    let temporal_http = server.http_port;
    let address = format!("127.0.0.1:{}", server.port);
    let plan = Plan {
        cli,
        binaries,
        dist,
        port: ports::free()?,
        server: Some(server),
        address,
        state: state.join("stack"),
        sandbox_latency_ms: 0,
    };
    let stack = Stack::start(&plan)?;
    let mut subject = Subject { stack, plan, temporal_http, start };
    if wanted("path") {
        report.measure("path", |report| path::measure(&subject, report))?;
    }
    if wanted("cached") {
        report.measure("cached", |report| cached::measure(&subject, report))?;
    }
    // From here on nothing that is started may go further than the router's queue.
    subject.stack.stop("router worker")?;
    if wanted("starts") {
        report.measure("starts", |report| starts::measure(&subject, report))?;
    }
    if wanted("memory") {
        report.measure("memory", |report| {
            report.heading("Gateway memory");
            for Published { corpus, dist } in [&some, &many] {
                memory::measure(&subject, corpus, dist, report)?;
            }
            Ok(())
        })?;
    }
    if wanted("browser") {
        report
            .measure("browser", |report| browser::measure(&subject, &few, &many, &form, report))?;
    }
    subject.stack.stop_all();
    Ok(())
}

/// The portal with a catalog.
fn publish(portal: &Path, binaries: &Path, corpus: Corpus) -> Result<Published> {
    let dist = corpus.folder.join("dist");
    crate::files::sync(portal, &dist)?;
    let folders = [("--configs", &corpus.configs), ("--guides", &corpus.guides)];
    portal::write_catalog(binaries, &dist, &["--portal"], &folders)?;
    Ok(Published { corpus, dist })
}
