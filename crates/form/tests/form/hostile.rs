//! Schemas that would take for ever if anything were done at once.

use std::fs;
use std::path::{Path, PathBuf};

use portico_form::Form;
use portico_form::field::{Field, Kind};
use serde_json::Value;

use crate::common::form;

/// The schemas by name: the files beside this crate's tests, which the catalog's and the browser's tests read too.
fn schemas() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    };
    paths.iter().map(read).collect()
}

fn draw(form: &Form, field: &Field, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match &field.kind {
        Kind::Object if !field.recursive => {
            for child in form.children(field) {
                draw(form, &child, left);
            }
        }
        Kind::List(_) => {
            for index in 0..form.length(&field.pointer) {
                draw(form, &form.item(field, index), left);
            }
        }
        _ => {}
    }
}

#[test]
fn none_takes_for_ever() {
    for (name, schema) in schemas() {
        let mut form = form(schema);
        let mut left = 20_000;
        draw(&form, &form.root(), &mut left);
        assert!(left > 0, "{name} draws too much at once");
        let root = form.root();
        for child in form.children(&root).into_iter().take(3) {
            form.apply(&child, "1");
        }
        let _ = (form.request(), form.conditions(), form.news());
        let sent = form.request().to_string().len();
        assert!(sent < 10_000, "{name} sends {sent} bytes");
    }
}

#[test]
fn what_is_nested_too_deep_to_be_sent_is_refused_as_text() {
    let text = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let fault = portico_form::json::Text::read(&text).unwrap_err();
    assert!(fault.message.contains("nested too deep"), "{}", fault.message);
}
