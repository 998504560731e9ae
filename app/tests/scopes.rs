//! stylers makes a scope class from the number of a sheet's characters, so two sheets of one length would share it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use stylers_core::Class;

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn sheets(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sheets(&path, found);
        } else if path.extension().is_some_and(|e| e == "css") {
            found.push(path);
        }
    }
}

#[test]
fn no_two_sheets_share_a_scope() {
    let mut found = Vec::new();
    sheets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() >= 3, "{found:?}");
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for path in found {
        let css = fs::read_to_string(&path).unwrap();
        let class = Class::rand_class_from_seed(css).as_name().to_owned();
        if let Some(other) = seen.insert(class.clone(), path.clone()) {
            panic!(
                "{} and {} share the scope {class}: change either by a character",
                path.display(),
                other.display()
            );
        }
    }
}

/// What the scoper writes wrongly: a child, sibling or neighbour combinator with spaces around it.
#[test]
fn no_sheet_uses_what_the_scoper_gets_wrong() {
    let mut found = Vec::new();
    sheets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    for path in found {
        let css = fs::read_to_string(&path).unwrap();
        for line in css.lines().filter(|l| l.trim_end().ends_with(['{', ','])) {
            let bad = [" > ", " + ", " ~ "].iter().any(|c| line.contains(c));
            assert!(!bad, "{}: {line}", path.display());
        }
    }
}
