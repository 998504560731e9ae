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
    if let Some(refusal) = refusal(here(), nix::unistd::geteuid().is_root(), packages, what) {
        bail!(refusal);
    }
    let names = packages.join(" ");
    let _lock = tools::lock("apt")?;
    say::step(&format!("installing {what} from the distribution ({names})"));
    // A new machine's package lists are empty; a kept one's may name versions that are gone.
    if !has_lists() || get(&install_words(packages)).is_err() {
        get(&["-qq", "update"])?;
        get(&install_words(packages)).with_context(|| format!("cannot install {what}"))?;
    }
    Ok(())
}

/// Why this user cannot install, and what to do instead.
fn refusal(apt: bool, root: bool, packages: &[&str], what: &str) -> Option<String> {
    match (apt, root) {
        (true, true) => None,
        (true, false) => Some(format!(
            "{what} is missing, and installing it takes root: run\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        )),
        (false, _) => {
            Some(format!("{what} is missing: install it with this system's package manager"))
        }
    }
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

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn who_may_not_install_gets_the_command() {
        let packages = ["protobuf-compiler", "libprotobuf-dev"];
        assert_eq!(refusal(true, true, &packages, "protoc"), None);
        assert_eq!(
            refusal(true, false, &packages, "protoc").as_deref(),
            Some(
                "protoc is missing, and installing it takes root: run\n  sudo apt-get update && \
                 sudo apt-get install -y --no-install-recommends protobuf-compiler libprotobuf-dev"
            )
        );
        let elsewhere = refusal(false, true, &packages, "protoc").unwrap();
        assert!(elsewhere.contains("package manager"), "{elsewhere}");
    }
}
