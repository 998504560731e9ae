//! Debian's packages, where there is apt and the right to use it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, say, tools};

/// Whether this machine installs packages by apt.
pub(crate) fn here() -> bool {
    tools::on_path("apt-get").is_some()
}

/// Installs packages, or fails with the command to run when this user may not.
pub(crate) fn install(packages: &[&str], what: &str) -> Result<()> {
    let names = packages.join(" ");
    if !here() {
        bail!("{what} is missing: install it with this system's package manager");
    }
    if !nix::unistd::geteuid().is_root() {
        bail!(
            "{what} is missing, and installing it takes root: run\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        );
    }
    let _lock = tools::lock("apt")?;
    say::step(&format!("installing {what} from the distribution ({names})"));
    // A new machine's package lists are empty; a kept one's may name versions that are gone.
    if !has_lists() || get(&install_words(packages)).is_err() {
        get(&["-qq", "update"])?;
        get(&install_words(packages)).with_context(|| format!("cannot install {what}"))?;
    }
    Ok(())
}

fn install_words<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec!["-qq", "-y", "--no-install-recommends", "install"];
    words.extend(packages);
    words
}

fn get(words: &[&str]) -> Result<()> {
    let mut apt = Command::new("apt-get");
    apt.args(["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]).args(words);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    process::output(&mut apt).map(drop)
}

fn has_lists() -> bool {
    std::fs::read_dir(Path::new("/var/lib/apt/lists")).is_ok_and(|lists| {
        lists.flatten().any(|list| list.file_name().to_string_lossy().contains("_Packages"))
    })
}
