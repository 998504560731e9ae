use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{paths, process, tools};

/// What is measured on.
pub(super) struct Machine {
    /// The machine, and the versions of what is measured and of what measures it.
    pub(super) on: String,
}

impl Machine {
    /// This machine, with `cli` as Temporal's server.
    pub(super) fn describe(cli: &Path) -> Result<Self> {
        let version =
            |program: &Path| tools::version(program).unwrap_or_default().trim().to_owned();
        let on = [
            format!("{} cores", std::thread::available_parallelism()?),
            processor().unwrap_or_else(|| "unknown processor".into()),
            process::output(Command::new("uname").arg("-sr"))?.trim().to_owned(),
            version(Path::new("rustc")),
            version(cli),
            version(&tools::chromium::ensure()?),
            format!("node {}", version(Path::new("node"))),
        ];
        Ok(Self { on: on.join(", ") })
    }

    /// The commit, and what else the machine is doing.
    pub(super) fn moment() -> Result<String> {
        let git = |words: &[&str]| {
            process::output(Command::new("git").current_dir(paths::root()).args(words))
        };
        let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
        let changed =
            git(&["status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench"])?;
        Ok(format!(
            "commit {}{}, load average {} before",
            commit.trim(),
            if changed.is_empty() { "" } else { " with changes" },
            load().unwrap_or_else(|| "unknown".into())
        ))
    }
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
