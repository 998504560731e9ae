use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.9.143";

/// cargo-nextest, which runs the Rust tests: the one on PATH when it is new enough, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path_since("cargo-nextest", VERSION) {
        return Ok(path);
    }
    let doing = format!("compiling cargo-nextest {VERSION}, once for this machine (some minutes)");
    let folder = tools::cached(
        &format!("cargo-nextest-{VERSION}"),
        "bin/cargo-nextest",
        &doing,
        |folder| {
            let options = ["--locked", "--no-default-features", "--features", "default-no-update"];
            tools::cargo_install(folder, "cargo-nextest", VERSION, &options)
        },
    )?;
    Ok(folder.join("bin/cargo-nextest"))
}
