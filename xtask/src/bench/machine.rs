use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{paths, process, tools};

/// The commit, the machine, and the versions of what was measured and of what measured it.
pub(super) fn describe(cli: &Path) -> Result<String> {
    let git = |words: &[&str]| {
        process::output(Command::new("git").current_dir(paths::root()).args(words))
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    let version = |program: &Path| tools::version(program).unwrap_or_default().trim().to_owned();
    let versions = [
        process::output(Command::new("uname").arg("-sr"))?.trim().to_owned(),
        version(Path::new("rustc")),
        version(cli),
        version(&tools::chromium::ensure()?),
        format!("node {}", version(Path::new("node"))),
    ];
    Ok(format!(
        "- commit: {}{}\n- machine: {} cores, {}, load average {} at the start\n- versions: {}\n",
        commit.trim(),
        if changed { ", with changes that are not committed" } else { "" },
        std::thread::available_parallelism()?,
        processor().unwrap_or_else(|| "unknown processor".into()),
        load().unwrap_or_else(|| "unknown".into()),
        versions.join("; ")
    ))
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let mut models =
        text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": "));
    models.next().map(|(_, model)| model.to_owned())
}

/// Of the last minute: what else the machine was doing.
fn load() -> Option<String> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next().map(str::to_owned)
}
