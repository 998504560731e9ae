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

/// Makes `to` hold exactly the files of `from`.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("empty {}", to.display()))?;
    }
    fs::create_dir_all(to)?;
    for file in walk(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target).with_context(|| format!("copy {}", file.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
