use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::folders::{Folders, answer, complain, summary, text};
use crate::{compress, headers};

/// Write the static files the portal reads. A catalog with faults is refused.
#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    folders: Folders,
    /// Folder of the built portal; the files go to its `catalog/`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Finish the whole portal too: a `.br` beside every file that profits, and `_headers` for static hosts.
    #[arg(long)]
    portal: bool,
}

pub(crate) fn run(args: &BuildArgs) -> Result<ExitCode> {
    let (catalog, diagnostics) = args.folders.load()?;
    for diagnostic in &diagnostics {
        complain(&text(diagnostic));
    }
    let told = summary(catalog.workflows().len(), &diagnostics);
    if diagnostics.iter().any(portico_catalog::Diagnostic::is_error) {
        complain(&format!("{told}: nothing was written"));
        return Ok(ExitCode::FAILURE);
    }
    let files = catalog.files();
    for (path, content) in &files {
        write(&args.out.join(path), content)?;
    }
    let kept = files.iter().map(|(path, _)| args.out.join(path)).collect();
    remove_stale(&args.out.join("catalog"), &kept)?;
    compress::folder(&args.out.join("catalog"))?;
    if args.portal {
        headers::write(&args.out)?;
        compress::folder(&args.out)?;
    }
    answer(&format!("{told}: {} files in {}\n", files.len(), args.out.join("catalog").display()));
    Ok(ExitCode::SUCCESS)
}

/// Replaces the file in one step, so that a server never sends half of it; leaves it alone when it is right.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == content) {
        return Ok(());
    }
    let folder = path.parent().context("a catalog file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let whole = path.with_extension("tmp");
    fs::write(&whole, content)
        .and_then(|()| fs::rename(&whole, path))
        .with_context(|| format!("write {}", path.display()))
}

/// Removes what an earlier build left, compressed files included.
fn remove_stale(folder: &Path, kept: &HashSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            remove_stale(&path, kept)?;
        } else if !kept.contains(&compress::original(&path)) {
            fs::remove_file(&path).with_context(|| format!("remove {}", path.display()))?;
        }
    }
    Ok(())
}
