use std::fs;
use std::os::unix::fs::symlink;

use anyhow::{Context, Result};

use crate::tools::{self, node};
use crate::{files, paths, process};

/// The packages that e2e's lock file names, in the cache, linked as `e2e/node_modules`.
pub(crate) fn ensure() -> Result<()> {
    let manifests =
        ["package.json", "package-lock.json"].map(|name| paths::in_root("e2e").join(name));
    let texts = manifests.iter().map(fs::read_to_string).collect::<Result<String, _>>();
    let content = files::fingerprint(&[], &texts.context("read e2e/package-lock.json")?)?;
    let doing = "fetching the browser tests' node packages";
    let folder = tools::cached(&format!("e2e-{content}"), "node_modules", doing, |folder| {
        for manifest in &manifests {
            fs::copy(manifest, folder.join(manifest.file_name().context("a file")?))?;
        }
        let mut npm = node::npm()?;
        npm.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(folder);
        npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::output(&mut npm).map(drop)
    })?;
    let link = paths::in_root("e2e/node_modules");
    let target = folder.join("node_modules");
    if fs::read_link(&link).is_ok_and(|current| current == target) {
        return Ok(());
    }
    match fs::symlink_metadata(&link) {
        Ok(old) if old.is_dir() => fs::remove_dir_all(&link)?,
        Ok(_) => fs::remove_file(&link)?,
        Err(_) => {}
    }
    symlink(target, link).context("link e2e/node_modules")
}
