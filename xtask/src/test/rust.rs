//! The Rust tests: nextest for all but the examples in the documentation, which cargo runs.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Server;
use super::report::Report;
use crate::process::{self, Stream};
use crate::{paths, programs, tools};

/// What random cases begin with, so that one that fails does so on every machine and in every run. `cargo xtask bench
/// random` looks for new ones.
const SEED: &str = "20261121";

/// Every test of every package, or those whose name holds one of `names`.
pub(super) fn nextest(names: &[String], server: &Server) -> Result<Report> {
    let nextest = || -> Result<Command> {
        let mut command = Command::new(tools::nextest::ensure()?);
        command
            .current_dir(paths::root())
            .arg("nextest")
            .env("PROTOC", tools::protoc::ensure()?)
            .env("PROPTEST_RNG_SEED", SEED)
            .env("PORTICO_TEST_TEMPORAL", &server.address)
            .env("PORTICO_TEMPORAL_CLI", &server.cli);
        Ok(command)
    };
    let mut run = nextest()?;
    run.args(["run", "--workspace", "--no-fail-fast", "--no-tests", "pass"]).args(names);
    let (_, text) = process::tee(&mut run, Stream::Error)?;
    let (passed, failed, skipped) = summary(&text).context("the tests did not build")?;
    let skipped = match names.is_empty() && skipped > 0 {
        true => ignored(&process::output(nextest()?.args([
            "list",
            "--workspace",
            "--run-ignored",
            "only",
            "--message-format",
            "json",
        ]))?)?,
        // Under a filter nextest counts what was not chosen as skipped.
        false => Vec::new(),
    };
    Ok(Report { runner: "rust".into(), passed, failed, skipped, ..Report::default() })
}

/// The examples in the documentation.
pub(super) fn doc() -> Result<Report> {
    let mut cargo = programs::cargo()?;
    cargo.args(["test", "--doc", "--workspace", "--no-fail-fast"]);
    let (status, text) = process::tee(&mut cargo, Stream::Output)?;
    let mut report = Report { runner: "doc".into(), ..Report::default() };
    for line in text.lines() {
        if let Some(counts) = line.strip_prefix("test result: ") {
            report.passed += count(counts, "passed");
            report.failed += count(counts, "failed");
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|l| l.strip_suffix(" ... ignored"))
        {
            report.skipped.push(name.to_owned());
        }
    }
    if !status.success() && report.failed == 0 {
        report.failed = 1;
    }
    Ok(report)
}

/// Passed, failed and skipped, from nextest's `Summary` line.
fn summary(text: &str) -> Option<(usize, usize, usize)> {
    let line = text.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (run, outcomes) = line.split_once("] ")?.1.split_once(" run: ")?;
    let passed = count(outcomes, "passed");
    let run: usize = run.split(['/', ' ']).next()?.parse().ok()?;
    let all: usize = run.max(passed);
    // Everything that ran and did not pass has failed, whatever nextest calls it.
    Some((passed, all - passed, count(outcomes, "skipped")))
}

/// The number before a word, as in `3 passed`.
fn count(text: &str, word: &str) -> usize {
    let words: Vec<&str> =
        text.split([' ', ';', ',', '(', ')', '.']).filter(|w| !w.is_empty()).collect();
    words
        .windows(2)
        .filter(|pair| pair[1] == word)
        .find_map(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// The names of the ignored tests in nextest's JSON list.
fn ignored(list: &str) -> Result<Vec<String>> {
    let list: Value = serde_json::from_str(list)?;
    let suites = list["rust-suites"].as_object().context("nextest listed nothing")?;
    let tests = suites.iter().flat_map(|(suite, content)| {
        let cases = content["testcases"].as_object().into_iter().flatten();
        cases
            .filter(|(_, case)| case["ignored"] == true)
            .map(move |(name, _)| format!("{suite} {name}"))
    });
    Ok(tests.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_read() {
        let line = |text: &str| summary(&format!("x\n     Summary [   0.1s] {text}\n   FAIL y"));
        assert_eq!(line("10 tests run: 10 passed, 0 skipped"), Some((10, 0, 0)));
        assert_eq!(line("1 test run: 1 passed (1 slow), 2 skipped"), Some((1, 0, 2)));
        assert_eq!(
            line("9 tests run: 6 passed (1 leaky), 2 failed, 1 timed out, 3 skipped"),
            Some((6, 3, 3))
        );
        assert_eq!(line("5/9 tests run: 4 passed, 1 failed, 0 skipped"), Some((4, 1, 0)));
        assert_eq!(summary("error: could not compile"), None);
    }

    #[test]
    fn ignored_tests_are_named() {
        let list = r#"{"rust-suites":{"portico-form":{"testcases":{"a":{"ignored":true},"b":{"ignored":false}}}}}"#;
        assert_eq!(ignored(list).unwrap(), ["portico-form a"]);
    }
}
