//! The rules L1 and R1 of docs/forms.md: lists and the requester.

use portico_form::Form;
use serde_json::json;

use crate::common::{definition, form, form_with};
use crate::shared::{object, type_into};

#[test]
fn l1_all_that_is_kept_moves_along_with_items() {
    let item = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] });
    let mut form = form_with(
        object(json!({ "l": { "type": "array", "items": item } }), json!([])),
        json!({ "l": ["a", 1, "c"] }),
    );
    let list = form.field_at("/l").unwrap();
    type_into(&mut form, "/l/1", "oops");
    form.move_item(&list, 1, 0);
    assert_eq!(form.problems(&[])[0].pointer, "/l/0");
    form.duplicate_item(&list, 0);
    form.remove_item(&list, 0);
    assert_eq!(form.request(), json!({ "l": ["oops", "a", "c"] }));
    assert_eq!(form.problems(&[])[0].pointer, "/l/0");
    form.remove_item(&list, 0);
    assert!(form.problems(&[]).is_empty());
}

#[test]
fn l1_a_copy_has_all_that_is_kept_of_its_item() {
    let group = object(
        json!({ "size": { "type": "integer", "default": 3 }, "name": { "type": "string" } }),
        json!(["name"]),
    );
    let item = json!({ "type": "object", "properties": { "mode": { "type": "string" }, "g": group,
        "u": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } },
        "if": { "properties": { "mode": { "const": "a" } } }, "then": { "properties": { "x": { "type": "string" } } } });
    let mut form = form(object(json!({ "l": { "type": "array", "items": item } }), json!([])));
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    form.add_item(&list);
    type_into(&mut form, "/l/0/u", "text");
    let union = form.field_at("/l/0/u").unwrap();
    form.choose(&union, &union.unions[0].place, 1);
    for condition in form.conditions() {
        form.decide(&condition, true);
    }
    type_into(&mut form, "/l/0/x", "x");
    form.duplicate_item(&list, 0);
    assert!(form.field_at("/l/1/x").is_some() && form.field_at("/l/2/x").is_some());
    assert_eq!(form.request(), json!({ "l": [{ "x": "x" }, { "x": "x" }, {}] }));
    let union = form.field_at("/l/1/u").unwrap();
    form.choose(&union, &union.unions[0].place, 0);
    assert_eq!(form.request()["l"][1], json!({ "u": "text", "x": "x" }));
}

#[test]
fn r1_the_requester_is_shown_sent_and_never_missing() {
    let mut definition =
        definition(object(json!({ "who": { "type": "string" } }), json!(["who"])), json!({}));
    definition.requester_field = Some("who".into());
    let form =
        Form::new(&definition, Some(json!({ "who": "someone@else" })), Some("me@example.com"));
    assert!(form.field_at("/who").unwrap().read_only);
    assert_eq!(form.request(), json!({ "who": "me@example.com" }));
}
