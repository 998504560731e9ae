//! The tools a clone needs beyond Rust, Node and Python. Each is used where it already is, else put
//! in a cache that every clone shares.

pub(crate) mod all;
pub(crate) mod apt;
pub(crate) mod binaryen;
pub(crate) mod chromium;
pub(crate) mod debian_std;
pub(crate) mod deny;
pub(crate) mod nextest;
mod node;
pub(crate) mod node_packages;
pub(crate) mod protoc;
pub(crate) mod python;
pub(crate) mod temporal;
pub(crate) mod trunk;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_split;
pub(crate) mod wasm_target;
pub(crate) mod wheel;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{paths, process, say};

/// The program `name` on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// What `program --version` prints, or nothing when it cannot be run.
pub(crate) fn version(program: &Path) -> Option<String> {
    process::output(Command::new(program).arg("--version")).ok()
}

/// The program `name` on PATH, when it says that it is of this version or a later one.
pub(crate) fn on_path_since(name: &str, least: &str) -> Option<PathBuf> {
    on_path(name).filter(|program| version(program).is_some_and(|said| of(&said) >= numbers(least)))
}

/// The program `name` on PATH, when it says that it is of exactly this version.
pub(crate) fn on_path_exactly(name: &str, wanted: &str) -> Option<PathBuf> {
    on_path(name)
        .filter(|program| version(program).is_some_and(|said| of(&said) == numbers(wanted)))
}

/// The first version in what a program says of itself; empty when there is none.
fn of(said: &str) -> Vec<u64> {
    said.split_whitespace().map(numbers).find(|found| found.len() > 1).unwrap_or_default()
}

/// `1.21.0` or `v1.21.0` as numbers, which compare as versions do; what is no version is empty.
fn numbers(version: &str) -> Vec<u64> {
    let version = version.strip_prefix('v').unwrap_or(version);
    version.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}

/// The folder `tools/<name>` of the cache, made by `install` unless it is there.
///
/// `proof` is a file that a finished tool has. The tool is made in a folder beside its place and
/// renamed, so a run that was interrupted leaves nothing half done; of two runs one waits.
pub(crate) fn cached(
    name: &str,
    proof: &str,
    doing: &str,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let tools = paths::cache().join("tools");
    let place = tools.join(name);
    if place.join(proof).exists() {
        return Ok(place);
    }
    let _lock = lock(name)?;
    if place.join(proof).exists() {
        return Ok(place);
    }
    let draft = tools.join(format!(".{name}.unfinished"));
    for leftover in [&draft, &place] {
        if leftover.exists() {
            fs::remove_dir_all(leftover)
                .with_context(|| format!("remove {}", leftover.display()))?;
        }
    }
    fs::create_dir_all(&draft).with_context(|| format!("create {}", draft.display()))?;
    say::timed(doing, || install(&draft)).with_context(|| format!("cannot install {name}"))?;
    if !draft.join(proof).exists() {
        bail!("{name} was installed, but has no {proof}");
    }
    fs::rename(&draft, &place)?;
    Ok(place)
}

/// Holds the cache's lock `name` until it is dropped.
pub(crate) fn lock(name: &str) -> Result<File> {
    let folder = paths::cache().join("locks");
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    let file = File::create(folder.join(format!("{name}.lock")))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::step(&format!("waiting for another run that is making {name}"));
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
}

/// `cargo install`s a tool into `folder`, with the user's ordinary toolchain.
pub(crate) fn cargo_install(
    folder: &Path,
    package: &str,
    version: &str,
    options: &[&str],
) -> Result<()> {
    let build = paths::cache().join("build").join(package);
    let mut cargo = cargo(&paths::cache());
    cargo.args(["install", package, "--version", version, "--root"]).arg(folder).args(options);
    cargo
        .env("CARGO_TARGET_DIR", &build)
        // Tools that work for seconds are not worth minutes of optimising.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    process::run(&mut cargo)?;
    // Only the program is wanted; what it was built from is several times its size.
    let _ = fs::remove_dir_all(build);
    Ok(())
}

/// Cargo in another folder than the clone's, free of the clone's settings.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder).env_remove("RUSTC_BOOTSTRAP").env_remove("RUSTFLAGS");
    cargo
}

#[cfg(test)]
mod tests {
    use super::{numbers, of};

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("0.9.143") > numbers("0.9.99"));
        assert!(numbers("3.21.12") < numbers("36.2"));
        assert_eq!(of("v20.20.2\n"), [20, 20, 2]);
        assert_eq!(of("temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"), [1, 9, 1]);
        assert_eq!(numbers("version"), Vec::<u64>::new());
    }
}
