//! The rule B2 of docs/forms.md: what becomes of the values of a branch that is left.

use portico_form::Form;
use serde_json::{Value, json};

use crate::common::{definition, form, form_with};
use crate::shared::{choose, named, object, shapes, type_into};

#[test]
fn b2_a_number_fits_however_it_is_written() {
    let branch = |kind: &str, n: Value| json!({ "properties": { "kind": { "const": kind }, "n": n }, "required": ["kind"] });
    for (one, other) in [
        (json!({ "enum": [1, 2] }), json!({ "enum": [2, 3] })),
        (json!(true), json!({ "const": 2 })),
    ] {
        let schema = json!({ "type": "object", "oneOf": [branch("a", one), branch("b", other)] });
        let mut form = form_with(schema, json!({ "kind": "a", "n": 2.0 }));
        choose(&mut form, 1);
        assert_eq!(form.request(), json!({ "kind": "b", "n": 2.0 }));
    }
}

#[test]
fn b2_values_of_a_branch_that_was_left_are_kept_and_not_sent() {
    let mut form = form(shapes());
    type_into(&mut form, "/common", "c");
    type_into(&mut form, "/r", "2");
    type_into(&mut form, "/size", "7");
    let root = form.root();
    let union = root.unions[0].place.clone();
    form.choose(&root, &union, 1);
    assert_eq!(form.request(), json!({ "common": "c", "kind": "text", "body": "hi" }));
    type_into(&mut form, "/size", "big");
    let root = form.root();
    form.choose(&root, &union, 0);
    assert_eq!(form.request(), json!({ "common": "c", "kind": "circle", "size": 7, "r": 2 }));
    let root = form.root();
    form.choose(&root, &union, 1);
    assert_eq!(
        form.request(),
        json!({ "common": "c", "kind": "text", "size": "big", "body": "hi" })
    );
}

#[test]
fn b2_what_both_branches_have_stays_as_it_was_typed_last() {
    let mut form = form(named());
    type_into(&mut form, "/name", "x");
    choose(&mut form, 1);
    type_into(&mut form, "/name", "y");
    choose(&mut form, 0);
    assert_eq!(form.request(), json!({ "note": "n", "kind": "a", "name": "y", "x": 1 }));
}

#[test]
fn b2_what_is_cleared_in_one_branch_does_not_come_back_with_another() {
    let mut form = form(named());
    type_into(&mut form, "/name", "x");
    choose(&mut form, 1);
    type_into(&mut form, "/name", "");
    choose(&mut form, 0);
    assert_eq!(form.request(), json!({ "note": "n", "kind": "a", "x": 1 }));
    type_into(&mut form, "/name", "z");
    choose(&mut form, 1);
    assert_eq!(form.request(), json!({ "note": "n", "kind": "b", "name": "z", "y": 2 }));
}

#[test]
fn b2_what_was_cleared_is_not_filled_by_a_branch_that_says_the_same_of_it() {
    let name = json!({ "type": "string", "default": "d" });
    let group =
        json!({ "type": "object", "properties": { "in": name, "more": { "type": "string" } } });
    let branch = |kind: &str, more: Value| {
        let mut properties = json!({ "kind": { "const": kind }, "name": name, "group": group });
        properties[format!("only {kind}")] = more;
        json!({ "properties": properties, "required": ["kind"] })
    };
    let other = json!({ "type": "string", "default": "o" });
    let mut second = branch("b", other.clone());
    second["properties"]["also"] = json!({ "type": "string", "default": "b" });
    let mut first = branch("a", other);
    first["properties"]["also"] = json!({ "type": "string", "default": "a" });
    let mut form = form(json!({ "type": "object", "oneOf": [first, second] }));
    for at in ["/name", "/also"] {
        type_into(&mut form, at, "");
    }
    type_into(&mut form, "/group/more", "m");
    type_into(&mut form, "/group/in", "");
    choose(&mut form, 1);
    // What the branch says otherwise is its own, and so is what it has alone.
    assert_eq!(
        form.request(),
        json!({ "kind": "b", "group": { "more": "m" }, "only b": "o", "also": "b" })
    );
}

/// A branch between two that share a property does not have it.
#[test]
fn b2_what_was_cleared_is_told_from_what_was_never_there() {
    let text = json!({ "type": "string" });
    let with_name = json!({ "properties": { "name": text } });
    let without = json!({ "properties": { "other": text } });
    let mut form = form(json!({ "type": "object", "oneOf": [with_name, without, with_name] }));
    type_into(&mut form, "/name", "x");
    for (branch, expect) in [(1, json!({})), (2, json!({})), (0, json!({ "name": "x" }))] {
        choose(&mut form, branch);
        assert_eq!(form.request(), expect, "{branch}");
    }
    choose(&mut form, 2);
    type_into(&mut form, "/name", "");
    for branch in [1, 0] {
        choose(&mut form, branch);
        assert_eq!(form.request(), json!({}), "{branch}");
    }
}

/// A choice within the branch took the name away, nobody cleared it.
#[test]
fn b2_what_another_choice_took_away_comes_back() {
    let with = |name: &str| json!({ "properties": { (name): { "type": "string" } } });
    let inner = json!({ "oneOf": [with("name"), with("other")] });
    let mut form = form(json!({ "type": "object", "oneOf": [with("name"), inner] }));
    type_into(&mut form, "/name", "x");
    choose(&mut form, 1);
    type_into(&mut form, "/name", "x");
    let root = form.root();
    form.choose(&root, &root.unions[1].place, 1);
    choose(&mut form, 0);
    assert_eq!(form.request(), json!({ "name": "x" }));
}

#[test]
fn b2_a_group_that_went_with_its_last_value_stays_away() {
    let branch = |other: &str| json!({ "properties": { "name": { "type": "string" }, (other): { "type": "string" } } });
    let group = json!({ "type": "object", "oneOf": [branch("x"), branch("y")] });
    let mut form = form(object(json!({ "g": group }), json!([])));
    type_into(&mut form, "/g/name", "in");
    for (branch, expect) in [(1, json!({ "g": { "name": "in" } })), (0, json!({}))] {
        let group = form.field_at("/g").unwrap();
        form.choose(&group, &group.unions[0].place, branch);
        assert_eq!(form.request(), expect);
        type_into(&mut form, "/g/name", "");
    }
}

#[test]
fn b2_what_a_choice_took_away_is_back_when_it_is_made_again() {
    let branch = |tag: &str, more: Value| {
        let mut properties = json!({ "b": { "const": tag } });
        for (key, schema) in more.as_object().unwrap() {
            properties[key] = schema.clone();
        }
        json!({ "type": "object", "properties": properties, "required": ["b"] })
    };
    // A default of the branch that is looked at, a list of types, and a property that is declared around them.
    let schema = json!({ "properties": { "r": { "type": "object", "properties": { "o": { "type": "string" } }, "oneOf": [
        branch("x", json!({ "s": { "type": "string" }, "n": { "type": ["string", "null"] } })),
        branch("y", json!({ "s": { "type": "integer", "default": 3 }, "n": { "type": "boolean", "default": true }, "o": {} })) ] } } });
    let mut form = form(schema);
    for (at, text) in [("/r/s", "typed"), ("/r/n", "too"), ("/r/o", "outside")] {
        type_into(&mut form, at, text);
    }
    let before = form.request();
    let field = form.field_at("/r").unwrap();
    let union = field.unions[0].place.clone();
    form.choose(&field, &union, 1);
    assert_eq!(form.request(), json!({ "r": { "b": "y", "s": 3, "n": true, "o": "outside" } }));
    form.choose(&field, &union, 0);
    assert_eq!(form.request(), before);
}

#[test]
fn b2_a_branch_is_as_it_was_left_without_the_defaults_of_another() {
    let all = json!({ "type": "boolean", "default": true });
    let branch = |key: &str| json!({ "type": "object", "properties": { key: { "type": "string" }, "all": all }, "required": [key] });
    let flag = json!({ "oneOf": [{ "type": "boolean" }, { "type": "string" }], "default": false });
    let text = json!({ "oneOf": [{ "type": "string" }, { "type": "string", "minLength": 1, "default": "d" }] });
    let group = json!({ "oneOf": [{ "type": "object" }, { "type": "object", "properties": { "all": all } }] });
    let schema = object(
        json!({ "s": { "oneOf": [branch("css"), branch("id")] }, "flag": flag, "text": text, "group": group }),
        json!([]),
    );
    let given = json!({ "s": { "css": "li" } });
    let mut form = Form::open(&definition(schema, json!({})), given.clone(), None);
    for at in ["/s", "/flag", "/text", "/group"] {
        let field = form.field_at(at).unwrap();
        let union = field.unions[0].place.clone();
        form.choose(&field, &union, 1);
        assert_eq!(form.value_at("/flag"), None, "no text is false");
        form.choose(&field, &union, 0);
    }
    assert_eq!(form.request(), given);
}

#[test]
fn b2_a_default_is_not_carried_through_another_branch() {
    let plain = |more: Value| {
        let mut schema = json!({ "type": "string" });
        schema.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema
    };
    let branches =
        [json!({}), json!({ "minLength": 1, "default": "d" }), json!({ "maxLength": 9 })]
            .map(plain);
    let mut form = form(object(json!({ "t": { "oneOf": branches } }), json!([])));
    for branch in [1, 2, 0] {
        let field = form.field_at("/t").unwrap();
        form.choose(&field, &field.unions[0].place, branch);
    }
    assert_eq!(form.request(), json!({}));
}

#[test]
fn b2_what_was_typed_is_carried_past_a_branch_without_it() {
    let text = json!({ "type": "string" });
    let with_x =
        |title: &str| json!({ "title": title, "type": "object", "properties": { "x": text } });
    let union = json!({ "oneOf": [with_x("D"), { "title": "C", "type": "object" }, with_x("A")] });
    let mut form = form(object(json!({ "u": union }), json!([])));
    let choose = |form: &mut Form, branch: usize| {
        let field = form.field_at("/u").unwrap();
        form.choose(&field, &field.unions[0].place, branch);
    };
    for branch in [1, 2] {
        choose(&mut form, branch);
    }
    type_into(&mut form, "/u/x", "1");
    for branch in [1, 2, 0] {
        choose(&mut form, branch);
    }
    assert_eq!(form.request(), json!({ "u": { "x": "1" } }));
}

#[test]
fn b2_no_empty_group_is_left_of_one_that_a_choice_took_away() {
    let toggle = json!({ "oneOf": [{ "enum": ["on", "off"] }, { "type": "boolean" }] });
    let group =
        json!({ "type": "object", "properties": { "n": { "type": "integer", "default": 1 } } });
    let schema = object(json!({ "r": { "oneOf": [toggle, group] } }), json!([]));
    let mut form = Form::open(&definition(schema, json!({})), json!({}), None);
    let field = form.field_at("/r").unwrap();
    let union = field.unions[0].place.clone();
    for (branch, sent) in
        [(1, json!({ "r": { "n": 1 } })), (0, json!({})), (1, json!({ "r": { "n": 1 } }))]
    {
        form.choose(&field, &union, branch);
        assert_eq!(form.request(), sent, "{branch}");
    }
}
