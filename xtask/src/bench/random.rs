//! The form engine's random schemas and edits, with new ones in each round.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use crate::process::{self, Stream};
use crate::{paths, tools};

/// How long others are looked for.
const TIME: Duration = Duration::from_mins(10);
/// Cases of a round, as the test says.
const CASES: usize = 20_000;

/// Runs the test of `cargo xtask test` again and again, without the seed that makes its cases the same there.
pub(super) fn measure(report: &mut Report) -> Result<()> {
    report.heading("Random schemas and edits");
    let begun = Instant::now();
    let (mut rounds, mut failed) = (0, 0);
    while begun.elapsed() < TIME {
        let mut run = Command::new(tools::nextest::ensure()?);
        run.current_dir(paths::root()).env_remove("PROPTEST_RNG_SEED");
        run.args(["nextest", "run", "--package", "portico-validate", "random::nothing_panics"]);
        let (status, text) = process::tee(&mut run, Stream::Error)?;
        rounds += 1;
        if !status.success() {
            failed += 1;
            report.say(&format!("Round {rounds}:\n\n```\n{}\n```\n", failure(&text)));
        }
    }
    let minutes = begun.elapsed().as_secs() / 60;
    report.say(&format!("{rounds} rounds of {CASES} cases in {minutes} minutes."));
    report.verdict(
        "random schemas and edits for ten minutes",
        "no panic, nothing lost",
        &format!("{} cases, {failed} of {rounds} rounds failed", rounds * CASES),
        failed == 0,
    );
    Ok(())
}

/// What proptest says of a failure, with the least that brings it about.
fn failure(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.contains("Test failed")).take(80);
    lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
}
