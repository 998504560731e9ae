use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::tools::{self, apt};

const SDK_VERSION: &str = "1.35.0";
/// What the programs of the portal's code snippets import.
const CLIENTS: [&str; 2] = ["httpx==0.28.1", "requests==2.32.5"];

/// A Python that has Temporal's own SDK, for the team worker that proves the interplay, and two HTTP clients.
pub(crate) fn ensure() -> Result<PathBuf> {
    let doing =
        format!("making a Python environment with temporalio {SDK_VERSION}, httpx, requests");
    let name = format!("python-temporalio-{SDK_VERSION}-http");
    let proof = "http.installed";
    let folder = tools::cached(&name, proof, &doing, |folder| {
        require("ensurepip")?;
        process::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
        let requirement = format!("temporalio=={SDK_VERSION}");
        let mut pip = Command::new(folder.join("bin/python"));
        process::output(pip.args(["-m", "pip", "install", "--quiet", &requirement]).args(CLIENTS))?;
        Ok(std::fs::write(folder.join(proof), requirement)?)
    })?;
    Ok(folder.join("bin/python"))
}

/// Sees to a Python 3 with this module of its own: Debian packages `pip` and `ensurepip` apart.
pub(crate) fn require(module: &str) -> Result<()> {
    let found =
        process::output(Command::new("python3").args(["-c", &format!("import {module}")])).is_ok();
    if found {
        return Ok(());
    }
    apt::install(&["python3", "python3-pip", "python3-venv"], &format!("Python's {module}"))
}
