use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{paths, tools};

/// The wasm-bindgen program, at exactly the version of the library in Cargo.lock.
pub(crate) fn ensure() -> Result<PathBuf> {
    let lock = std::fs::read_to_string(paths::in_root("Cargo.lock")).context("read Cargo.lock")?;
    let version = locked(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    if let Some(path) = tools::on_path_exactly("wasm-bindgen", version) {
        return Ok(path);
    }
    let doing = format!("compiling wasm-bindgen {version}, once for this machine (some minutes)");
    let folder =
        tools::cached(&format!("wasm-bindgen-{version}"), "bin/wasm-bindgen", &doing, |folder| {
            // Its own lock file asks for versions that cannot be had everywhere.
            tools::cargo_install(folder, "wasm-bindgen-cli", version, &[])
        })?;
    Ok(folder.join("bin/wasm-bindgen"))
}

/// The version of a package in the text of a Cargo.lock.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(super::locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(super::locked(lock, "leptos"), None);
    }
}
