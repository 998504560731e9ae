//! The same forms in Portico and in react-jsonschema-form; bench/forms says how each is measured.

mod checks;
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
    let binaries = programs::build(true)?;
    let built = portal::build(Effort::Ship, &binaries)?;
    let ours = alone::build(&built)?;
    let theirs = bundle()?;
    let cases = programs::cases(&paths::target().join("bench/cases"))?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/forms/run.mjs"));
    node.args([&ours, &theirs.folder, &cases.join("hostile.json"), &schemas]);
    node.env("PORTICO_CHROMIUM", tools::chromium::ensure()?);
    let measured = say::timed("measuring forms", || process::output(&mut node))?;
    let measured: Value = serde_json::from_str(&measured)?;
    let rounds = Rounds::of(&measured);
    verdicts::say(&rounds, report).context("bench/forms/run.mjs left something out")?;
    tables::write(&rounds, report);
    checks::measure(&binaries, report)
}

/// rjsf as an application would ship it.
pub(super) struct Bundle {
    folder: PathBuf,
    /// Bytes that a page with a form of draft-07 fetches, as sent.
    pub(super) sent: u64,
}

/// Bundles rjsf, with its packages from the cache.
pub(super) fn bundle() -> Result<Bundle> {
    for place in ["e2e", "bench/forms"] {
        tools::node_packages::of(place)?;
    }
    let folder = paths::target().join("bench/rjsf");
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/forms/build.mjs")).arg(&folder);
    let printed = say::timed("bundling react-jsonschema-form", || process::output(&mut node))?;
    let sent = printed.trim().parse::<u64>().context("bench/forms/build.mjs printed no bytes")?;
    Ok(Bundle { folder, sent })
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::report::tests::{report, said};
    use super::*;

    #[test]
    fn figures_become_verdicts_and_tables() {
        let costs = |task: f64| json!([{ "task": task, "script": task / 10.0 }]);
        let series = |task: f64| json!({ "idle": costs(1.0), "keys": costs(task) });
        let round = |size: u64, state: &str| {
            json!({ "size": size, "state": state, "series": {
                "portico": series(3.0), "portico, no scripts": series(3.0), "rjsf": series(5.0), "rjsf, no scripts": series(2.0) } })
        };
        let sizes = [10, 500, 1000];
        let keys = sizes.iter().flat_map(|size| [round(*size, "settled"), round(*size, "wrong")]);
        let drawn = json!([{ "name": "a", "peer": "portico", "drawing": 90, "longest": 70, "drawingTask": 60, "editTask": 70, "controls": 3 },
            { "name": "a", "peer": "rjsf", "fault": "too | slow" }]);
        let load = |peer: &str| json!({ "peer": peer, "size": 10, "drawn": 6, "judging": 5, "heap": 2_000_000, "sent": [["/a.js", 1500], ["/validator.js", 500], ["/case.json", 9]] });
        let measured = json!({ "keys": keys.collect::<Value>(), "real": drawn, "hostile": drawn,
            "loads": [load("portico"), load("rjsf")], "items": [{ "peer": "portico", "task": 7, "script": 1 }] });
        let rounds = Rounds::of(&measured);
        let mut report = report(Path::new(""));
        assert!(verdicts::say(&rounds, &mut report).is_some());
        tables::write(&rounds, &mut report);
        let text = said(&report);
        for line in [
            "| a keystroke at 500 fields, in a field that is right, against the page without scripts | 1.15 at p50 and p95 | 1.00 and 1.00 (rjsf against its own 4.00 and 4.00) | met |",
            "| the slowest of SchemaStore's schemas, drawn | 300 ms, no panic | 90 ms (a), 0 failed; rjsf none, 1 failed | met |",
            "| 10 | portico | 1.5 KB | 6 | 2.0 KB | 5 | 6 | 2.0 MB | NaN MB | NaN MB | NaN |",
            "| a | 0 | portico | 90 | 60 | 70 |  | 3 |  |",
            "| a | 0 | rjsf |  |  |  |  | 0 | too \\| slow |",
        ] {
            assert!(text.contains(line), "{line}\nis not in\n{text}");
        }
    }
}
