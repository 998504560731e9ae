use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.20.2";

/// cargo-deny, which checks licenses, sources and banned crates: the one on PATH when it is new enough, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path_since("cargo-deny", VERSION) {
        return Ok(path);
    }
    let doing = format!("compiling cargo-deny {VERSION}, once for this machine (some minutes)");
    let folder =
        tools::cached(&format!("cargo-deny-{VERSION}"), "bin/cargo-deny", &doing, |folder| {
            tools::cargo_install(folder, "cargo-deny", VERSION, &["--locked"])
        })?;
    Ok(folder.join("bin/cargo-deny"))
}
