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
/// Names the compiler a library was made by.
const STAMP: &str = "made-by-compiler";

/// Whether the distribution's toolchain is there with its standard library, of the same compiler.
pub(crate) fn ready() -> bool {
    if !has_target(Some(TOOLCHAIN)) {
        return false;
    }
    // A library without a stamp was put there by hand: it is taken as it is.
    library()
        .ok()
        .and_then(|place| fs::read_to_string(place.join(STAMP)).ok())
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
        bail!("the linker lld-22 is missing: run `sudo apt-get install lld-22`");
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

    put(&folder.join("target").join(TARGET).join("release/deps"), &library()?)?;
    fs::remove_dir_all(folder)?;
    // Cargo does not notice a replaced standard library.
    remove_if_there(&paths::target().join("wasm"))
}

/// Copies the library to where the compiler looks for it. The stamp comes last: without the right one
/// the library is not taken for whole.
fn put(made: &Path, place: &Path) -> Result<()> {
    let stamp = place.join(STAMP);
    if fs::create_dir_all(place).and_then(|()| fs::write(&stamp, "unfinished")).is_err() {
        let (made, place) = (made.display(), place.display());
        fs::write(format!("{made}/{STAMP}"), compiler())?;
        bail!(
            "the wasm32 standard library is built, and putting it in place takes root: run\n  \
             sudo mkdir -p {place} && sudo rm -f {place}/*.rlib && sudo cp {made}/*.rlib {made}/{STAMP} {place}/"
        );
    }
    for old in libraries(place)? {
        fs::remove_file(&old).with_context(|| format!("remove {}", old.display()))?;
    }
    for library in libraries(made)? {
        let name = library.file_name().context("a file")?;
        fs::copy(&library, place.join(name))?;
    }
    Ok(fs::write(stamp, compiler())?)
}

/// The libraries in a folder, less the empty crate's own.
fn libraries(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".rlib") && !name.starts_with(&format!("lib{EMPTY}-"))
    };
    Ok(files.flatten().map(|file| file.path()).filter(wanted).collect())
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

fn compiler() -> String {
    rustc(&["-vV"]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_put_whole_and_the_old_one_goes() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-std-{}", std::process::id()));
        let (made, place) = (folder.join("made"), folder.join("place"));
        fs::create_dir_all(&made)?;
        fs::create_dir_all(&place)?;
        for name in ["libstd-1.rlib", "libcore-1.rlib", "libempty-1.rlib", "libstd-1.rmeta"] {
            fs::write(made.join(name), "")?;
        }
        fs::write(place.join("libstd-0.rlib"), "")?;
        put(&made, &place)?;
        let mut there: Vec<_> = libraries(&place)?
            .iter()
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect();
        there.sort();
        assert_eq!(there, ["libcore-1.rlib", "libstd-1.rlib"]);
        assert_ne!(fs::read_to_string(place.join(STAMP))?, "unfinished");
        Ok(fs::remove_dir_all(&folder)?)
    }
}
