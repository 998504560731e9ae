//! Real schemas, their documents, and recorded calls of react-jsonschema-form, through form and validator
//! together. They lie outside the project: `PORTICO_CASES`, else `../shared/cases` beside the clone.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests panic, and these print their figures"
)]

mod agree;
#[path = "../../../form/tests/form/arbitrary.rs"]
mod arbitrary;
#[path = "../../../form/tests/form/common.rs"]
#[expect(dead_code, reason = "what the form's own tests need besides")]
mod common;
mod drive;
mod explore;
mod functions;
mod instances;
mod outline;
mod random;
mod schemas;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

/// The folder of the cases; `None`, with a word about it, where they are not at hand.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cases");
    let cases = std::env::var_os("PORTICO_CASES").map_or_else(|| beside.into(), PathBuf::from);
    let folder = cases.join(name);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

/// A checked list: `<what> = <why>` on each line, or a remark after `#`.
fn listed(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once(" = ").unwrap()).collect()
}

/// The JSON files of a folder by name, in order.
fn files(folder: &std::path::Path) -> Vec<(String, Value)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    // One file alone: `PORTICO_CASE=name`.
    if let Some(only) = std::env::var_os("PORTICO_CASE") {
        files.retain(|path| path.file_stem() == Some(&only));
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap())
    };
    files.into_iter().map(read).collect()
}
