//! How long `portico check` takes for a catalog whose one schema would explode.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::bench::report::Report;
use crate::{files, paths, process, programs};

/// Until `check` ends, whatever it is given.
const BUDGET: Duration = Duration::from_secs(2);

pub(super) fn measure(binaries: &Path, report: &mut Report) -> Result<()> {
    let folder = paths::target().join("bench/checks");
    let mut table = String::from("| schema | ms | said |\n|---|---|---|\n");
    let mut slowest: Option<(Duration, String)> = None;
    for file in files::walk(&paths::in_root("crates/form/tests/hostile"))? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut check = check(binaries, &folder.join(&name), &file)?;
        let begun = Instant::now();
        let (status, said) = process::captured(&mut check)?;
        let took = begun.elapsed();
        // 1 is what it says of faults.
        if !matches!(status.code(), Some(0 | 1)) {
            bail!("`{}` failed ({status})", process::line(&check));
        }
        let said = said.lines().last().unwrap_or_default();
        let _ = writeln!(table, "| {name} | {} | {said} |", took.as_millis());
        if slowest.as_ref().is_none_or(|(longest, _)| took > *longest) {
            slowest = Some((took, name));
        }
    }
    let (took, name) = slowest.context("no schema is hostile")?;
    report.verdict(
        "`portico check` of a hostile schema, the slowest",
        &format!("{} s", BUDGET.as_secs()),
        &format!("{} ms ({name})", took.as_millis()),
        took <= BUDGET,
    );
    report.say(&format!("### `portico check` of hostile schemas\n\n{table}"));
    Ok(())
}

/// Writes a catalog of one workflow with this schema into `folder`, and gives what checks it.
fn check(binaries: &Path, folder: &Path, schema: &Path) -> Result<Command> {
    let schema =
        fs::read_to_string(schema).with_context(|| format!("read {}", schema.display()))?;
    let config = format!(
        r#"{{"name":"W","workflow_type":"W","namespace":"ops","nexus_endpoint":"ops","stage_namespace":"ops-stage","stage_nexus_endpoint":"ops-stage","schema":{schema}}}"#
    );
    let (configs, guides) = (folder.join("workflow-configs"), folder.join("guides"));
    let files = [(&configs, "w.json", config), (&guides, "w.md", "Does it.\n".to_owned())];
    for (root, name, text) in files {
        fs::create_dir_all(root.join("ops"))?;
        fs::write(root.join("ops").join(name), text)?;
    }
    let mut check = Command::new(binaries.join(programs::PORTICO));
    check.arg("check").arg("--configs").arg(configs).arg("--guides").arg(guides);
    Ok(check)
}
