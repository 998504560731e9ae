//! Unset, null and empty, each with a way back.

use portico_form::standing::{Standing, Way};
use portico_form::state::State;
use serde_json::{Value, json};

use crate::common::{definition, form, form_with};
use portico_form::Form;

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

#[test]
fn s7_a_field_says_what_is_not_plain_from_its_input() {
    let schema = json!({ "type": "object", "required": ["must", "items"], "properties": {
        "text": { "type": "string" }, "must": { "type": "string" }, "number": { "type": "integer" },
        "nullable": { "type": ["string", "null"] }, "region": { "enum": ["a", "b"], "default": "a" },
        "secret": { "type": "string", "writeOnly": true, "default": "s" }, "fixed": { "type": "string", "readOnly": true, "default": "x" },
        "flag": { "type": "boolean" }, "on": { "type": "boolean", "default": true }, "items": { "type": "array" }, "rest": { "type": "array" },
        "group": { "type": "object", "properties": { "in": { "type": "string", "default": "y" } } } } });
    let into = Way::Into;
    let default = |name: &str| Way::Default(Some(name.to_owned()));
    for (value, at, touched, said, ways) in [
        (json!({}), "/text", false, None, vec![]),
        (json!({}), "/text", true, Some("Left out."), vec![into(State::Empty)]),
        (
            json!({ "text": "" }),
            "/text",
            false,
            Some("An empty text is sent."),
            vec![into(State::Unset)],
        ),
        (json!({ "text": "x" }), "/text", true, None, vec![]),
        (json!({ "must": "" }), "/must", false, Some("An empty text is sent."), vec![]),
        (json!({}), "/number", true, None, vec![]),
        (json!({}), "/nullable", false, Some("Left out."), vec![into(State::Null)]),
        (
            json!({ "nullable": null }),
            "/nullable",
            false,
            Some("Null is sent."),
            vec![into(State::Unset), into(State::Empty)],
        ),
        (json!({ "region": "b" }), "/region", false, None, vec![default("a")]),
        (json!({ "region": "a" }), "/region", true, None, vec![]),
        (json!({ "secret": "t" }), "/secret", true, None, vec![Way::Default(None)]),
        (json!({ "fixed": "y" }), "/fixed", true, None, vec![]),
        (json!({}), "/flag", false, Some("Left out."), vec![]),
        (json!({ "flag": false }), "/flag", false, Some("No is sent."), vec![into(State::Unset)]),
        (json!({ "flag": true }), "/flag", false, None, vec![]),
        (json!({ "on": false }), "/on", false, None, vec![default("Yes")]),
        (
            json!({ "on": false }),
            "/on",
            true,
            Some("No is sent."),
            vec![into(State::Unset), default("Yes")],
        ),
        (json!({}), "/on", true, Some("Left out."), vec![default("Yes")]),
        (json!({ "items": [] }), "/items", false, None, vec![]),
        (
            json!({ "rest": [] }),
            "/rest",
            false,
            Some("An empty list is sent."),
            vec![into(State::Unset)],
        ),
        (json!({}), "/rest", true, Some("Left out."), vec![into(State::Empty)]),
        (json!({}), "/group/in", false, None, vec![]),
        (
            json!({ "group": {} }),
            "/group",
            false,
            Some("An empty group is sent."),
            vec![into(State::Unset)],
        ),
    ] {
        let form = Form::open(&definition(schema.clone(), json!({})), value.clone(), None);
        let field = form.field_at(at).unwrap();
        let standing = form.standing(&field, touched);
        assert_eq!((standing.said, standing.ways), (said, ways), "{value} {at} {touched}");
    }
    let mut form = Form::open(&definition(schema, json!({})), json!({ "text": "x" }), None);
    let field = form.field_at("/text").unwrap();
    form.put_into(&field, State::Unset);
    assert_eq!(form.standing(&field, true).ways, [into(State::Empty), Way::Back]);
}

/// One with a default has that to go back to.
#[test]
fn s7_a_switch_without_a_default_can_be_left_out_where_it_is_required() {
    let flag = |default: Value| {
        let mut flag = json!({ "type": "boolean" });
        if !default.is_null() {
            flag["default"] = default;
        }
        flag
    };
    let schema = json!({ "type": "object", "properties": { "g": { "type": "object", "required": ["bare", "filled"],
        "properties": { "bare": flag(Value::Null), "filled": flag(json!(true)) } } } });
    let ui = json!({ "/g/bare": { "widget": "switch" } });
    let input = json!({ "g": { "bare": false, "filled": false } });
    let form = Form::open(&definition(schema, ui), input, None);
    for (at, ways) in [
        ("/g/bare", vec![Way::Into(State::Unset)]),
        ("/g/filled", vec![Way::Default(Some("Yes".to_owned()))]),
    ] {
        let standing = form.standing(&form.field_at(at).unwrap(), true);
        assert_eq!((standing.said, standing.ways), (Some("No is sent."), ways), "{at}");
    }
}

#[test]
fn s7_one_value_or_null_can_be_reached_and_left() {
    let one = json!({ "anyOf": [{ "const": "fast" }, { "type": "null" }] });
    let listed = json!({ "enum": ["fast", null] });
    let schema =
        json!({ "required": ["one", "listed"], "properties": { "one": one, "listed": listed } });
    let into = Way::Into;
    for at in ["/one", "/listed"] {
        let mut form = form(schema.clone());
        let field = form.field_at(at).unwrap();
        let standing = |form: &Form| form.standing(&field, true);
        let left_out = standing(&form);
        assert_eq!(
            (left_out.said, left_out.ways),
            (Some("Left out."), vec![into(State::Null)]),
            "{at}"
        );
        form.put_into(&field, State::Null);
        let null = standing(&form);
        assert_eq!((null.said, null.ways), (Some("Null is sent."), vec![into(State::Unset)]));
        form.set(at, json!("fast"));
        assert_eq!(standing(&form), Standing::default(), "the select leaves it out");
    }
}

#[test]
fn s7_null_is_offered_where_an_input_cannot_be_emptied() {
    let flag = json!({ "type": ["boolean", "null"] });
    let with_default = json!({ "type": ["boolean", "null"], "default": true });
    let schema = json!({ "required": ["flag", "on", "answer", "size", "plain"], "properties": {
        "flag": flag, "on": with_default, "optional": flag, "answer": { "enum": ["a", "b", null] },
        "size": { "type": ["integer", "null"], "minimum": 1, "maximum": 9 },
        "plain": { "enum": ["a", "b"] }, "text": { "type": ["string", "null"] } } });
    let ui = json!({ "/size": { "widget": "slider" } });
    let into = Way::Into;
    for (at, held, touched, said, ways) in [
        ("/flag", json!(true), true, None, vec![into(State::Null)]),
        ("/on", json!(true), false, None, vec![into(State::Null)]),
        ("/on", json!(true), true, None, vec![into(State::Null)]),
        (
            "/on",
            json!(null),
            true,
            Some("Null is sent."),
            vec![into(State::Unset), Way::Default(Some("Yes".to_owned()))],
        ),
        ("/optional", json!(true), true, None, vec![into(State::Null)]),
        (
            "/optional",
            json!(false),
            true,
            Some("No is sent."),
            vec![into(State::Unset), into(State::Null)],
        ),
        ("/answer", json!("a"), true, None, vec![into(State::Null)]),
        ("/answer", json!(null), true, Some("Null is sent."), vec![into(State::Unset)]),
        ("/size", json!(5), true, None, vec![into(State::Null)]),
        ("/plain", json!("a"), true, None, vec![]),
        ("/text", json!("x"), true, None, vec![]),
    ] {
        let given = json!({ (&at[1..]): held });
        let form = Form::open(&definition(schema.clone(), ui.clone()), given, None);
        let field = form.field_at(at).unwrap();
        let standing = form.standing(&field, touched);
        assert_eq!((standing.said, standing.ways), (said, ways), "{at} {held} {touched}");
    }
    let mut form = Form::new(&definition(schema, ui), None, None);
    let field = form.field_at("/on").unwrap();
    form.put_into(&field, State::Null);
    assert_eq!(form.request(), json!({ "on": null }));
    assert!(form.standing(&field, true).ways.contains(&Way::Back));
}

#[test]
fn s10_a_date_filled_in_part_is_told() {
    let schema = json!({ "properties": { "day": { "type": "string", "format": "date" } } });
    let mut form = form_with(schema, json!({ "day": "2026-12-01" }));
    form.apply_part("/day");
    assert_eq!(form.request(), json!({}));
    assert_eq!(form.problems(&[])[0].message, "is not complete: fill in all of it or clear it");
    let field = form.field_at("/day").unwrap();
    form.apply(&field, "");
    assert!(form.problems(&[]).is_empty());
}
