use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::source::{CONFIGS, GUIDES, MAX_FILE, MAX_IMAGE};
use crate::{ImageFile, SourceFile};

/// Folders below the two roots that are looked into; deeper files are misplaced, and reported as such.
const MAX_DEPTH: usize = 8;

/// Reads every config under `configs` and every guide under `guides`, in the order of their paths.
///
/// Paths in the answer start with `workflow-configs/` and `guides/`, whatever the folders are called.
/// Hidden files and files of other kinds are passed over; a folder that does not exist is an error.
pub fn read_folders(configs: &Path, guides: &Path) -> io::Result<Vec<SourceFile>> {
    let mut found = Vec::new();
    collect(configs, CONFIGS, &["json", "yaml", "yml"], 0, &mut found)?;
    collect(guides, GUIDES, &["md"], 0, &mut found)?;
    found.sort();
    let read = |(path, file): (String, PathBuf)| {
        let text = String::from_utf8_lossy(&read(&file, MAX_FILE)?).into_owned();
        Ok(SourceFile { path, text })
    };
    found.into_iter().map(read).collect()
}

/// Reads every picture under `guides`, in the order of their paths.
pub fn read_images(guides: &Path) -> io::Result<Vec<ImageFile>> {
    let mut found = Vec::new();
    collect(guides, GUIDES, &["gif", "jpeg", "jpg", "png", "webp"], 0, &mut found)?;
    found.sort();
    let read =
        |(path, file): (String, PathBuf)| Ok(ImageFile { path, bytes: read(&file, MAX_IMAGE)? });
    found.into_iter().map(read).collect()
}

/// The files of some kinds: their paths as they are told, and as they are opened.
fn collect(
    folder: &Path,
    prefix: &str,
    extensions: &[&str],
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
) -> io::Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|e| named(&e, folder))?;
    for entry in entries {
        let entry = entry.map_err(|e| named(&e, folder))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let kind = std::fs::metadata(&path).map_err(|e| named(&e, &path))?;
        if kind.is_dir() {
            if depth < MAX_DEPTH {
                collect(&path, &format!("{prefix}{name}/"), extensions, depth + 1, files)?;
            }
            continue;
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if kind.is_file() && extensions.contains(&extension.to_ascii_lowercase().as_str()) {
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// Reads one byte more than is allowed at most, so that `load` can tell a long file from a full one.
fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| named(&e, path))?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|e| named(&e, path))?;
    Ok(bytes)
}

fn named(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
