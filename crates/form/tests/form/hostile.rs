//! Schemas that would take for ever if anything were done at once.

use std::fs;
use std::path::{Path, PathBuf};

use portico_form::field::{Field, Kind};
use portico_form::{Form, MOST_PROBLEMS};
use serde_json::{Map, Value, json};

use crate::common::{form, form_with};

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
        assert!(sent < 30_000, "{name} sends {sent} bytes");
    }
}

#[test]
fn what_is_nested_too_deep_to_be_sent_is_refused_as_text() {
    let text = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let fault = portico_form::json::Text::read(&text).unwrap_err();
    assert!(fault.message.contains("nested too deep"), "{}", fault.message);
}

#[test]
fn l2_a_list_is_edited_and_sent_whole_however_long() {
    let items: Vec<u32> = (0..50_000).collect();
    let schema =
        json!({ "properties": { "x": { "type": "array", "items": { "type": "integer" } } } });
    let mut form = form_with(schema, json!({ "x": items }));
    assert_eq!(form.news().len(), 1);
    form.set("/x/40000", json!(7));
    let list = form.field_at("/x").unwrap();
    assert_eq!(form.add_item(&list), 50_000);
    assert_eq!(form.problems(&[])[0].pointer, "/x/50000");
    form.set("/x/50000", json!(8));
    let sent = form.request();
    let mut expected: Vec<u32> = (0..50_000).collect();
    expected[40_000] = 7;
    expected.push(8);
    assert_eq!(sent["x"], json!(expected));
}

#[test]
fn l2_of_an_empty_item_deep_in_a_list_is_told() {
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let item = json!({ "type": "object", "properties": { "names": names } });
    let schema = json!({ "properties": { "x": { "type": "array", "items": item } } });
    let mut items = vec![json!({ "names": ["n"] }); 3_000];
    items[2_500] = json!({ "names": ["n", null] });
    let form = form_with(schema, json!({ "x": items }));
    let problems = form.problems(&[]);
    let told: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(told, ["/x/2500/names/1"]);
}

#[test]
fn l2_of_empty_keys_as_many_are_told_as_of_empty_items() {
    let schema = json!({ "properties": { "labels": { "type": "object", "additionalProperties": { "type": "string" } } } });
    let keys: Map<String, Value> = (0..20_000).map(|at| (format!("k{at}"), json!(null))).collect();
    let form = form_with(schema, json!({ "labels": keys }));
    let problems = form.problems(&[]);
    assert_eq!((problems.len(), problems[0].pointer.as_str()), (MOST_PROBLEMS, "/labels/k0"));
}

#[test]
fn k4_of_every_key_it_is_asked_which_pattern_it_matches() {
    let keys: Map<String, Value> = (0..3_000).map(|at| (format!("k{at}"), json!(at))).collect();
    let schema = json!({ "patternProperties": { "9$": { "type": "integer" } } });
    let mut form = form_with(schema, Value::Object(keys));
    let asked = form.conditions();
    let last = asked.last().unwrap();
    assert_eq!((asked.len(), last.at.as_str()), (3_000, "/k2999"));
    form.decide(last, true);
    assert!(matches!(form.field_at("/k2999").unwrap().kind, Kind::Number(_)));
}

#[test]
fn l2_free_keys_become_fields_as_far_as_they_are_drawn() {
    let keys: Map<String, Value> = (0..20_000).map(|at| (format!("k{at}"), json!(at))).collect();
    let schema =
        json!({ "properties": { "a": {} }, "additionalProperties": { "type": "integer" } });
    let form = form_with(schema, Value::Object(keys));
    let root = form.root();
    let (fields, count) = form.own_children(&root, &[], &(100..103));
    let names: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!((names, count), (vec!["a", "k100", "k101", "k102"], 20_000));
    assert_eq!(form.free_count(&root, &[]), 20_000);
    assert_eq!(form.free_place(&root, &[], "k15000"), Some(15_000));
    assert_eq!(form.free_place(&root, &[], "a"), None);
    assert_eq!(form.first_children(&root, 2).len(), 2);
}
