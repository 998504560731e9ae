//! Every fault has a fixture named after it, whose diagnostics are kept whole beside it; what is sound
//! loads without a word.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use portico_catalog::{Catalog, Code, Diagnostic, ImageFile, SourceFile, load, load_with};

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(kind);
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    found.sort();
    found
}

/// A fixture holds several files, each after a line `=== <path>`.
fn files(path: &Path) -> Vec<SourceFile> {
    let text = fs::read_to_string(path).unwrap();
    text.split("=== ")
        .skip(1)
        .map(|part| {
            let (path, text) = part.split_once('\n').unwrap();
            SourceFile { path: path.to_owned(), text: text.to_owned() }
        })
        .collect()
}

/// Pictures are written in hex.
fn load_fixture(path: &Path) -> (Catalog, Vec<Diagnostic>) {
    let (images, files): (Vec<_>, Vec<_>) =
        files(path).into_iter().partition(|file| file.path.ends_with(".png"));
    let image = |file: SourceFile| ImageFile {
        path: file.path,
        bytes: HEXLOWER.decode(file.text.trim().as_bytes()).unwrap(),
    };
    load_with(&files, &images.into_iter().map(image).collect::<Vec<_>>())
}

fn told(found: &[Diagnostic]) -> String {
    let one = |d: &Diagnostic| {
        let Diagnostic { file, line, column, pointer, code, severity, message, help } = d;
        format!("{file}:{line}:{column} {severity} {code} at {pointer:?}\n  {message}\n  {help}\n")
    };
    found.iter().map(one).collect()
}

#[test]
fn faults_are_told_as_they_are_kept() {
    let mut stale = Vec::new();
    for path in fixtures("invalid") {
        let (_, found) = load_fixture(&path);
        let expected = path.with_extension("expected");
        if std::env::var_os("PORTICO_BLESS").is_some() {
            fs::write(&expected, told(&found)).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != told(&found) {
            stale.push(format!("{}\n{}", path.display(), told(&found)));
        }
    }
    assert!(
        stale.is_empty(),
        "told otherwise than kept; if better: PORTICO_BLESS=1 cargo test -p portico-catalog --test fixtures\n{}",
        stale.join("\n")
    );
}

#[test]
fn every_fault_has_a_fixture_of_its_name() {
    let mut shown = HashSet::new();
    for path in fixtures("invalid") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (catalog, found) = load_fixture(&path);
        let codes: HashSet<Code> = found.iter().map(|d| d.code).collect();
        let named = codes.iter().find(|code| name.starts_with(code.as_str()));
        assert!(named.is_some() || name == "many-at-once", "{name}: {}", told(&found));
        if found.iter().any(Diagnostic::is_error) {
            let wrong: HashSet<&str> =
                found.iter().filter(|d| d.is_error()).map(|d| d.file.as_str()).collect();
            assert!(
                catalog.workflows().iter().all(|w| !wrong.contains(w.config_path.as_str())),
                "{name}"
            );
        }
        for d in &found {
            assert!(
                !d.message.is_empty() && !d.help.is_empty() && d.line > 0 && d.column > 0,
                "{name}: {d:?}"
            );
        }
        shown.extend(codes);
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|c| !shown.contains(c) && **c != Code::TooLarge)
        .map(|c| c.as_str())
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

#[test]
fn what_is_sound_loads_without_a_word() {
    for path in fixtures("valid") {
        let (catalog, found) = load_fixture(&path);
        assert_eq!(told(&found), "", "{}", path.display());
        assert!(!catalog.workflows().is_empty(), "{}", path.display());
    }
}

#[test]
fn a_file_over_one_mebibyte_is_refused() {
    let text = " ".repeat((1 << 20) + 1);
    let (_, found) = load(&[SourceFile { path: "guides/ops/long.md".into(), text }]);
    assert!(found.iter().any(|d| d.code == Code::TooLarge), "{}", told(&found));
}
