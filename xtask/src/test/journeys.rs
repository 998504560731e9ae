//! The journeys of `e2e/`: a real browser against the real parts, by Node's test runner.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::report::Report;
use crate::portal::{self, Effort};
use crate::{alone, files, paths, process, programs, tools};

/// Runs the journeys, or those whose name holds one of `names`, on the portal in `dist`.
pub(super) fn run(names: &[String], dist: &Path) -> Result<Report> {
    tools::node_packages::ensure()?;
    let form_alone = alone::build(&portal::build(Effort::Ship, &paths::binaries("debug"))?)?;
    let form_cases = programs::cases(&paths::target().join("test/cases"))?;
    let tap = paths::target().join("test/journeys.tap");
    let folder = paths::in_root("e2e");
    let specs = files::walk(&folder)?;
    let specs = specs.iter().filter(|file| file.to_string_lossy().ends_with(".spec.mjs"));

    let mut node = Command::new("node");
    // One at a time: each has a server, four programs and a browser of its own.
    node.current_dir(paths::root()).args(["--test", "--test-concurrency=1"]);
    node.args([
        "--test-reporter=spec",
        "--test-reporter-destination=stdout",
        "--test-reporter=tap",
    ]);
    node.arg(format!("--test-reporter-destination={}", tap.display()));
    node.args(names.iter().map(|name| format!("--test-name-pattern={}", literal(name))));
    node.args(specs)
        .env("PORTICO_XTASK", portal::this_program()?)
        .env("PORTICO_BIN_DIR", paths::binaries("debug"))
        .env("PORTICO_DIST", dist)
        .env("PORTICO_FORM_ALONE", form_alone)
        .env("PORTICO_FORM_CASES", form_cases)
        .env("PORTICO_TEMPORAL_CLI", tools::temporal::ensure()?)
        .env("PORTICO_CHROMIUM", tools::chromium::ensure()?)
        .env("PORTICO_PYTHON", tools::python::ensure()?)
        // A journey calls cargo, which must find all compiled as it was.
        .env("PROTOC", tools::protoc::ensure()?);
    let status = process::status(&mut node)?;

    let mut report = read(&std::fs::read_to_string(&tap).context("the journeys did not run")?);
    if !status.success() && report.failed == 0 {
        bail!("node's test runner failed ({status})");
    }
    report.runner = "journeys".into();
    Ok(report)
}

/// A name as a regular expression that matches it and nothing else.
fn literal(name: &str) -> String {
    let escape =
        |c: char| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{c}") };
    name.chars().map(escape).collect()
}

/// The counts at the end of TAP output, and the names of what was skipped.
fn read(tap: &str) -> Report {
    let count = |key: &str| -> usize {
        let prefix = format!("# {key} ");
        let number = tap.lines().rev().find_map(|line| line.strip_prefix(&prefix));
        number.and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let skipped = tap.lines().filter_map(|line| {
        let (test, mark) = line.split_once(" # ")?;
        let name = test.split_once(" - ")?.1;
        (mark.starts_with("SKIP") || mark.starts_with("TODO")).then(|| name.to_owned())
    });
    Report {
        passed: count("pass"),
        failed: count("fail") + count("cancelled"),
        skipped: skipped.collect(),
        ..Report::default()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn tap_is_counted() {
        let tap = "TAP version 13\nok 1 - a table is deleted\nok 2 - later # SKIP no browser\n\
                   # tests 4\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n";
        let report = super::read(tap);
        assert_eq!((report.passed, report.failed), (2, 2));
        assert_eq!(report.skipped, ["later"]);
        assert_eq!(super::literal("a+b c"), "a\\+b c");
    }
}
