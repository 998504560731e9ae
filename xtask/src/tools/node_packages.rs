use std::fs;
use std::os::unix::fs::symlink;

use anyhow::{Context, Result};

use crate::tools::{self, node};
use crate::{files, paths, process};

/// The packages of the browser tests.
pub(crate) fn ensure() -> Result<()> {
    of("e2e")
}

/// The packages that the lock file in `place` names, in the cache, linked as its `node_modules`.
pub(crate) fn of(place: &str) -> Result<()> {
    let manifests =
        ["package.json", "package-lock.json"].map(|name| paths::in_root(place).join(name));
    let texts = manifests.iter().map(fs::read_to_string).collect::<Result<String, _>>();
    let texts = texts.with_context(|| format!("read {place}/package-lock.json"))?;
    let name = format!("{}-{}", place.replace('/', "-"), files::fingerprint(&[], &texts)?);
    let doing = format!("fetching the node packages of {place}");
    let folder = tools::cached(&name, "node_modules", &doing, |folder| {
        for manifest in &manifests {
            fs::copy(manifest, folder.join(manifest.file_name().context("a file")?))?;
        }
        let mut npm = node::npm()?;
        npm.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(folder);
        npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::output(&mut npm).map(drop)
    })?;
    let link = paths::in_root(place).join("node_modules");
    let target = folder.join("node_modules");
    if fs::read_link(&link).is_ok_and(|current| current == target) {
        return Ok(());
    }
    match fs::symlink_metadata(&link) {
        Ok(old) if old.is_dir() => fs::remove_dir_all(&link)?,
        Ok(_) => fs::remove_file(&link)?,
        Err(_) => {}
    }
    symlink(target, link).with_context(|| format!("link {place}/node_modules"))
}
