use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

const VERSION: &str = "0.21.14";

/// Trunk, which builds the portal: the one on PATH when it is this version, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    let on_path = tools::on_path("trunk");
    if let Some(path) =
        on_path.filter(|path| tools::version(path).is_some_and(|v| v.contains(VERSION)))
    {
        return Ok(path);
    }
    let doing = format!("compiling Trunk {VERSION}, once for this machine (some minutes)");
    let folder = tools::cached(&format!("trunk-{VERSION}"), "bin/trunk", &doing, |folder| {
        tools::cargo_install(folder, "trunk", VERSION, true)
    })?;
    Ok(folder.join("bin/trunk"))
}
