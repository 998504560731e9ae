//! The rules S1 and on of docs/forms.md: unset, empty and null.

use portico_form::field::Kind;
use serde_json::{Value, json};

use crate::common::{form, form_with};
use crate::shared::{object, type_into};

#[test]
fn s1_empty_text_is_unset() {
    let mut form = form(object(json!({ "a": { "type": "string" } }), json!(["a"])));
    type_into(&mut form, "/a", "x");
    type_into(&mut form, "/a", "");
    assert_eq!(form.request(), json!({}));
}

#[test]
fn s2_null_is_sent_where_it_is_the_only_way_to_say_nothing() {
    for nullable in [
        json!({ "type": ["string", "null"] }),
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
    ] {
        let mut with_default = nullable.clone();
        with_default["default"] = json!("d");
        let mut form = form(object(
            json!({ "optional": nullable, "required": nullable, "cleared": with_default }),
            json!(["required"]),
        ));
        for at in ["/optional", "/required", "/cleared"] {
            assert!(matches!(form.field_at(at).unwrap().kind, Kind::Text(_)), "{at}");
            type_into(&mut form, at, "x");
            type_into(&mut form, at, "");
        }
        assert_eq!(form.request(), json!({ "required": null, "cleared": null }));
    }
}

#[test]
fn s3_integers_are_exact_and_unreadable_numbers_are_kept() {
    let mut form = form(object(json!({ "n": { "type": "integer" } }), json!([])));
    type_into(&mut form, "/n", "18446744073709551615");
    assert_eq!(form.request().to_string(), r#"{"n":18446744073709551615}"#);
    for (text, sent) in [
        ("9007199254740993.0", json!(9_007_199_254_740_993_u64)),
        ("1e20", json!("1e20")),
        ("12x", json!("12x")),
    ] {
        type_into(&mut form, "/n", text);
        assert_eq!(form.request(), json!({ "n": sent }));
    }
    let problems = form.problems(&[]);
    assert_eq!(
        (problems[0].pointer.as_str(), problems[0].message.as_str()),
        ("/n", "must be a whole number")
    );
    type_into(&mut form, "/n", "12");
    assert!(form.problems(&[]).is_empty());
}

#[test]
fn s4_an_emptied_list_is_unset_unless_it_has_a_list_by_default() {
    let list = |default: Value| json!({ "type": "array", "items": { "type": "string" }, "default": default });
    let mut form = form(object(
        json!({ "a": list(json!([])), "b": list(json!(["x"])), "c": list(json!(null)) }),
        json!([]),
    ));
    for name in ["/a", "/c"] {
        let list = form.field_at(name).unwrap();
        form.add_item(&list);
        form.remove_item(&list, 0);
    }
    form.remove_item(&form.field_at("/b").unwrap(), 0);
    assert_eq!(form.request(), json!({ "a": [], "b": [] }));
}

#[test]
fn s5_an_item_left_empty_is_a_problem_at_the_item() {
    let mut form =
        form(object(json!({ "l": { "type": "array", "items": { "type": "string" } } }), json!([])));
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    assert_eq!(form.request(), json!({ "l": [null] }));
    let problems = form.problems(&[]);
    assert_eq!(
        (problems[0].pointer.as_str(), problems[0].message.as_str()),
        ("/l/0", "is empty: fill it in or remove it")
    );
}

#[test]
fn s6_keys_no_schema_declares_are_kept() {
    let schema = object(json!({ "a": { "type": "string" } }), json!([]));
    let form = form_with(schema, json!({ "b/~": { "deep": 1 }, "a": "x" }));
    assert_eq!(form.request(), json!({ "a": "x", "b/~": { "deep": 1 } }));
}

#[test]
fn s6_declared_keys_are_sent_first_the_others_as_they_were_given() {
    let text = json!({ "type": "string" });
    let schema = object(json!({ "b": text, "a": text }), json!(["z", "y", "a"]));
    let given = json!({ "y": 1, "a": "x", "x": 1, "z": 1, "b": "x" });
    let sent = form_with(schema, given).request();
    let keys: Vec<&str> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["b", "a", "y", "x", "z"]);
}
