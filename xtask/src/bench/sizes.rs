use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::files;

/// What a browser downloads, by file, as it is sent: brotli where there is a `.br`.
pub(super) fn measure(dist: &Path) -> Result<String> {
    let mut text =
        String::from("\n## Sizes as sent, bytes\n\n| file | raw | sent |\n|---|---|---|\n");
    let (mut first, mut worker) = (0, 0);
    for file in files::walk(dist)? {
        let name = file.strip_prefix(dist)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.starts_with('_') {
            continue;
        }
        let raw = fs::metadata(&file)?.len();
        let sent =
            fs::metadata(format!("{}.br", file.display())).map_or(raw, |packed| packed.len());
        match name.as_str() {
            name if name.starts_with("validator") => worker += sent,
            // A workflow's own file and the search are fetched later.
            name if name.starts_with("catalog/") && name != "catalog/first.json" => {}
            _ => first += sent,
        }
        let _ = writeln!(text, "| {name} | {raw} | {sent} |");
    }
    let _ = write!(text, "\nfirst load {first}, validator's worker {worker}\n");
    Ok(text)
}
