//! The programs of the workspace that run on this machine, built by one call of cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process, say, tools};

/// The programs that every clone runs; each team's worker comes beside them.
pub(crate) const PORTICO: &str = "portico";
pub(crate) const GATEWAY: &str = "portico-gateway";
pub(crate) const ROUTER: &str = "portico-worker";
/// What the bench compares the gateway with.
const BARE: &str = "portico-bare";

/// The teams that have a worker in this workspace: a folder of `teams/` each.
pub(crate) fn teams() -> Result<Vec<String>> {
    let mut teams = Vec::new();
    for entry in std::fs::read_dir(paths::in_root("teams")).context("read teams")? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").exists() {
            teams.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    teams.sort();
    Ok(teams)
}

/// The program of a team's worker.
pub(crate) fn team_worker(team: &str) -> String {
    format!("portico-{team}")
}

/// Builds the programs, and gives the folder they are in.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = cargo()?;
    cargo.args(["build", "--workspace"]);
    for program in [PORTICO, GATEWAY, ROUTER] {
        cargo.args(["--bin", program]);
    }
    for team in teams()? {
        cargo.args(["--bin", &team_worker(&team)]);
    }
    if release {
        cargo.arg("--release");
    } else {
        // Naming a test makes cargo choose the dependencies' features as `cargo xtask test` does,
        // so that neither command compiles them again after the other.
        cargo.args(["--test", "same_features"]);
    }
    say::timed("building the programs", || process::run(&mut cargo))?;
    Ok(paths::binaries(if release { "release" } else { "debug" }))
}

/// Builds the bare handler of the bench, and gives its place.
pub(crate) fn bare() -> Result<PathBuf> {
    let mut cargo = cargo()?;
    cargo.args(["build", "--release", "--workspace", "--bin", BARE]);
    say::timed("building the bare handler", || process::run(&mut cargo))?;
    Ok(paths::binaries("release").join(BARE))
}

/// Writes the catalog's example cases, which journeys and benches judge by, into `folder`.
pub(crate) fn cases(folder: &Path) -> Result<PathBuf> {
    let mut cargo = cargo()?;
    cargo.args(["run", "--quiet", "--package", "portico-catalog", "--example", "cases", "--"]);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    say::timed("writing cases", || process::run(cargo.arg(folder)))?;
    Ok(folder.to_owned())
}

/// Cargo in the clone, with what its build scripts need.
pub(crate) fn cargo() -> Result<Command> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root()).env("PROTOC", tools::protoc::ensure()?);
    Ok(cargo)
}
