//! The rules B4 to B6 and B10 of docs/forms.md: conditions, and what depends on a property.

use portico_form::Form;
use portico_form::worker::Condition;
use serde_json::{Value, json};

use crate::common::form;
use crate::shared::type_into;

fn conditional() -> Value {
    json!({ "type": "object", "properties": { "mode": { "type": "string" } },
        "if": { "properties": { "mode": { "const": "a" } } },
        "then": { "properties": { "x": { "type": "string", "default": "dx" } }, "required": ["x"] },
        "else": { "properties": { "y": { "type": "string" } } } })
}

#[test]
fn b4_conditions_follow_the_verdict_and_keep_what_was_typed() {
    let mut form = form(conditional());
    let condition = Condition { place: "/if".into(), at: String::new(), schema: None };
    assert_eq!(form.conditions(), std::slice::from_ref(&condition));
    assert!(form.field_at("/x").is_none() && form.field_at("/y").is_none());
    assert!(form.decide(&condition, true));
    assert!(form.field_at("/x").unwrap().required);
    assert_eq!(form.request(), json!({ "x": "dx" }));
    type_into(&mut form, "/x", "mine");
    assert!(form.decide(&condition, false));
    assert_eq!(form.request(), json!({}));
    assert!(form.decide(&condition, true));
    assert_eq!(form.request(), json!({ "x": "mine" }));
    assert!(!form.decide(&condition, true));
}

#[test]
fn b5_without_verdicts_both_sides_are_drawn() {
    let mut form = form(conditional());
    form.without_judge();
    assert!(form.field_at("/x").is_some() && form.field_at("/y").is_some());
}

#[test]
fn b5_a_verdict_counts_no_more_once_none_can_be_had() {
    let mut form = form(conditional());
    let condition = form.conditions().remove(0);
    form.decide(&condition, true);
    let earlier = form.clone();
    let draws_both = |form: &Form| form.field_at("/x").is_some() && form.field_at("/y").is_some();
    form.without_judge();
    assert!(draws_both(&form));
    assert_eq!(form.request(), json!({ "x": "dx" }));
    form.go_back_to(earlier);
    assert!(draws_both(&form));
}

#[test]
fn b6_dependents_follow_presence() {
    let mut form = form(
        json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } },
        "dependentRequired": { "a": ["b"] }, "dependentSchemas": { "a": { "properties": { "c": { "default": 1 } } } } }),
    );
    assert!(!form.field_at("/b").unwrap().required && form.field_at("/c").is_none());
    type_into(&mut form, "/a", "x");
    assert!(form.field_at("/b").unwrap().required && form.field_at("/c").is_some());
}

#[test]
fn b10_a_condition_that_turns_itself_over_draws_both_sides() {
    let schema = json!({ "type": "object", "if": { "required": ["x"] },
        "else": { "properties": { "x": { "type": "string" } } }, "additionalProperties": true });
    let mut form = form(schema);
    let mut turns = 0;
    type_into_settled(&mut form, &mut turns);
    form.set("/x", json!("typed"));
    type_into_settled(&mut form, &mut turns);
    assert!(turns < 12, "{turns} turns");
    assert_eq!(form.request(), json!({ "x": "typed" }));
    assert!(!form.field_at("/x").unwrap().free_key, "it is drawn as it was");
}

/// Decides on the one condition as a validator would, until nothing changes.
fn type_into_settled(form: &mut Form, turns: &mut usize) {
    loop {
        let holds = form.request().get("x").is_some();
        let conditions = form.conditions();
        if !form.decide(&conditions[0], holds) || *turns > 100 {
            return;
        }
        *turns += 1;
    }
}
