use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::tools::{self, apt};

const SDK_VERSION: &str = "1.35.0";

/// A Python that has Temporal's own SDK, for the team worker that proves the interplay.
pub(crate) fn ensure() -> Result<PathBuf> {
    let doing = format!("making a Python environment with temporalio {SDK_VERSION}");
    let name = format!("python-temporalio-{SDK_VERSION}");
    let proof = "temporalio.installed";
    let folder = tools::cached(&name, proof, &doing, |folder| {
        let venv =
            || process::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder));
        // Debian's python3 comes without what venv needs.
        if venv().is_err() {
            apt::install(&["python3-venv"], "Python's venv")?;
            venv()?;
        }
        let requirement = format!("temporalio=={SDK_VERSION}");
        let mut pip = Command::new(folder.join("bin/python"));
        process::output(pip.args(["-m", "pip", "install", "--quiet", &requirement]))?;
        Ok(std::fs::write(folder.join(proof), requirement)?)
    })?;
    Ok(folder.join("bin/python"))
}
