//! A whole input at once: opened, shown as text, taken back; and the pages of a wizard.

use portico_contract::http::FieldProblem;
use portico_form::Form;
use portico_form::pages::Wizard;
use serde_json::{Value, json};

use crate::common::{definition, form};

fn schema() -> Value {
    json!({ "type": "object", "properties": { "a": { "type": "string", "default": "d" }, "n": { "type": "integer" },
        "key": { "type": "string", "writeOnly": true }, "g": { "type": "object", "properties": { "x": { "default": 1 } } } } })
}

#[test]
fn d10_a_whole_input_is_taken_as_it_is() {
    let given = json!({ "n": 18446744073709551615u64, "unknown": [1] });
    let form = Form::open(&definition(schema(), json!({})), given.clone(), None);
    assert_eq!(form.request(), given);
}

#[test]
fn j1_text_shows_what_is_sent_and_is_taken_back() {
    let mut form = form(schema());
    for (at, text) in [("/key", "hidden"), ("/n", "5")] {
        let field = form.field_at(at).unwrap();
        form.apply(&field, text);
    }
    let text = form.text();
    assert!(!text.contains("hidden"));
    form.take_text(&text.replace("\"n\": 5", "\"n\": 6").replace("\"a\": \"d\",", "")).unwrap();
    assert_eq!(form.request(), json!({ "g": { "x": 1 }, "key": "hidden", "n": 6 }));
}

#[test]
fn j2_text_that_cannot_be_read_changes_nothing() {
    let mut form = form(schema());
    let before = form.request();
    let fault = form.take_text("{\n  \"a\": 1,,\n}").unwrap_err();
    assert_eq!((fault.at.line, form.request()), (2, before));
}

#[test]
fn w1_pages_hold_their_fields_and_the_rest_comes_last() {
    let ui = json!({ "pages": [{ "title": "One", "fields": ["/a", "/gone"] }, { "title": "Two", "fields": ["/g/x", "/n"] }] });
    let form = Form::new(&definition(schema(), ui), None, None);
    let pages = form.pages();
    let fields: Vec<Vec<&str>> =
        pages.iter().map(|page| page.fields.iter().map(String::as_str).collect()).collect();
    assert_eq!(fields, [vec!["/a"], vec!["/g/x", "/n"], vec!["/key"]]);
    assert!(crate::common::form(schema()).pages().is_empty());
}

#[test]
fn w2_a_page_is_left_when_nothing_is_wrong_on_it_and_back_keeps_values() {
    let ui = json!({ "pages": [{ "title": "One", "fields": ["/a"] }, { "title": "Two", "fields": ["/n"] }] });
    let mut form = Form::new(&definition(schema(), ui), None, None);
    let pages = form.pages();
    let problem =
        |at: &str| FieldProblem { pointer: at.into(), keyword: None, message: "is wrong".into() };
    let mut wizard = Wizard::default();
    let wrong = [problem("/a"), problem("/n")];
    assert_eq!(wizard.next(&pages, &wrong).unwrap_err().len(), 1);
    assert!(wizard.next(&pages, &wrong[1..]).is_ok());
    let n = form.field_at("/n").unwrap();
    form.apply(&n, "7");
    wizard.back();
    assert_eq!((wizard.at, wizard.reached, form.value_at("/n")), (0, 1, Some(&json!(7))));
    assert!(wizard.open(1) && !wizard.open(2));
    assert_eq!(Wizard::page_of(&pages, ""), 2);
    assert_eq!(Wizard::page_of(&pages, "/g/x"), 2);
}
