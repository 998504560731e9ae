use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::tools::{self, apt};

/// A Chromium for the browser tests: `PORTICO_CHROMIUM`, PATH, or the distribution's.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PORTICO_CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    apt::install(&["chromium", "fonts-liberation"], "a Chromium for the browser tests")?;
    find().context("chromium was installed, but is not on PATH")
}

fn find() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(tools::on_path)
}
