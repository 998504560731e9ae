//! The portal: Trunk's output, kept under `target/` until an input changes, and the folder that is
//! served, which adds the catalog.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tools::{self, wasm_target};
use crate::{files, paths, process, programs, say};

/// How much work Trunk puts into a build.
#[derive(Clone, Copy)]
pub(crate) enum Effort {
    /// As it is shipped: small.
    Ship,
    /// For the next reload: soon.
    Reload,
}

/// Builds the portal without a catalog, unless nothing it is made of has changed.
///
/// `binaries` has the `portico` program, which Trunk's hook calls.
pub(crate) fn build(effort: Effort, binaries: &Path) -> Result<PathBuf> {
    // Trunk's hook finishes a portal that is shipped; compressing every reload would take longer than it saves.
    let (name, finish) = match effort {
        Effort::Ship => ("portal", binaries.join(programs::PORTICO)),
        Effort::Reload => ("portal-dev", "true".into()),
    };
    let folder = paths::target().join(name);
    let toolchain = wasm_target::ensure()?;
    let programs = [
        tools::trunk::ensure()?,
        tools::wasm_bindgen::ensure()?,
        tools::wasm_split::ensure()?,
        tools::binaryen::ensure()?,
    ];

    let _lock = fs::File::create(folder.with_extension("lock"))
        .and_then(|file| file.lock().map(|()| file))?;
    let made_of = inputs(toolchain, &programs)?;
    // A portal that is fit to be shipped is fit to be looked at.
    for fit in [&folder, &paths::target().join("portal")] {
        if fs::read_to_string(stamp(fit)).is_ok_and(|old| old == made_of)
            && fit.join("index.html").exists()
        {
            return Ok(fit.clone());
        }
    }
    let mut trunk = Command::new(&programs[0]);
    trunk.current_dir(paths::root()).args(["build", "--dist"]).arg(&folder);
    if matches!(effort, Effort::Ship) {
        trunk.arg("--release");
    }
    trunk
        .env("PATH", path_with(&programs)?)
        .env("CARGO_TARGET_DIR", paths::target().join("wasm"))
        .env("PORTICO", finish)
        .env("XTASK", this_program()?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes the customary NO_COLOR=1 for a wrong value of its own option.
        .env_remove("NO_COLOR");
    if let Some(toolchain) = toolchain {
        trunk.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    say::timed("building the portal", || process::run(&mut trunk))?;
    fs::write(stamp(&folder), made_of)?;
    Ok(folder)
}

/// The file beside a built portal that says what it was made of.
fn stamp(folder: &Path) -> PathBuf {
    folder.with_extension("made-of")
}

/// Makes `to` the folder that is served: the portal, then the catalog of the clone's configs.
pub(crate) fn assemble(portal: &Path, binaries: &Path, to: &Path) -> Result<()> {
    files::sync(portal, to)?;
    write_catalog(binaries, to, &["--portal"], &[])
}

/// Writes the catalog alone into a folder that is served.
pub(crate) fn catalog(binaries: &Path, to: &Path) -> Result<()> {
    write_catalog(binaries, to, &[], &[])
}

/// Writes the catalog of the clone, or of other folders, by their option. One with faults stops here.
pub(crate) fn write_catalog(
    binaries: &Path,
    to: &Path,
    options: &[&str],
    folders: &[(&str, &PathBuf)],
) -> Result<()> {
    let mut build = Command::new(binaries.join(programs::PORTICO));
    build.current_dir(paths::root()).arg("build").args(options).arg("--out").arg(to);
    for (option, folder) in folders {
        build.arg(option).arg(folder);
    }
    if !process::status(&mut build)?.success() {
        bail!("the catalog has faults: mend them, `portico check` lists them too");
    }
    Ok(())
}

/// A name for everything the portal is made of.
fn inputs(toolchain: wasm_target::Toolchain, programs: &[PathBuf]) -> Result<String> {
    let mut rustc = Command::new("rustc");
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    let compiler = process::output(rustc.arg("-vV"))?;
    Ok(format!("{} {compiler}{programs:?}", files::fingerprint(&parts()?, "")?))
}

/// The files and folders the portal is made of.
pub(crate) fn parts() -> Result<Vec<PathBuf>> {
    let mut parts = crates()?;
    let shared = [
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        "index.html",
        "public",
        ".cargo/config.toml",
        "xtask/src/split.rs",
    ];
    parts.extend(shared.map(paths::in_root));
    parts.retain(|path| path.exists());
    Ok(parts)
}

/// The folders of the portal's packages and of every workspace package they use.
fn crates() -> Result<Vec<PathBuf>> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root()).args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&process::output(&mut cargo)?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let folder_of = |package: &Value| {
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        Path::new(manifest).parent().map(PathBuf::from).unwrap_or_default()
    };
    let app = paths::in_root("app");
    let mut found: BTreeSet<PathBuf> = BTreeSet::new();
    let mut waiting: Vec<PathBuf> =
        packages.iter().map(folder_of).filter(|folder| folder.starts_with(&app)).collect();
    while let Some(folder) = waiting.pop() {
        let Some(package) = packages.iter().find(|package| folder_of(package) == folder) else {
            continue;
        };
        if !found.insert(folder) {
            continue;
        }
        let uses = package["dependencies"].as_array().into_iter().flatten();
        waiting.extend(uses.filter_map(|used| used["path"].as_str()).map(PathBuf::from));
    }
    Ok(found.into_iter().collect())
}

/// The path of xtask itself, which cargo may have built anew since it started.
pub(crate) fn this_program() -> Result<PathBuf> {
    let running = std::env::current_exe()?;
    let replaced = running.to_str().and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(replaced.map(PathBuf::from).unwrap_or(running))
}

/// PATH with the folders of `programs` first.
fn path_with(programs: &[PathBuf]) -> Result<std::ffi::OsString> {
    let ours = programs.iter().filter_map(|program| program.parent()).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(ours.chain(std::env::split_paths(&path)))?)
}
