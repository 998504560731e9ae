use std::path::PathBuf;

use anyhow::Result;

use crate::process;
use crate::tools::{self, node};

const VERSION: &str = "132.0.0";

/// wasm-opt, always this version: an older one writes modules that browsers refuse.
pub(crate) fn ensure() -> Result<PathBuf> {
    let program = "node_modules/.bin/wasm-opt";
    let doing = format!("fetching wasm-opt (npm binaryen {VERSION})");
    let folder = tools::cached(&format!("binaryen-{VERSION}"), program, &doing, |folder| {
        let mut npm = node::npm()?;
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(folder);
        process::output(npm.arg(format!("binaryen@{VERSION}"))).map(drop)
    })?;
    Ok(folder.join(program))
}
