use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::report::Report;
use crate::process::Process;
use crate::{paths, ports};

/// Seconds.
const BUDGET: f64 = 15.0;
/// How long either may take: the first may have everything to build.
const PATIENCE: [Duration; 2] = [Duration::from_secs(3600), Duration::from_secs(240)];

/// `cargo xtask up`, twice: the first time builds and makes what is missing, the second is measured.
pub(super) fn measure(state: &Path, report: &mut Report) -> Result<()> {
    report.heading("Second `cargo xtask up` to ready");
    let [first, second] = PATIENCE.map(|patience| up(state, patience));
    let (first, second) = (first?, second?);
    report.say(&format!(
        "{second:.1} s; the first, which builds and makes what is missing: {first:.1} s"
    ));
    report.verdict(
        "second `cargo xtask up` to ready",
        &format!("{BUDGET:.0} s"),
        &format!("{second:.1} s"),
        second <= BUDGET,
    );
    Ok(())
}

/// Runs `up` until it says that it is ready, and gives how long that took, in seconds.
fn up(state: &Path, patience: Duration) -> Result<f64> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root()).args(["xtask", "up"]).env(paths::STATE, state);
    for option in ["--port", "--temporal-port"] {
        cargo.args([option, &ports::free()?.to_string()]);
    }
    let log = state.join("up.log");
    let begun = Instant::now();
    let mut up = Process::start("cargo xtask up", cargo, &log)?;
    loop {
        let text = std::fs::read_to_string(&log).context("read the log of `up`")?;
        if text.lines().any(|line| line.starts_with("ready: ")) {
            let seconds = begun.elapsed().as_secs_f64();
            up.stop();
            return Ok(seconds);
        }
        up.check()?;
        if begun.elapsed() > patience {
            bail!(
                "`cargo xtask up` is not ready after {} s: see {}",
                patience.as_secs(),
                log.display()
            );
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
