use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.9.143";

/// cargo-nextest, which runs the Rust tests: the one on PATH, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path("cargo-nextest") {
        return Ok(path);
    }
    let doing = format!("compiling cargo-nextest {VERSION}, once for this machine (some minutes)");
    let folder = tools::cached(
        &format!("cargo-nextest-{VERSION}"),
        "bin/cargo-nextest",
        &doing,
        |folder| tools::cargo_install(folder, "cargo-nextest", VERSION, true),
    )?;
    Ok(folder.join("bin/cargo-nextest"))
}
