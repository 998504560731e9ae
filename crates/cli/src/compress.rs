//! Brotli files beside what a browser downloads, made once at build time.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Endings worth compressing.
const PROFIT: &[&str] = &["css", "html", "js", "json", "mjs", "svg", "txt", "wasm", "webmanifest"];
/// Brotli's best.
const QUALITY: u32 = 11;
/// For the files of single workflows, of which a catalog has thousands: a tenth of the time for a few bytes more.
const QUALITY_OF_MANY: u32 = 9;
/// 4 MiB: the largest window every browser accepts.
const WINDOW: u32 = 22;
/// Below this a compressed file saves no packet.
const SMALLEST: usize = 256;

/// Writes `<file>.br` beside every file below `folder` that profits, unless one is there that is newer.
pub(crate) fn folder(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            self::folder(&path)?;
        } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| PROFIT.contains(&e)) {
            file(&path).with_context(|| format!("compress {}", path.display()))?;
        }
    }
    Ok(())
}

/// The file a `.br` was made of; any other file is its own.
pub(crate) fn original(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension == "br" => path.with_extension(""),
        _ => path.to_owned(),
    }
}

fn file(path: &Path) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    let target = PathBuf::from(name);
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if changed(&target).is_ok_and(|made| changed(path).is_ok_and(|source| made >= source)) {
        return Ok(());
    }
    let content = fs::read(path)?;
    let mut packed = Vec::new();
    {
        let of_many = path.parent().is_some_and(|folder| folder.ends_with("catalog/w"));
        let quality = if of_many { QUALITY_OF_MANY } else { QUALITY };
        let mut encoder = brotli::CompressorWriter::new(&mut packed, 64 * 1024, quality, WINDOW);
        encoder.write_all(&content)?;
        encoder.flush()?;
    }
    if content.len() < SMALLEST || packed.len() >= content.len() {
        return match fs::remove_file(&target) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    let whole = target.with_extension("br-tmp");
    fs::write(&whole, packed)?;
    Ok(fs::rename(&whole, &target)?)
}
