//! The wasm32 standard library on Debian and Ubuntu, for machines that reach their distribution's
//! packages but not rustup's server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::wasm_target::{TARGET, has_target};
use super::{apt, on_path};
use crate::{paths, process, say};

/// The rustup name of the distribution's toolchain.
pub(crate) const TOOLCHAIN: &str = "debian";

// `rust-lld` is a link to lld-22, which no other package asks for.
const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const EMPTY: &str = "empty";

/// Whether the distribution's toolchain is there with its standard library, of the same compiler.
pub(crate) fn ready() -> bool {
    if !has_target(Some(TOOLCHAIN)) {
        return false;
    }
    // A library without a stamp was put there by hand: it is taken as it is.
    stamp()
        .ok()
        .and_then(|path| fs::read_to_string(path).ok())
        .is_none_or(|made| made == compiler())
}

/// Installs the toolchain and builds its standard library.
pub(crate) fn install() -> Result<()> {
    let installed = |package: &&str| {
        process::output(Command::new("dpkg-query").args(["-W", "-f", "${Status}", package]))
            .is_ok_and(|status| status.contains("ok installed"))
    };
    if !PACKAGES.iter().all(installed) {
        apt::install(&PACKAGES, "a Rust toolchain with its sources")?;
    }
    let listed = process::output(Command::new("rustup").args(["toolchain", "list"]))?;
    if !listed.lines().any(|line| line.split_whitespace().next() == Some(TOOLCHAIN)) {
        process::output(Command::new("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    }
    if ready() {
        return Ok(());
    }
    if on_path("rust-lld").is_none() && on_path("lld-22").is_none() {
        bail!("the linker lld-22 is missing: run `apt-get install lld-22`");
    }
    say::timed("building the wasm32 standard library (about a minute)", build)
}

fn build() -> Result<()> {
    let folder = paths::cache().join("build/wasm-std");
    let source = folder.join("src");
    fs::create_dir_all(&source)?;
    let manifest =
        format!("[package]\nname = \"{EMPTY}\"\nedition = \"2021\"\n[lib]\n[workspace]\n");
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(source.join("lib.rs"), "")?;
    let mut cargo = super::cargo(&folder);
    cargo
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without it a build with link-time optimisation finds no bitcode in the library.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    process::run(&mut cargo)?;

    let place = library()?;
    let writable = fs::create_dir_all(&place);
    writable.with_context(|| {
        format!("{} takes root to write: run this command as root", place.display())
    })?;
    let made = folder.join("target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&made)?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with(&format!("lib{EMPTY}-")) {
            fs::copy(file.path(), place.join(name))?;
        }
    }
    fs::write(stamp()?, compiler())?;
    fs::remove_dir_all(folder)?;
    // Cargo does not notice a replaced standard library.
    remove_if_there(&paths::target().join("wasm"))
}

fn remove_if_there(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn rustc(words: &[&str]) -> Result<String> {
    process::output(Command::new("rustc").args(words).env("RUSTUP_TOOLCHAIN", TOOLCHAIN))
}

fn library() -> Result<PathBuf> {
    Ok(rustc(&["--print", "target-libdir", "--target", TARGET])?.trim().into())
}

fn stamp() -> Result<PathBuf> {
    Ok(library()?.join("made-by-compiler"))
}

fn compiler() -> String {
    rustc(&["-vV"]).unwrap_or_default()
}
