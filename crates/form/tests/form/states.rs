//! Unset, null and empty, each with a way back.

use portico_form::state::State;
use serde_json::{Value, json};

use crate::common::{form, form_with};

fn schema() -> Value {
    json!({ "type": "object", "properties": {
        "text": { "type": "string", "default": "d" }, "nullable": { "type": ["string", "null"] },
        "list": { "type": "array", "items": { "type": "integer" } }, "number": { "type": "integer" }, "any": {} } })
}

#[test]
fn s7_three_states_that_can_be_seen_and_left() {
    let mut form =
        form_with(schema(), json!({ "nullable": "x", "list": [1], "number": 5, "any": 3 }));
    for (at, expect) in [
        ("/text", vec![State::Unset, State::Empty]),
        ("/nullable", vec![State::Unset, State::Null, State::Empty]),
        ("/list", vec![State::Unset, State::Empty]),
        ("/number", vec![State::Unset]),
        ("/any", vec![State::Unset, State::Null]),
        ("/list/0", vec![]),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!(form.states(&field), expect, "{at}");
        for state in expect {
            let before = form.request();
            form.put_into(&field, state);
            assert_eq!(form.state(&field), state, "{at}");
            assert!(form.can_put_back(&field));
            let field = form.field_at(at).unwrap();
            form.put_back(&field);
            assert_eq!(form.request(), before, "{at} {state:?}");
        }
    }
}

#[test]
fn s8_a_default_can_be_had_again() {
    let mut form = form(schema());
    let field = form.field_at("/text").unwrap();
    assert!(form.is_default(&field));
    form.apply(&field, "");
    assert_eq!(form.request(), json!({}));
    form.use_default(&field);
    assert_eq!(form.request(), json!({ "text": "d" }));
}

#[test]
fn s9_a_field_left_as_it_was_found_changes_nothing() {
    let given = json!({ "text": "", "nullable": null, "list": [], "number": 5.0, "any": null });
    let mut form = form_with(schema(), given.clone());
    for at in ["/text", "/nullable", "/number", "/any"] {
        let field = form.field_at(at).unwrap();
        let shown = field.text_of(form.value_at(at));
        form.apply(&field, &shown);
    }
    assert_eq!(form.request().to_string(), given.to_string());
}
