//! What the runners counted, and the sum.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::{paths, say};

/// What one runner found.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) runner: String,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// The names of the tests that were skipped.
    pub(crate) skipped: Vec<String>,
    pub(crate) note: String,
}

impl Report {
    /// A check that passes or fails as a whole.
    pub(crate) fn gate(runner: &str, fault: Option<&anyhow::Error>) -> Self {
        let failed = usize::from(fault.is_some());
        let note = fault.map(|error| format!("{error:#}")).unwrap_or_default();
        Self { runner: runner.into(), passed: 1 - failed, failed, skipped: Vec::new(), note }
    }
}

/// The lines `<runner>: <test>` of `allowed-skips.txt`.
pub(crate) fn allowed_skips() -> Result<Vec<String>> {
    let path = paths::in_root("xtask/allowed-skips.txt");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// Prints the table and the sum, and fails where a test failed, ran not at all, or may not be skipped.
///
/// `everything` = no filter chose among the tests, so a runner without tests is a fault.
pub(crate) fn sum(reports: &[Report], everything: bool, allowed: &[String]) -> Result<()> {
    let (table, good) = render(reports, everything, allowed);
    say::line(&table);
    if good { Ok(()) } else { Err(say::Told.into()) }
}

fn render(reports: &[Report], everything: bool, allowed: &[String]) -> (String, bool) {
    let mut table = format!("\n{:<10}{:>8}{:>8}{:>9}\n", "runner", "passed", "failed", "skipped");
    let mut faults = Vec::new();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for report in reports {
        let Report { runner, note, .. } = report;
        let row = (report.passed, report.failed, report.skipped.len());
        let _ = writeln!(table, "{runner:<10}{:>8}{:>8}{:>9}", row.0, row.1, row.2);
        (passed, failed, skipped) = (passed + row.0, failed + row.1, skipped + row.2);
        if row.1 > 0 {
            faults.push(format!(
                "{runner} failed {}",
                if note.is_empty() { "(above)" } else { note }
            ));
        }
        if everything && row.0 + row.1 == 0 {
            faults.push(format!("{runner} ran no test"));
        }
        let refused = report.skipped.iter().map(|test| format!("{runner}: {test}"));
        let refused = refused.filter(|line| !allowed.contains(line));
        faults.extend(refused.map(|line| format!("skipped, but not in allowed-skips.txt: {line}")));
    }
    if passed + failed == 0 {
        faults.push("no test has this in its name".into());
    }
    for fault in &faults {
        let _ = writeln!(table, "fault: {fault}");
    }
    let _ = write!(table, "\n{passed} passed, {failed} failed, {skipped} skipped");
    (table, faults.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(runner: &str, passed: usize, failed: usize, skipped: &[&str]) -> Report {
        let skipped = skipped.iter().map(|&name| name.to_owned()).collect();
        Report { runner: runner.into(), passed, failed, skipped, note: String::new() }
    }

    #[track_caller]
    fn check(reports: &[Report], everything: bool, last: &str, good: bool) {
        let (table, fine) = render(reports, everything, &["rust: known".to_owned()]);
        assert_eq!(table.lines().last(), Some(last), "{table}");
        assert_eq!(fine, good, "{table}");
    }

    #[test]
    fn the_sum_is_the_last_line() {
        let both = [report("rust", 3, 0, &["known"]), report("doc", 2, 0, &[])];
        check(&both, true, "5 passed, 0 failed, 1 skipped", true);
        check(&[report("rust", 3, 1, &[])], true, "3 passed, 1 failed, 0 skipped", false);
    }

    #[test]
    fn an_empty_runner_and_an_unlisted_skip_are_faults() {
        let empty = [report("rust", 3, 0, &[]), report("doc", 0, 0, &[])];
        check(&empty, true, "3 passed, 0 failed, 0 skipped", false);
        check(&empty, false, "3 passed, 0 failed, 0 skipped", true);
        check(&empty[1..], false, "0 passed, 0 failed, 0 skipped", false);
        check(&[report("rust", 3, 0, &["other"])], true, "3 passed, 0 failed, 1 skipped", false);
    }
}
