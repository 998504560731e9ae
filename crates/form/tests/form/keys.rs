//! Free keys: additionalProperties, patternProperties, propertyNames.

use portico_form::Form;
use portico_form::field::Kind;
use portico_form::keys::KeyProblem;
use portico_form::worker::Condition;
use serde_json::{Value, json};

use crate::common::{form, form_with};

fn labels(form: &Form, at: &str) -> Vec<String> {
    let field = form.field_at(at).unwrap();
    form.children(&field).into_iter().map(|child| child.label).collect()
}

fn env() -> Value {
    json!({ "type": "object", "properties": { "env": { "type": "object", "properties": { "HOME": { "type": "string" } },
        "additionalProperties": { "type": "object", "properties": { "port": { "type": "integer", "default": 389 }, "host": { "type": "string" } } } } } })
}

#[test]
fn k1_a_key_starts_as_its_schema_says_and_is_drawn_by_its_own_name() {
    let mut form = form(env());
    let object = form.field_at("/env").unwrap();
    assert!(object.keys.as_ref().unwrap().open);
    assert_eq!(form.add_key(&object, "a/b ~ ü"), Ok("/env/a~1b ~0 ü".to_owned()));
    assert_eq!(form.request(), json!({ "env": { "a/b ~ ü": { "port": 389 } } }));
    assert_eq!(labels(&form, "/env"), ["HOME", "a/b ~ ü"]);
    let child = form.field_at("/env/a~1b ~0 ü").unwrap();
    assert!(child.free_key && matches!(child.kind, Kind::Object));
}

#[test]
fn k1_keys_that_nothing_else_speaks_of_are_free() {
    let schema = |rest: Value| json!({ "allOf": [{ "properties": { "a": { "type": "string" } } }], "unevaluatedProperties": rest });
    assert!(form(schema(json!(false))).root().keys.is_none());
    let mut form = form(schema(json!({ "type": "integer" })));
    let root = form.root();
    assert!(root.keys.as_ref().unwrap().open);
    assert_eq!(form.add_key(&root, "n"), Ok("/n".to_owned()));
    let free = form.field_at("/n").unwrap();
    assert!(free.free_key && matches!(free.kind, Kind::Number(_)));
    form.apply(&free, "5");
    assert_eq!(form.request(), json!({ "n": 5 }));
    let declared = form.field_at("/a").unwrap();
    assert!(!declared.free_key && matches!(declared.kind, Kind::Text(_)));
}

#[test]
fn k2_a_name_that_is_taken_changes_nothing() {
    let mut form = form_with(env(), json!({ "env": { "x": { "port": 1 }, "y": { "port": 2 } } }));
    let before = form.request();
    let object = form.field_at("/env").unwrap();
    for (from, to, problem) in [
        ("x", "y", KeyProblem::Taken),
        ("x", "HOME", KeyProblem::Declared),
        ("x", " ", KeyProblem::Empty),
    ] {
        assert_eq!(form.rename_key(&object, from, to), Err(problem));
    }
    assert_eq!(form.add_key(&object, "y"), Err(KeyProblem::Taken));
    assert_eq!(form.request(), before);
}

#[test]
fn k2_renaming_keeps_the_value_its_place_and_what_was_typed() {
    let schema = json!({ "additionalProperties": { "type": "object", "properties": { "n": { "type": "integer" }, "u": { "type": ["string", "integer"] } } } });
    let mut form = form_with(schema, json!({ "a": { "n": 1 }, "b": { "u": 5 }, "c": {} }));
    let field = form.field_at("/b/n").unwrap();
    form.apply(&field, "oops");
    let root = form.root();
    assert_eq!(form.rename_key(&root, "b", "z/z"), Ok("/z~1z".to_owned()));
    assert_eq!(form.request().to_string(), r#"{"a":{"n":1},"z/z":{"n":"oops","u":5},"c":{}}"#);
    assert_eq!(form.problems(&[])[0].pointer, "/z~1z/n");
    form.remove_key(&root, "z/z");
    assert_eq!(form.request(), json!({ "a": { "n": 1 }, "c": {} }));
    assert!(form.problems(&[]).is_empty());
}

#[test]
fn k3_an_emptied_key_stays_until_it_is_removed() {
    let schema = json!({ "properties": { "s": { "additionalProperties": { "type": "string" } }, "n": { "additionalProperties": { "type": "integer" } } } });
    let mut form = form_with(schema, json!({ "s": { "a": "x" }, "n": { "b": 1 } }));
    for at in ["/s/a", "/n/b"] {
        let field = form.field_at(at).unwrap();
        form.apply(&field, "");
    }
    assert_eq!(form.request(), json!({ "s": { "a": "" }, "n": { "b": null } }));
    let problems = form.problems(&[]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].pointer, "/n/b");
}

#[test]
fn k4_a_key_that_matches_a_pattern_takes_its_schema() {
    let schema = json!({ "patternProperties": { "^n_": { "type": "integer" }, "^s_": { "type": "string" } }, "additionalProperties": { "type": "boolean" } });
    let mut form = form_with(schema, json!({ "n_a": 1, "s_b": "x", "c": true }));
    let asked: Vec<Condition> = form.conditions();
    assert_eq!(asked.len(), 6);
    assert_eq!(asked[0].place, "key:/patternProperties/^n_");
    assert_eq!((asked[0].at.as_str(), asked[0].redraws()), ("/n_a", ""));
    for condition in asked {
        let matches =
            condition.at.starts_with(&format!("/{}", condition.place.rsplit('^').next().unwrap()));
        form.decide(&condition, matches);
    }
    assert!(matches!(form.field_at("/n_a").unwrap().kind, Kind::Number(_)));
    assert!(matches!(form.field_at("/s_b").unwrap().kind, Kind::Text(_)));
    assert!(matches!(form.field_at("/c").unwrap().kind, Kind::Boolean));
    let root = form.root();
    form.rename_key(&root, "n_a", "s_a").unwrap();
    assert_eq!(form.value_at("/s_a"), Some(&json!(1)));
}

#[test]
fn k5_names_are_offered_where_only_some_are_allowed() {
    let schema = |names: Value| {
        json!({ "type": "object", "propertyNames": names, "maxProperties": 2, "additionalProperties": { "type": "string" },
        "$defs": { "Stage": { "type": "string", "enum": ["dev", "stage", "prod"] }, "Again": { "$ref": "#/$defs/Stage" } } })
    };
    for names in [
        json!({ "enum": ["dev", "stage", "prod"] }),
        json!({ "$ref": "#/$defs/Stage" }),
        json!({ "$ref": "#/$defs/Again", "maxLength": 9 }),
        json!({ "allOf": [{ "$ref": "#/$defs/Stage" }] }),
        json!({ "oneOf": [{ "const": "dev" }, { "const": "stage" }, { "const": "prod" }] }),
    ] {
        let mut form = form_with(schema(names.clone()), json!({ "dev": "x" }));
        let root = form.root();
        assert_eq!(form.names_left(&root), ["stage", "prod"], "{names}");
        form.add_key(&root, "stage").unwrap();
        assert_eq!(form.add_key(&root, "prod"), Err(KeyProblem::Full));
    }
    for (names, offered) in [
        (json!({ "const": "only" }), vec!["only"]),
        (json!({ "maxLength": 9 }), vec![]),
        (json!({ "$ref": "#/$defs/gone" }), vec![]),
    ] {
        let form = form(schema(names.clone()));
        assert_eq!(form.names_left(&form.root()), offered, "{names}");
    }
}

#[test]
fn k6_a_key_that_is_not_allowed_is_drawn_so_that_it_can_be_removed() {
    let schema =
        json!({ "properties": { "a": { "type": "string" } }, "additionalProperties": false });
    let mut form = form_with(schema, json!({ "a": "x", "typo": { "deep": 1 } }));
    assert_eq!(labels(&form, ""), ["A", "typo"]);
    let root = form.root();
    assert!(root.keys.is_none());
    form.remove_key(&root, "typo");
    assert_eq!(form.request(), json!({ "a": "x" }));
}

#[test]
fn k1_nothing_is_left_over_where_all_other_keys_are_spoken_of() {
    let rest = json!({ "properties": { "a": {} }, "additionalProperties": { "type": "integer" }, "unevaluatedProperties": false });
    assert!(form(rest).root().keys.is_some_and(|keys| keys.open));
    let closed = json!({ "properties": { "a": {} }, "unevaluatedProperties": false });
    assert!(form(closed).root().keys.is_none());
}

#[test]
fn k7_an_object_that_declares_nothing_takes_any_key() {
    for schema in
        [json!({ "type": "object" }), json!({ "type": "object", "additionalProperties": true })]
    {
        let mut form = form(json!({ "properties": { "o": schema } }));
        let object = form.field_at("/o").unwrap();
        form.add_key(&object, "k").unwrap();
        let value = form.field_at("/o/k").unwrap();
        let names: Vec<&str> = value.unions[0].branches.iter().map(|b| b.label.as_str()).collect();
        assert_eq!(names, ["Text", "Number", "Yes or no", "List", "Group of fields"]);
        form.choose(&value, &value.unions[0].place, 1);
        let value = form.field_at("/o/k").unwrap();
        form.apply(&value, "2.5");
        assert_eq!(form.request(), json!({ "o": { "k": 2.5 } }));
    }
    let closed =
        form(json!({ "properties": { "o": { "type": "object", "properties": { "x": {} } } } }));
    assert!(closed.field_at("/o").unwrap().keys.is_none());
}
