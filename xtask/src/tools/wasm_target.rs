//! A toolchain that can build for the browser: rustup's own, or else Debian's with a standard
//! library built from the distribution's sources.

use std::process::Command;

use anyhow::{Result, bail};

use crate::tools::{self, apt, debian_std};
use crate::{process, say};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The rustup toolchain that builds the portal; none is the ordinary one.
pub(crate) type Toolchain = Option<&'static str>;

/// Finds or makes a toolchain with the wasm32 standard library.
pub(crate) fn ensure() -> Result<Toolchain> {
    if has_target(None) {
        return Ok(None);
    }
    if debian_std::ready() {
        return Ok(Some(debian_std::TOOLCHAIN));
    }
    let _lock = tools::lock("wasm-target")?;
    say::step("adding the wasm32 target with rustup");
    let Err(refusal) = process::output(Command::new("rustup").args(["target", "add", TARGET]))
    else {
        return Ok(None);
    };
    if !apt::here() {
        bail!("the wasm32 target is missing: run `rustup target add {TARGET}` ({refusal:#})");
    }
    say::step("rustup cannot fetch it: building it from the distribution's sources instead");
    debian_std::install()?;
    Ok(Some(debian_std::TOOLCHAIN))
}

/// Whether a toolchain has a standard library for the browser.
pub(crate) fn has_target(toolchain: Toolchain) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    let Ok(folder) = process::output(&mut rustc) else { return false };
    std::fs::read_dir(folder.trim()).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}
