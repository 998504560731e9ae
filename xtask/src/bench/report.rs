use std::fmt::Write as _;

use anyhow::{Result, ensure};

use crate::{paths, say};

/// What was measured: a verdict for each budget, then each part's own figures.
#[derive(Default)]
pub(super) struct Report {
    verdicts: Vec<String>,
    parts: String,
    /// How many parts could not be measured.
    missing: usize,
}

impl Report {
    /// A budget of ARCHITECTURE.md's table, what was measured, and whether it is kept.
    pub(super) fn verdict(&mut self, what: &str, budget: &str, figure: &str, met: bool) {
        let verdict = if met { "met" } else { "**not met**" };
        self.verdicts.push(format!("| {what} | {budget} | {figure} | {verdict} |"));
    }

    /// Measures a part. One that cannot be measured is told in its place, so that the others are not lost with it.
    pub(super) fn measure(&mut self, what: &str, part: impl FnOnce(&mut Self) -> Result<()>) {
        let measured = say::timed(&format!("measuring {what}"), || part(&mut *self));
        if let Err(error) = measured {
            say::fault(&error);
            self.missing += 1;
            self.part(&format!("Not measured: {what}"));
            // The file is committed: where this machine keeps the clone is nobody's affair.
            let error = format!("{error:#}").replace(&*paths::root().to_string_lossy(), ".");
            self.say(&format!("```\n{error}\n```"));
        }
    }

    /// Fails when a part could not be measured.
    pub(super) fn whole(&self) -> Result<()> {
        ensure!(self.missing == 0, "{} parts could not be measured", self.missing);
        Ok(())
    }

    /// A part's heading.
    pub(super) fn part(&mut self, title: &str) {
        let _ = write!(self.parts, "\n## {title}\n\n");
    }

    /// Markdown under the last heading.
    pub(super) fn say(&mut self, text: &str) {
        self.parts.push_str(text);
        self.parts.push('\n');
    }

    /// The whole, under what it was measured on.
    pub(super) fn render(&self, machine: &str) -> String {
        let Self { verdicts, parts, .. } = self;
        let verdicts = verdicts.join("\n");
        format!(
            "# Results\n\nWritten by `cargo xtask bench` alone.\n\n{machine}\n\
             | what | budget | measured | verdict |\n|---|---|---|---|\n{verdicts}\n{parts}"
        )
    }
}

/// Raw values on one line.
pub(super) fn raw(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|value| format!("{value:.1}")).collect();
    format!("raw: {}", texts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_cannot_be_measured_leaves_the_others() {
        let mut report = Report::default();
        report.measure("starts", |_| {
            anyhow::bail!("{}: no server", paths::in_root("bench").display())
        });
        report.measure("sizes", |report| {
            report.verdict("wasm", "150 KB", "149 KB", true);
            Ok(())
        });
        let text = report.render("commit 1\n");
        assert!(text.contains("| wasm | 150 KB | 149 KB | met |"), "{text}");
        assert!(text.contains("## Not measured: starts\n\n```\n./bench: no server\n```"), "{text}");
        assert!(report.whole().is_err());
    }

    #[test]
    fn verdicts_come_before_the_parts() {
        let mut report = Report::default();
        report.part("Second up");
        report.say(&raw(&[1.0, 2.25]));
        report.verdict("second up", "15 s", "16.0 s", false);
        assert_eq!(
            report.render("commit 1\n"),
            "# Results\n\nWritten by `cargo xtask bench` alone.\n\ncommit 1\n\n\
             | what | budget | measured | verdict |\n|---|---|---|---|\n\
             | second up | 15 s | 16.0 s | **not met** |\n\n## Second up\n\nraw: 1.0 2.2\n"
        );
    }
}
