//! The same forms in Portico and in react-jsonschema-form; bench/forms says how each is measured.

mod rounds;
mod tables;
mod verdicts;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use self::rounds::Rounds;
use super::report::Report;
use crate::portal::{self, Effort};
use crate::{alone, paths, process, programs, say, tools};

/// Builds both peers and measures them side by side.
pub(super) fn measure(report: &mut Report) -> Result<()> {
    let schemas = schemastore()?;
    let built = portal::build(Effort::Ship, &programs::build_portico()?)?;
    let ours = alone::build(&built)?;
    let theirs = bundle()?;
    let cases = programs::cases(&paths::target().join("bench/cases"))?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/forms/run.mjs"));
    node.args([&ours, &theirs, &cases.join("hostile.json"), &schemas]);
    node.env("PORTICO_CHROMIUM", tools::chromium::ensure()?);
    let measured = say::timed("measuring forms", || process::output(&mut node))?;
    let measured: Value = serde_json::from_str(&measured)?;
    let rounds = Rounds::of(&measured);
    verdicts::say(&rounds, report).context("bench/forms/run.mjs left something out")?;
    tables::write(&rounds, report);
    Ok(())
}

/// rjsf, bundled as an application would.
fn bundle() -> Result<PathBuf> {
    for place in ["e2e", "bench/forms"] {
        tools::node_packages::of(place)?;
    }
    let folder = paths::target().join("bench/rjsf");
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/forms/build.mjs")).arg(&folder);
    say::timed("bundling react-jsonschema-form", || process::run(&mut node))?;
    Ok(folder)
}

/// Real schemas, which lie outside the project as `crates/validate/tests/cases` says.
fn schemastore() -> Result<PathBuf> {
    let cases = std::env::var_os("PORTICO_CASES");
    let folder = cases.map_or_else(|| paths::in_root("../shared/cases"), PathBuf::from);
    let folder = folder.join("schemastore");
    if !folder.is_dir() {
        bail!("{} is not there: set PORTICO_CASES", Path::new(&folder).display());
    }
    Ok(folder)
}
