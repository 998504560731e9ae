use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.20.2";

/// cargo-deny, which checks licenses, sources and banned crates: on PATH, else in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path("cargo-deny") {
        return Ok(path);
    }
    let doing = format!("compiling cargo-deny {VERSION}, once for this machine (some minutes)");
    let folder =
        tools::cached(&format!("cargo-deny-{VERSION}"), "bin/cargo-deny", &doing, |folder| {
            tools::cargo_install(folder, "cargo-deny", VERSION, true)
        })?;
    Ok(folder.join("bin/cargo-deny"))
}
