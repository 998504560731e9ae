use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::PARTS;
use super::machine::Machine;
use crate::{paths, say};

/// What was measured, part by part: a verdict for each budget, and the part's own figures. Each part is written down
/// as soon as it is measured, in a file of its own under bench/results, and bench/RESULTS.md is made of them all.
pub(super) struct Report {
    machine: Machine,
    /// Where the parts' files are, and the page made of them.
    folder: PathBuf,
    page: PathBuf,
    verdicts: Vec<String>,
    text: String,
    /// How many parts could not be measured.
    missing: usize,
}

impl Report {
    /// A report of what is measured on this machine, in the clone's bench folder.
    pub(super) fn new(machine: Machine) -> Self {
        let bench = paths::in_root("bench");
        Self::in_folder(machine, bench.join("results"), bench.join("RESULTS.md"))
    }

    fn in_folder(machine: Machine, folder: PathBuf, page: PathBuf) -> Self {
        Self { machine, folder, page, verdicts: Vec::new(), text: String::new(), missing: 0 }
    }

    /// A budget, which the part that measures it sets, what was measured, and whether it is kept.
    pub(super) fn verdict(&mut self, what: &str, budget: &str, figure: &str, met: bool) {
        let verdict = if met { "met" } else { "**not met**" };
        self.verdicts.push(format!("| {what} | {budget} | {figure} | {verdict} |"));
    }

    /// Measures a part and writes it down. One that cannot be measured is told in its place, so that the others are
    /// not lost with it.
    ///
    /// # Errors
    /// The files cannot be written.
    pub(super) fn measure(
        &mut self,
        part: &str,
        measure: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.verdicts.clear();
        self.text.clear();
        let at = Machine::moment()?;
        let measured = say::timed(&format!("measuring {part}"), || measure(&mut *self));
        if let Err(error) = measured {
            say::fault(&error);
            self.missing += 1;
            self.heading(&format!("Not measured: {part}"));
            // The file is committed: where this machine keeps the clone is nobody's affair.
            let error = format!("{error:#}").replace(&*paths::root().to_string_lossy(), ".");
            self.say(&format!("```\n{error}\n```"));
        }
        say::line(&format!("{}\n{}", self.verdicts.join("\n"), self.text));
        self.write(part, &at)
    }

    fn write(&self, part: &str, at: &str) -> Result<()> {
        let Self { machine, folder, verdicts, text, .. } = self;
        fs::create_dir_all(folder)?;
        let measured = json!({ "at": at, "on": machine.on, "verdicts": verdicts, "text": text });
        let file = folder.join(format!("{part}.json"));
        fs::write(&file, format!("{measured:#}\n"))
            .with_context(|| format!("write {}", file.display()))?;
        fs::write(&self.page, self.render()?)
            .with_context(|| format!("write {}", self.page.display()))
    }

    /// Fails when a part could not be measured.
    pub(super) fn whole(&self) -> Result<()> {
        ensure!(self.missing == 0, "{} parts could not be measured", self.missing);
        Ok(())
    }

    /// A heading within the part.
    pub(super) fn heading(&mut self, title: &str) {
        let _ = write!(self.text, "\n## {title}\n\n");
    }

    /// Markdown under the last heading.
    pub(super) fn say(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// The page: what each part says, whenever it was measured.
    fn render(&self) -> Result<String> {
        let (mut moments, mut verdicts, mut texts) = (String::new(), String::new(), String::new());
        for part in PARTS {
            let file = self.folder.join(format!("{part}.json"));
            let Ok(json) = fs::read(&file) else {
                let _ = writeln!(moments, "- {part}: not measured yet");
                continue;
            };
            let measured: Value = serde_json::from_slice(&json)
                .with_context(|| format!("read {}", file.display()))?;
            let text = |key: &str| measured[key].as_str().unwrap_or_default();
            let elsewhere = match text("on") {
                on if on == self.machine.on => String::new(),
                on => format!("; on {on}"),
            };
            let _ = writeln!(moments, "- {part}: {}{elsewhere}", text("at"));
            for row in measured["verdicts"].as_array().into_iter().flatten() {
                let _ = writeln!(verdicts, "{}", row.as_str().unwrap_or_default());
            }
            texts.push_str(text("text"));
        }
        Ok(format!(
            "# Results\n\nWritten by `cargo xtask bench` alone, each part when it is measured.\n\n\
             On {}.\n\n{moments}\n\
             | what | budget | measured | verdict |\n|---|---|---|---|\n{verdicts}{texts}",
            self.machine.on
        ))
    }
}

/// Raw values on one line.
pub(super) fn raw(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|value| format!("{value:.1}")).collect();
    format!("raw: {}", texts.join(" "))
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::Path;

    use super::*;

    /// A report that is kept in this folder.
    pub(in super::super) fn report(folder: &Path) -> Report {
        let machine = Machine { on: "2 cores".to_owned() };
        Report::in_folder(machine, folder.join("results"), folder.join("RESULTS.md"))
    }

    /// What its verdicts and its text are.
    pub(in super::super) fn said(report: &Report) -> String {
        format!("{}\n{}", report.verdicts.join("\n"), report.text)
    }

    #[test]
    fn parts_are_kept_when_others_are_measured_or_cannot_be() {
        let folder = std::env::temp_dir().join(format!("portico-report-{}", std::process::id()));
        let mut first = report(&folder);
        first
            .measure("up", |report| {
                report.heading("Second up");
                report.say(&raw(&[1.0, 2.25]));
                report.verdict("second up", "15 s", "16.0 s", false);
                Ok(())
            })
            .unwrap();
        assert!(first.whole().is_ok());
        let mut second = report(&folder);
        second.machine.on = "4 cores".to_owned();
        let broken =
            |_: &mut Report| anyhow::bail!("{}: no server", paths::in_root("bench").display());
        second.measure("starts", broken).unwrap();
        assert!(second.whole().is_err());
        let text = fs::read_to_string(folder.join("RESULTS.md")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        for said in [
            "On 4 cores.",
            "| second up | 15 s | 16.0 s | **not met** |",
            "\n## Second up\n\nraw: 1.0 2.2\n",
            "; on 2 cores\n",
            "- path: not measured yet\n",
            "## Not measured: starts\n\n```\n./bench: no server\n```",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
    }
}
