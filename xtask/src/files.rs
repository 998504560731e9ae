//! Files and folders: walking, comparing by content, copying.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file under `folder`, sorted; a folder that is not there is empty.
pub(crate) fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| format!("read {}", next.display()))? {
            let entry = entry?;
            let skipped = ["target", "node_modules"].map(Into::into).contains(&entry.file_name());
            match entry.file_type()?.is_dir() {
                true if skipped => {}
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// One name for the content of all these files and folders, and of `extra`.
pub(crate) fn fingerprint(paths: &[PathBuf], extra: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(extra.as_bytes());
    for path in paths {
        let files = if path.is_file() { vec![path.clone()] } else { walk(path)? };
        for file in files {
            let bytes = fs::read(&file).with_context(|| format!("read {}", file.display()))?;
            hasher.write(file.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Files and folders whose content is looked at again and again.
pub(crate) struct Watched {
    paths: Vec<PathBuf>,
    seen: String,
}

impl Watched {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Result<Self> {
        let seen = fingerprint(&paths, "")?;
        Ok(Self { paths, seen })
    }

    /// Whether anything is different from the last time.
    pub(crate) fn changed(&mut self) -> bool {
        // A file that went while it was being read is seen the next time.
        let now = fingerprint(&self.paths, "").unwrap_or_default();
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// Makes `to` hold exactly the files of `from`, leaving alone what is right: it may be being served.
pub(crate) fn sync(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in walk(to)? {
        if !from.join(file.strip_prefix(to)?).exists() {
            fs::remove_file(&file).with_context(|| format!("remove {}", file.display()))?;
        }
    }
    for file in walk(from)? {
        let target = to.join(file.strip_prefix(from)?);
        let content = fs::read(&file).with_context(|| format!("read {}", file.display()))?;
        if fs::read(&target).is_ok_and(|there| there == content) {
            continue;
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&target, content).with_context(|| format!("write {}", target.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synced_folder_has_the_same_files_and_no_others() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-sync-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("deep"))?;
        fs::create_dir_all(&to)?;
        fs::write(from.join("deep/new"), "1")?;
        fs::write(to.join("stale"), "2")?;
        sync(&from, &to)?;
        assert_eq!(walk(&to)?, [to.join("deep/new")]);
        let written = fs::metadata(to.join("deep/new"))?.modified()?;
        sync(&from, &to)?;
        assert_eq!(fs::metadata(to.join("deep/new"))?.modified()?, written);
        fs::remove_dir_all(&folder)?;
        Ok(())
    }

    #[test]
    fn a_fingerprint_changes_with_content_names_and_extra() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let inner = folder.join("inner");
        fs::create_dir_all(&inner)?;
        fs::write(inner.join("a"), "1")?;
        let roots = [folder.clone()];
        let first = fingerprint(&roots, "x")?;
        assert_eq!(first, fingerprint(&roots, "x")?);
        assert_ne!(first, fingerprint(&roots, "y")?);
        fs::write(inner.join("a"), "2")?;
        assert_ne!(first, fingerprint(&roots, "x")?);
        fs::rename(inner.join("a"), inner.join("b"))?;
        fs::write(inner.join("b"), "1")?;
        assert_ne!(first, fingerprint(&roots, "x")?);
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
