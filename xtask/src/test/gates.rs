//! Checks that pass or fail as a whole.

use std::process::Command;

use anyhow::Result;

use super::report::Report;
use crate::tools::wasm_target;
use crate::{paths, process, programs, say, tools};

/// The sources are as rustfmt writes them.
pub(super) fn fmt() -> Result<Report> {
    process::run(
        Command::new("cargo").current_dir(paths::root()).args(["fmt", "--all", "--check"]),
    )?;
    Ok(Report::gate("fmt", None))
}

/// Clippy finds nothing, in any target of any package.
pub(super) fn clippy() -> Result<Report> {
    let mut cargo = programs::cargo()?;
    process::run(cargo.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    Ok(Report::gate("clippy", None))
}

/// What a browser may use builds for one, the catalog's reader included, which no portal uses yet.
pub(super) fn wasm() -> Result<Report> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root()).args(["check", "--target", wasm_target::TARGET]);
    for package in ["catalog", "contract", "form", "search", "snippets", "validate"] {
        cargo.args(["-p", &format!("portico-{package}")]);
    }
    cargo.env("CARGO_TARGET_DIR", paths::target().join("wasm"));
    if let Some(toolchain) = wasm_target::ensure()? {
        cargo.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    process::run(&mut cargo)?;
    Ok(Report::gate("wasm", None))
}

/// Licences, sources and banned crates are as deny.toml wants them; advisories too, where they can be fetched.
pub(super) fn deny() -> Result<Report> {
    let deny = tools::deny::ensure()?;
    let check = |what: &[&str]| {
        let mut command = Command::new(&deny);
        command.current_dir(paths::root()).args(["--log-level", "error", "check"]).args(what);
        command
    };
    process::run(&mut check(&["bans", "licenses", "sources"]))?;
    let mut fetch = Command::new(&deny);
    fetch.current_dir(paths::root()).args(["--log-level", "off", "fetch", "db"]);
    if process::output(&mut fetch).is_ok() {
        process::run(&mut check(&["advisories"]))?;
    } else {
        say::step("the advisory database cannot be fetched from here: advisories are not checked");
    }
    Ok(Report::gate("deny", None))
}
