use std::path::PathBuf;

use anyhow::Result;

use crate::tools;

/// The version that fits `wasm_split_helpers` in Cargo.lock.
const VERSION: &str = "0.2.4";

/// The splitter, which cuts the later part out of the portal's wasm.
pub(crate) fn ensure() -> Result<PathBuf> {
    let program = "bin/wasm-split-cli";
    let doing = format!("compiling wasm-split {VERSION}, once for this machine (a minute or two)");
    let folder = tools::cached(&format!("wasm-split-{VERSION}"), program, &doing, |folder| {
        let options = ["--locked", "--features", "build-binary"];
        tools::cargo_install(folder, "wasm_split_cli_support", VERSION, &options)
    })?;
    Ok(folder.join(program))
}
