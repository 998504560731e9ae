//! Whatever is typed, chosen, added and moved: nothing panics, and the worker ends up with the request.

use crate::common::{definition, drawn};
use portico_form::Form;
use portico_form::field::Kind;
use portico_form::worker::Condition;
use proptest::prelude::*;
use serde_json::{Value, json};

fn schemas() -> Vec<Value> {
    vec![
        json!({ "type": "object", "required": ["a", "g"], "properties": {
            "a": { "type": "string" }, "n": { "type": ["integer", "null"], "default": 3 }, "f": { "type": "boolean" },
            "g": { "type": "object", "properties": { "x": { "type": "string" }, "h": { "type": "object", "required": ["q"], "properties": { "p": { "default": 1 }, "q": { "type": "string" } } } } },
            "l": { "type": "array", "items": { "type": "object", "properties": { "k": { "type": "string" }, "m": { "type": "array", "items": { "type": "integer" } } } } },
            "free": { "type": "object" }
        }, "dependentSchemas": { "f": { "properties": { "z": { "default": "zz" } } } } }),
        json!({ "type": "object", "properties": { "mode": { "enum": ["a", "b"] }, "u": { "type": ["string", "integer", "array"], "items": { "type": "string" } },
            "tree": { "$ref": "#/$defs/t" } }, "if": { "properties": { "mode": { "const": "a" } } }, "then": { "properties": { "t": { "type": "string", "default": "d" } } },
            "oneOf": [{ "title": "1", "properties": { "k": { "const": 1 }, "v": { "type": "string" } } }, { "title": "2", "properties": { "k": { "const": 2 }, "v": { "type": "integer" } } }],
            "$defs": { "t": { "type": "object", "properties": { "name": { "type": "string" }, "kids": { "type": "array", "items": { "$ref": "#/$defs/t" } }, "next": { "$ref": "#/$defs/t" } } } } }),
    ]
}

fn act(form: &mut Form, which: usize, action: usize, text: &str) {
    let fields = drawn(form, 200, usize::MAX);
    let field = fields[which % fields.len()].clone();
    let length = form.length(&field.pointer);
    if let (Some(union), true) = (field.unions.first(), action.is_multiple_of(2)) {
        form.choose(&field, &union.place.clone(), action % union.branches.len());
        return;
    }
    match (&field.kind, action % 4) {
        (Kind::List(_), 0) => {
            form.add_item(&field);
        }
        (Kind::List(_), 1) if length > 0 => form.remove_item(&field, which % length),
        (Kind::List(_), 2) if length > 0 => form.move_item(&field, which % length, action % length),
        (Kind::List(_), 3) if length > 0 => form.duplicate_item(&field, which % length),
        (Kind::List(_) | Kind::Const(_), _) => {}
        (Kind::Object, 0) if field.recursive => form.set(&field.pointer, json!({})),
        (Kind::Object, 1) if !field.required => form.unset(&field.pointer),
        (Kind::Object, _) => {
            form.decide(
                &Condition { place: "/if".into(), at: String::new(), schema: None },
                action.is_multiple_of(3),
            );
        }
        (Kind::Boolean, _) => form.set(&field.pointer, Value::Bool(action.is_multiple_of(2))),
        _ => form.apply(&field, text),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_worker_is_told_exactly_the_request(
        schema in 0..2usize,
        acts in prop::collection::vec((0..50usize, 0..12usize, "[a-z0-9{}\\[\\]\"]{0,3}", any::<bool>()), 0..40),
    ) {
        let mut form = Form::new(&definition(schemas().swap_remove(schema), json!({})), None, None);
        let mut document = Value::Null;
        for (which, action, text, tell) in acts {
            act(&mut form, which, action, &text);
            if tell {
                for patch in form.news() {
                    patch.apply(&mut document);
                }
                prop_assert_eq!(&document, &form.request());
            }
        }
    }

    #[test]
    fn filling_twice_changes_nothing(schema in 0..2usize) {
        let definition = definition(schemas().swap_remove(schema), json!({}));
        let once = Form::new(&definition, None, None).request();
        prop_assert_eq!(Form::new(&definition, Some(once.clone()), None).request(), once);
    }
}
#[test]
fn the_worker_is_told_that_what_was_typed_under_then_went() {
    let mut form = Form::new(&definition(schemas().swap_remove(1), json!({})), None, None);
    let condition = Condition { place: "/if".into(), at: String::new(), schema: None };
    let mut document = Value::Null;
    let mut tell = |form: &mut Form| {
        for patch in form.news() {
            patch.apply(&mut document);
        }
        assert_eq!(document, form.request());
    };
    form.decide(&condition, true);
    tell(&mut form);
    let under_then = form.field_at("/t").unwrap();
    form.apply(&under_then, "typed");
    // Both in one message: the edit, and the verdict that takes it away.
    form.decide(&condition, false);
    tell(&mut form);
    assert_eq!(form.request().get("t"), None);
    form.decide(&condition, true);
    tell(&mut form);
    assert_eq!(form.request()["t"], "typed");
}
