use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.21.14";

/// Trunk, which builds the portal: the one on PATH when it is this version, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path_exactly("trunk", VERSION) {
        return Ok(path);
    }
    let doing = format!("compiling Trunk {VERSION}, once for this machine (some minutes)");
    let folder = tools::cached(&format!("trunk-{VERSION}"), "bin/trunk", &doing, |folder| {
        let options = ["--locked", "--no-default-features", "--features", "rustls"];
        tools::cargo_install(folder, "trunk", VERSION, &options)
    })?;
    Ok(folder.join("bin/trunk"))
}
