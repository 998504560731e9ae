//! The rules of docs/forms.md, each by its number.

use crate::common::{definition, form, form_with};
use portico_contract::http::{DrawnBranch, FieldProblem, LARGEST_BRANCHES};
use portico_form::Form;
use portico_form::field::Kind;
use portico_form::worker::Condition;
use serde_json::{Value, json};

#[track_caller]
fn check(schema: Value, expect: Value) {
    assert_eq!(form(schema).request(), expect);
}

fn object(properties: Value, required: Value) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Types into a field as a person would.
#[track_caller]
fn type_into(form: &mut Form, at: &str, text: &str) {
    let field = form.field_at(at).expect("a field is drawn");
    form.apply(&field, text);
}

#[test]
fn d1_defaults_fill_what_is_absent() {
    check(
        object(
            json!({ "a": { "default": "x", "type": "string" }, "b": { "type": "string" } }),
            json!([]),
        ),
        json!({ "a": "x" }),
    );
    let schema = object(
        json!({ "a": { "type": "string", "default": "x" }, "b": { "type": "string", "default": "y" } }),
        json!([]),
    );
    assert_eq!(
        form_with(schema, json!({ "a": "kept" })).request(),
        json!({ "a": "kept", "b": "y" })
    );
}

#[test]
fn d1_what_a_filled_property_brings_for_itself_is_filled_at_once() {
    let schema = json!({ "type": "object",
        "properties": { "disk": { "properties": { "tags": { "type": "array" } }, "required": ["tags"] } },
        "dependentSchemas": { "disk": { "properties": { "disk": { "properties": { "size": { "default": 1 } } } } } } });
    check(schema, json!({ "disk": { "tags": [], "size": 1 } }));
}

/// While it is absent, the field is drawn as a number.
#[test]
fn d1_a_default_that_brings_fields_is_filled_with_theirs() {
    let schema = json!({ "type": "object", "properties": { "r": { "allOf": [
        { "properties": { "a": { "type": "object", "properties": { "n": { "default": 1 } } } } },
        { "type": ["integer", "object"], "default": {} },
    ] } } });
    check(schema, json!({ "r": { "a": { "n": 1 } } }));
}

#[test]
fn d2_a_default_beside_a_reference_wins() {
    check(
        json!({ "type": "object", "properties": { "r": { "$ref": "#/definitions/r", "default": "us-east-1" } },
                "definitions": { "r": { "type": "string", "enum": ["eu-west-1", "us-east-1"], "default": "eu-west-1" } } }),
        json!({ "r": "us-east-1" }),
    );
}

#[test]
fn d3_the_first_choice_is_never_picked_unasked() {
    check(
        object(
            json!({ "e": { "enum": ["a", "b"] }, "o": { "oneOf": [{ "const": 1 }, { "const": 2 }] }, "b": { "type": "boolean" } }),
            json!(["e", "o", "b"]),
        ),
        json!({}),
    );
}

#[test]
fn d4_what_leaves_no_choice_is_filled_where_it_is_required() {
    check(
        object(
            json!({ "v": { "const": 2 }, "e": { "enum": ["only"] }, "o": { "const": "x" } }),
            json!(["v", "e"]),
        ),
        json!({ "v": 2, "e": "only" }),
    );
}

#[test]
fn d4_what_can_be_null_as_well_is_not_filled() {
    let or_null = |value: Value| json!({ "anyOf": [value, { "type": "null" }] });
    for nullable in [
        or_null(json!({ "const": "fast" })),
        or_null(json!({ "const": true })),
        or_null(json!({ "type": "string", "enum": ["fast"] })),
        json!({ "enum": ["fast", null] }),
        json!({ "type": ["string", "null"], "enum": ["fast", null] }),
    ] {
        let form = form(object(json!({ "x": nullable }), json!(["x"])));
        assert_eq!(form.request(), json!({}), "{nullable}");
        let field = form.field_at("/x").unwrap();
        assert!(field.nullable && matches!(field.kind, Kind::Choice(_)), "{nullable}");
    }
    // Nor where it is in a branch, whose constants are filled.
    let branch = json!({ "properties": { "k": { "const": "a" }, "x": or_null(json!({ "const": "fast" })) } });
    let other = json!({ "properties": { "k": { "const": "b" } } });
    check(json!({ "type": "object", "oneOf": [branch, other] }), json!({ "k": "a" }));
    for (fixed, filled) in [
        (json!({ "type": ["string", "null"], "const": "fast" }), json!("fast")),
        (json!({ "type": ["string", "null"], "enum": ["fast"] }), json!("fast")),
        (json!({ "type": "string", "enum": ["fast", null] }), json!("fast")),
        (json!({ "enum": [null] }), json!(null)),
        (json!({ "type": "null" }), json!(null)),
    ] {
        check(object(json!({ "x": fixed }), json!(["x"])), json!({ "x": filled }));
    }
}

/// Null would be refused: the constant is of the whole value, whatever the choice takes.
#[test]
fn d4_what_stands_beside_a_choice_with_null_leaves_no_choice_all_the_same() {
    let branches = [
        json!([{ "type": "string" }, { "type": "null" }]),
        json!([{ "type": "null" }, { "$ref": "#/$defs/text" }]),
        json!([{ "type": "string" }, { "type": "integer" }, { "type": "null" }]),
    ];
    for branches in branches {
        let nullable = json!({ "anyOf": branches });
        for (mut schema, filled) in [
            (json!({ "const": "x", "anyOf": branches }), json!({ "x": "x" })),
            (json!({ "const": "x", "oneOf": branches }), json!({ "x": "x" })),
            (json!({ "const": "x", "$ref": "#/$defs/nullable" }), json!({ "x": "x" })),
            (json!({ "allOf": [{ "const": "x" }, nullable] }), json!({ "x": "x" })),
            (json!({ "enum": ["x"], "anyOf": branches }), json!({ "x": "x" })),
            (json!({ "const": null, "anyOf": branches }), json!({ "x": null })),
            (json!({ "enum": ["x", null], "anyOf": branches }), json!({})),
        ] {
            schema = object(json!({ "x": schema }), json!(["x"]));
            schema["$defs"] = json!({ "text": { "type": "string" }, "nullable": nullable });
            let form = form(schema.clone());
            assert_eq!(form.request(), filled, "{schema}");
            let is_nullable = filled != json!({ "x": "x" });
            assert_eq!(form.field_at("/x").unwrap().nullable, is_nullable, "{schema}");
        }
    }
}

#[test]
fn d4_what_has_to_be_confirmed_is_not_confirmed_unasked() {
    let schema =
        object(json!({ "tested": { "type": "boolean", "const": true } }), json!(["tested"]));
    assert!(matches!(form(schema.clone()).field_at("/tested").unwrap().kind, Kind::Confirm));
    check(schema, json!({}));
}

#[test]
fn d5_groups_take_their_defaults_and_required_groups_are_sent_empty() {
    check(
        object(
            json!({
                "optional": { "type": "object", "properties": { "x": { "default": 1, "type": "integer" } } },
                "bare": { "type": "object", "properties": { "x": { "type": "string" } } },
                "needed": { "type": "object", "properties": { "x": { "type": "string" } } }
            }),
            json!(["needed"]),
        ),
        json!({ "optional": { "x": 1 }, "needed": {} }),
    );
}

#[test]
fn d6_an_optional_group_nobody_touched_is_not_sent_half_filled() {
    let group = object(
        json!({ "size": { "type": "integer", "default": 3 }, "name": { "type": "string" } }),
        json!(["name"]),
    );
    let mut form = form(object(json!({ "g": group }), json!([])));
    assert_eq!(form.request(), json!({}));
    assert_eq!(form.value_at("/g/size"), Some(&json!(3)));
    type_into(&mut form, "/g/size", "4");
    assert_eq!(form.request(), json!({ "g": { "size": 4 } }));
    type_into(&mut form, "/g/name", "x");
    assert_eq!(form.request(), json!({ "g": { "size": 4, "name": "x" } }));
}

#[test]
fn d6_what_a_required_group_lacks_the_group_around_it_lacks() {
    let around = object(json!({ "in": hosted(), "note": { "type": "string" } }), json!(["in"]));
    let mut form = form(object(json!({ "g": around }), json!([])));
    assert_eq!(form.request(), json!({}));
    type_into(&mut form, "/g/in/host", "h");
    let filled = json!({ "g": { "in": { "kind": "k", "size": 3, "host": "h" } } });
    assert_eq!(form.request(), filled);
    type_into(&mut form, "/g/in/host", "");
    assert_eq!(form.request(), json!({}));
}

#[test]
fn d6_a_group_lacks_what_is_required_and_not_declared() {
    let group = json!({ "type": "object", "properties": { "a": { "default": 1 } }, "required": ["x"],
        "additionalProperties": { "type": "string" } });
    let mut form = form(object(json!({ "g": group }), json!([])));
    assert_eq!(form.request(), json!({}));
    type_into(&mut form, "/g/x", "h");
    assert_eq!(form.request(), json!({ "g": { "a": 1, "x": "h" } }));
}

#[test]
fn d6_choices_and_verdicts_put_nothing_into_a_group() {
    let mode = json!({ "mode": { "default": "x" }, "host": { "type": "string" }, "u": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } });
    let mut schema = object(
        json!({ "k": { "type": "integer", "default": 1 }, "g": object(mode, json!(["host"])) }),
        json!([]),
    );
    schema["if"] = json!({ "properties": { "k": { "const": 1 } } });
    schema["then"] = json!({ "properties": { "g": { "properties": { "b": { "default": 2 } } } } });
    let mut form = form(schema);
    let condition = Condition { place: "/if".into(), at: String::new(), schema: None };
    form.decide(&condition, true);
    assert_eq!(form.value_at("/g/b"), Some(&json!(2)));
    type_into(&mut form, "/k", "2");
    form.decide(&condition, false);
    assert_eq!(form.request(), json!({ "k": 2 }));
    for branch in [1, 0] {
        let field = form.field_at("/g/u").unwrap();
        form.choose(&field, &field.unions[0].place, branch);
        assert_eq!(form.request(), json!({ "k": 2 }), "{branch}");
    }
}

#[test]
fn d6_a_group_that_holds_only_its_defaults_again_is_left_again() {
    let group = object(
        json!({ "kind": { "const": "k" }, "host": { "type": "string" } }),
        json!(["kind", "host"]),
    );
    let plain = object(
        json!({ "x": { "type": "integer", "default": 1 }, "y": { "type": "string" } }),
        json!([]),
    );
    let mut form = form(object(json!({ "g": group, "p": plain }), json!([])));
    let start = form.request();
    assert_eq!(start, json!({ "p": { "x": 1 } }));
    for at in ["/g/host", "/p/y"] {
        type_into(&mut form, at, "h");
    }
    let filled = json!({ "g": { "kind": "k", "host": "h" }, "p": { "x": 1, "y": "h" } });
    assert_eq!(form.request(), filled);
    for at in ["/g/host", "/p/y"] {
        type_into(&mut form, at, "");
    }
    assert_eq!(form.request(), start);
    assert_eq!(form.value_at("/g/kind"), Some(&json!("k")));
}

/// A constant, a default and what is typed, of which the default is not needed.
fn hosted() -> Value {
    object(
        json!({ "kind": { "const": "k" }, "size": { "type": "integer", "default": 3 }, "host": { "type": "string" } }),
        json!(["kind", "host"]),
    )
}

#[test]
fn d6_a_group_that_holds_fewer_than_its_defaults_is_left_as_well() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let listed = object(json!({ "l": list, "host": { "type": "string" } }), json!(["l", "host"]));
    let mut form = form(object(json!({ "g": hosted(), "l": listed }), json!([])));
    type_into(&mut form, "/g/host", "h");
    for at in ["/g/size", "/g/host"] {
        type_into(&mut form, at, "");
    }
    assert_eq!(form.request(), json!({}));
    type_into(&mut form, "/g/size", "4");
    assert_eq!(form.request(), json!({ "g": { "kind": "k", "size": 4 } }));
    type_into(&mut form, "/g/size", "3");
    assert_eq!(form.request(), json!({}));
    let list = form.field_at("/l/l").unwrap();
    form.add_item(&list);
    assert_eq!(form.request(), json!({ "l": { "l": [null] } }));
    form.remove_item(&list, 0);
    assert_eq!(form.request(), json!({}));
}

/// As a draft, a link or an earlier run gives it.
#[test]
fn d6_a_group_that_was_given_is_left_once_all_that_was_given_is_gone() {
    let text = json!({ "type": "string" });
    let tagged = |tag: &str| {
        object(json!({ "tag": { "const": tag }, "host": text }), json!(["tag", "host"]))
    };
    let by_default = json!({ "type": "object", "default": { "a": 1 }, "properties": { "a": {} } });
    let schema = object(
        json!({ "g": hosted(), "in": object(json!({ "g": hosted() }), json!([])),
            "plain": object(json!({ "size": { "type": "integer", "default": 3 }, "note": text }), json!([])),
            "p": object(json!({ "g": by_default, "name": text }), json!(["name"])),
            "one": { "type": "object", "oneOf": [tagged("a"), tagged("b")] },
            "list": { "type": "array", "items": hosted() } }),
        json!([]),
    );
    let definition = definition(schema, json!({}));
    let all = json!({ "kind": "k", "size": 3, "host": "h" });
    for (given, cleared, sent) in [
        (json!({ "p": { "g": { "a": 1 }, "name": "n" } }), vec!["/p/name"], json!({})),
        (json!({ "g": { "kind": "k", "host": "h" } }), vec!["/g/host"], json!({})),
        (json!({ "g": all }), vec!["/g/host"], json!({})),
        (json!({ "g": all }), vec!["/g/host", "/g/size"], json!({})),
        (json!({ "g": all }), vec!["/g/size", "/g/host"], json!({})),
        (json!({ "in": { "g": all } }), vec!["/in/g/host"], json!({})),
        (json!({ "one": { "tag": "a", "host": "h" } }), vec!["/one/host"], json!({})),
        (json!({ "plain": { "note": "n" } }), vec!["/plain/note"], json!({})),
        (json!({ "plain": { "size": 3 } }), vec!["/plain/size"], json!({})),
        // What nothing is wrong with is sent as it is, and so is what somebody has given or asked for.
        (
            json!({ "plain": { "size": 3, "note": "n" } }),
            vec!["/plain/note"],
            json!({ "plain": { "size": 3 } }),
        ),
        (
            json!({ "g": { "kind": "k", "size": 4, "host": "h" } }),
            vec!["/g/host"],
            json!({ "g": { "kind": "k", "size": 4 } }),
        ),
        (
            json!({ "g": { "kind": "k", "host": "h", "old": 1 } }),
            vec!["/g/host"],
            json!({ "g": { "kind": "k", "old": 1 } }),
        ),
        (
            json!({ "one": { "tag": "b", "host": "h" } }),
            vec!["/one/host"],
            json!({ "one": { "tag": "b" } }),
        ),
        (
            json!({ "list": [all] }),
            vec!["/list/0/host"],
            json!({ "list": [{ "kind": "k", "size": 3 }] }),
        ),
        (json!({ "plain": {} }), vec!["/plain/note"], json!({ "plain": {} })),
    ] {
        let opened = Form::open(&definition, given.clone(), None);
        let mut taken = Form::open(&definition, json!({}), None);
        taken.take(given.clone());
        for mut form in [opened, taken] {
            for at in &cleared {
                type_into(&mut form, at, "");
            }
            assert_eq!(form.request(), sent, "{given} without {cleared:?}");
            // What is typed again comes back with all that was there besides.
            for at in &cleared {
                if let Some(value) = given.pointer(at) {
                    form.set(at, value.clone());
                }
            }
            assert_eq!(form.request(), given, "{cleared:?} is there again");
        }
    }
}

/// A list that has to be of a length is made so by the form, and so are the groups in it.
#[test]
fn d6_a_list_that_was_given_as_the_form_fills_it_keeps_no_group() {
    let text = json!({ "type": "string", "default": "x" });
    let row = object(
        json!({ "n": { "default": 1 }, "l": { "type": "array", "minItems": 1, "items": text } }),
        json!(["l"]),
    );
    let mut blank_row = row.clone();
    blank_row["default"] = json!({});
    for (items, own, other) in [
        (text.clone(), json!(["x", "x"]), json!(["x", "y"])),
        (text, json!(["x", "x"]), json!(["x", "x", "x"])),
        (
            blank_row,
            json!([{ "n": 1, "l": ["x"] }, { "n": 1, "l": ["x"] }]),
            json!([{ "n": 1, "l": ["x"] }, { "n": 1, "l": ["y"] }]),
        ),
        // Nothing says what an item is: the form adds none.
        (row, json!([]), json!([{ "n": 1, "l": ["x"] }])),
    ] {
        let list = json!({ "type": "array", "minItems": 2, "items": items });
        let group =
            object(json!({ "l": list, "host": { "type": "string" } }), json!(["l", "host"]));
        let definition = definition(object(json!({ "g": group }), json!([])), json!({}));
        let blank = Form::new(&definition, None, None);
        assert_eq!(blank.value_at("/g/l"), Some(&own), "{items}");
        for (held, sent) in [(&own, json!({})), (&other, json!({ "g": { "l": other } }))] {
            let given = json!({ "g": { "l": held, "host": "h" } });
            let mut form = Form::open(&definition, given.clone(), None);
            type_into(&mut form, "/g/host", "");
            assert_eq!(form.request(), sent, "{given}");
            type_into(&mut form, "/g/host", "h");
            assert_eq!(form.request(), given);
        }
    }
}

/// A group that lacks something is refused, but somebody gave it like that.
#[test]
fn d6_a_group_that_was_given_with_nothing_else_stays() {
    let given = json!({ "g": { "kind": "k", "size": 3 } });
    let schema = object(json!({ "g": hosted() }), json!([]));
    let mut form = Form::open(&definition(schema, json!({})), given.clone(), None);
    for text in ["4", "3"] {
        type_into(&mut form, "/g/size", text);
    }
    assert_eq!(form.request(), given);
}

#[test]
fn d7_a_group_comes_with_its_defaults_and_goes_with_its_last_value() {
    let inner = object(json!({ "c": { "type": "string" } }), json!([]));
    let mut form =
        form(object(json!({ "a": object(json!({ "b": inner }), json!([])) }), json!([])));
    type_into(&mut form, "/a/b/c", "x");
    assert_eq!(form.request(), json!({ "a": { "b": { "c": "x" } } }));
    type_into(&mut form, "/a/b/c", "");
    assert_eq!(form.request(), json!({}));
}

#[test]
fn d8_required_lists_start_empty_and_defaults_of_items_fill_items() {
    let item = object(json!({ "port": { "type": "integer", "default": 443 } }), json!([]));
    let schema = object(
        json!({ "l": { "type": "array", "items": item }, "o": { "type": "array", "items": { "type": "string" } } }),
        json!(["l"]),
    );
    let mut form = form(schema);
    assert_eq!(form.request(), json!({ "l": [] }));
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    assert_eq!(form.request(), json!({ "l": [{ "port": 443 }] }));
}

#[test]
fn d9_a_shape_that_contains_itself_is_filled_no_deeper() {
    let node = json!({ "type": "object", "properties": { "n": { "default": 1 }, "next": { "$ref": "#/$defs/node" } } });
    check(json!({ "$ref": "#/$defs/node", "$defs": { "node": node } }), json!({ "n": 1 }));
    let form = form(
        json!({ "$ref": "#/$defs/node", "$defs": { "node": { "type": "object", "properties": { "next": { "$ref": "#/$defs/node" } } } } }),
    );
    assert!(form.field_at("/next").unwrap().recursive);
}

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
fn e9_what_the_form_says_of_a_field_is_all_that_is_said_of_it() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let mut form =
        form(object(json!({ "n": { "type": "integer" }, "l": list, "t": {} }), json!([])));
    type_into(&mut form, "/n", "12x");
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    let judged = |pointer: &str| FieldProblem {
        pointer: pointer.into(),
        keyword: None,
        message: "judged".into(),
    };
    let told: Vec<(String, String)> = form
        .problems(&[judged("/n"), judged("/l/0"), judged("/t")])
        .into_iter()
        .map(|problem| (problem.pointer, problem.message))
        .collect();
    let expect = [
        ("/n", "must be a whole number"),
        ("/l/0", "is empty: fill it in or remove it"),
        ("/t", "judged"),
    ];
    assert_eq!(told, expect.map(|(at, message)| (at.to_owned(), message.to_owned())));
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

fn shapes() -> Value {
    json!({ "type": "object", "properties": { "common": { "type": "string" } }, "oneOf": [
        { "title": "Circle", "properties": { "kind": { "const": "circle" }, "size": { "type": "number" }, "r": { "type": "number" } }, "required": ["kind"] },
        { "title": "Text", "properties": { "kind": { "const": "text" }, "size": { "type": "string" }, "body": { "type": "string", "default": "hi" } } },
    ]})
}

#[test]
fn b1_the_branch_that_fits_the_data_is_active_else_the_first() {
    assert_eq!(form(shapes()).root().unions[0].active, 0);
    assert_eq!(form_with(shapes(), json!({ "kind": "text" })).root().unions[0].active, 1);
    let labels: Vec<String> =
        form(shapes()).root().unions[0].branches.iter().map(|b| b.label.clone()).collect();
    assert_eq!(labels, ["Circle", "Text"]);
}

#[test]
fn b1_a_number_tells_the_branch_however_it_is_written() {
    let of = |key: &str, values: Value| json!({ "properties": { "v": { (key): values } } });
    for (first, second) in [
        (of("const", json!(1)), of("const", json!(2))),
        (of("enum", json!([1])), of("enum", json!([2]))),
        (of("enum", json!([1, 3])), of("enum", json!([2, 4]))),
    ] {
        let plain = json!({ "oneOf": [first, second] });
        let mut named = plain.clone();
        named["discriminator"] = json!({ "propertyName": "v" });
        for schema in [plain, named] {
            let root = form_with(schema.clone(), json!({ "v": 2.0 })).root();
            assert_eq!(root.unions[0].active, 1, "{schema}");
        }
    }
    // A branch that is the value itself.
    let itself = json!({ "oneOf": [{ "const": 2 }, { "const": 1 }, { "type": "object" }] });
    let form = form_with(object(json!({ "v": itself }), json!([])), json!({ "v": 1.0 }));
    assert_eq!(form.field_at("/v").unwrap().unions[0].active, 1);
}

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
fn b1_an_added_item_is_drawn_in_the_branch_of_its_default() {
    let text = json!({ "type": "string" });
    let branches = json!([
        object(json!({ "x": text }), json!(["x"])),
        object(json!({ "y": text, "z": { "default": 1 } }), json!(["y"])),
    ]);
    let list = |items: Value| json!({ "type": "array", "items": items });
    let mut form = form(object(
        json!({
            "told": list(json!({ "oneOf": branches, "default": { "y": "in" } })),
            "types": list(json!({ "type": ["string", "integer"], "default": 5 })),
            "untold": list(json!({ "oneOf": branches })),
        }),
        json!([]),
    ));
    for (at, branch, held) in [
        ("/told", 1, json!([{ "y": "in", "z": 1 }])),
        ("/types", 1, json!([5])),
        ("/untold", 0, json!([{}])),
    ] {
        let list = form.field_at(at).unwrap();
        form.add_item(&list);
        assert_eq!(form.value_at(at), Some(&held));
        assert_eq!(form.item(&list, 0).unions[0].active, branch, "{at}");
    }
    // It stays there, whatever is cleared.
    let list = form.field_at("/told").unwrap();
    form.set("/told/0", json!({ "z": 1 }));
    form.unset("/told/0/z");
    assert_eq!(form.item(&list, 0).unions[0].active, 1);
}

/// What the validator is told of branches: the value, the keyword, the index.
fn drawn(form: &Form) -> Vec<(String, String, u32)> {
    form.drawn_branches()
        .into_iter()
        .map(|it| (it.pointer, it.keyword_location, it.index))
        .collect()
}

#[test]
fn b9_the_validator_is_told_which_branches_are_drawn() {
    let text = json!({ "type": "string" });
    let two = json!([
        { "title": "A", "type": "object", "properties": { "x": text }, "required": ["x"] },
        { "title": "B", "type": "object", "properties": { "y": text }, "required": ["y"] },
    ]);
    let mut whole = form(json!({ "type": "object", "oneOf": two }));
    assert_eq!(drawn(&whole), [(String::new(), "/oneOf".to_owned(), 0)]);
    assert!(whole.told_branches().is_empty(), "nobody has decided yet");
    choose(&mut whole, 1);
    assert_eq!(drawn(&whole), [(String::new(), "/oneOf".to_owned(), 1)]);
    assert_eq!(whole.told_branches(), whole.drawn_branches());

    // Branches move with their items.
    let items = json!({ "type": "array", "items": { "oneOf": two } });
    let mut list = form(object(json!({ "list": items }), json!([])));
    assert!(drawn(&list).is_empty(), "there is no value yet");
    for branch in [0, 1] {
        let field = list.field_at("/list").unwrap();
        let index = list.add_item(&field);
        let item = list.field_at(&format!("/list/{index}")).unwrap();
        list.choose(&item, &item.unions[0].place, branch);
    }
    let at = |index: usize, branch: u32| {
        (format!("/list/{index}"), "/properties/list/items/oneOf".to_owned(), branch)
    };
    assert_eq!(drawn(&list), [at(0, 0), at(1, 1)]);
    let field = list.field_at("/list").unwrap();
    list.move_item(&field, 1, 0);
    assert_eq!(drawn(&list), [at(0, 1), at(1, 0)]);
    list.remove_item(&field, 1);
    assert_eq!(drawn(&list), [at(0, 1)]);

    // An index counts branches that only say null; a choice of types is no choice of schemas.
    let nullable = json!({ "anyOf": [{ "type": "null" }, two[0], two[1]] });
    let schema =
        object(json!({ "v": nullable, "t": { "type": ["string", "integer"] } }), json!([]));
    let given = form_with(schema, json!({ "v": { "y": "1" }, "t": 1 }));
    assert_eq!(drawn(&given), [("/v".to_owned(), "/properties/v/anyOf".to_owned(), 2)]);
}

#[test]
fn b9_a_request_names_the_branches_it_has_room_for() {
    let needs = |key: &str| json!({ "type": "object", "properties": { key: { "type": "string" } }, "required": [key] });
    let items = json!({ "type": "array", "items": { "oneOf": [needs("x"), needs("y")] } });
    let schema = object(json!({ "list": items, "note": { "type": "string" } }), json!([]));
    let size = |branches: &[DrawnBranch]| serde_json::to_string(branches).unwrap().len();
    for (items, note, all) in [(3, 0, true), (1_500, 0, false), (3, 901 << 10, false)] {
        let list = vec![json!({}); items];
        let form = form_with(schema.clone(), json!({ "list": list, "note": "n".repeat(note) }));
        let (drawn, sent) = (form.drawn_branches(), form.sent_branches());
        assert_eq!(drawn.len(), items);
        assert_eq!(sent, drawn[..sent.len()], "the first of them");
        assert_eq!(sent.len() == items, all, "{} of {items}", sent.len());
        assert!(size(&sent) <= LARGEST_BRANCHES);
        let is_full = size(&drawn[..(sent.len() + 1).min(items)]) > LARGEST_BRANCHES;
        assert_eq!(is_full, items == 1_500);
    }
}

/// Two branches that both have a name.
fn named() -> Value {
    json!({ "type": "object", "properties": { "note": { "type": "string", "default": "n" } }, "oneOf": [
        { "title": "A", "properties": { "kind": { "const": "a" }, "name": { "type": "string" }, "x": { "type": "integer", "default": 1 } } },
        { "title": "B", "properties": { "kind": { "const": "b" }, "name": { "type": "string" }, "y": { "type": "integer", "default": 2 } } },
    ]})
}

/// Chooses a branch of the whole input.
fn choose(form: &mut Form, branch: usize) {
    let root = form.root();
    form.choose(&root, &root.unions[0].place, branch);
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

/// Whether a property is required stands in the branch, not in what is the same.
#[test]
fn d5_a_branch_fills_what_it_alone_requires() {
    let branch = |kind: &str, required: Value| {
        let opts = json!({ "type": "object", "properties": { "x": { "type": "string" } } });
        let properties = json!({ "kind": { "const": kind }, "opts": opts, "tags": { "type": "array" },
            "name": { "type": "string" } });
        json!({ "properties": properties, "required": required })
    };
    let second = branch("b", json!(["kind", "opts", "tags", "name"]));
    let branches = json!([branch("a", json!(["kind"])), second]);
    let mut form = form(json!({ "type": "object", "oneOf": branches }));
    assert_eq!(form.request(), json!({ "kind": "a" }));
    choose(&mut form, 1);
    assert_eq!(form.request(), json!({ "kind": "b", "opts": {}, "tags": [] }));
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
fn d1_another_branch_fills_only_what_it_brings() {
    let mut form = form(named());
    type_into(&mut form, "/note", "");
    choose(&mut form, 1);
    assert_eq!(form.request(), json!({ "kind": "b", "y": 2 }));
    type_into(&mut form, "/y", "");
    choose(&mut form, 0);
    assert_eq!(form.request(), json!({ "kind": "a", "x": 1 }));
    choose(&mut form, 1);
    assert_eq!(form.request(), json!({ "kind": "b" }));
    let mut given = Form::open(&definition(named(), json!({})), json!({ "kind": "a" }), None);
    choose(&mut given, 1);
    assert_eq!(given.request(), json!({ "kind": "b", "y": 2 }));
}

#[test]
fn b3_a_union_of_types_switches_the_value() {
    let mut form = form(object(
        json!({ "u": { "type": ["string", "integer"] }, "v": { "anyOf": [{ "type": "string" }, object(json!({ "x": { "default": 1 } }), json!([]))] } }),
        json!([]),
    ));
    for at in ["/u", "/v"] {
        type_into(&mut form, at, "text");
        let field = form.field_at(at).unwrap();
        form.choose(&field, &field.unions[0].place, 1);
    }
    assert_eq!(form.request(), json!({ "v": { "x": 1 } }));
    assert!(matches!(form.field_at("/u").unwrap().kind, Kind::Number(_)));
    for at in ["/u", "/v"] {
        let field = form.field_at(at).unwrap();
        form.choose(&field, &field.unions[0].place, 0);
    }
    assert_eq!(form.request(), json!({ "u": "text", "v": "text" }));
}

#[test]
fn b3_the_whole_input_is_of_the_type_that_was_chosen_and_empty() {
    let mut form = form(json!({ "type": ["object", "string"] }));
    for (branch, sent) in [(0, json!({})), (1, json!(null))] {
        let field = form.root();
        form.choose(&field, &field.unions[0].place, branch);
        assert_eq!(form.request(), sent);
    }
    for (text, sent) in [("x", json!("x")), ("", json!(null))] {
        type_into(&mut form, "", text);
        assert_eq!(form.request(), sent);
    }
}

/// Neither is ever absent.
#[test]
fn d1_a_branch_of_the_whole_input_and_of_an_item_is_filled() {
    let group = object(json!({ "n": { "default": 3 } }), json!([]));
    let union = json!({ "oneOf": [object(json!({ "a": { "type": "string" } }), json!([])), { "const": "all" }, group,
        { "type": "string", "default": "d" }] });
    let chosen = [(1, json!("all")), (2, json!({ "n": 3 })), (3, json!("d"))];
    let list = json!({ "type": "array", "items": union });
    for (branch, sent) in chosen {
        let mut whole = form(union.clone());
        let root = whole.root();
        whole.choose(&root, &root.unions[0].place, branch);
        assert_eq!(whole.request(), sent);
        let mut items = form(object(json!({ "l": list }), json!([])));
        items.add_item(&items.field_at("/l").unwrap());
        let item = items.field_at("/l/0").unwrap();
        items.choose(&item, &item.unions[0].place, branch);
        assert_eq!(items.request(), json!({ "l": [sent] }));
    }
}

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

#[test]
fn b11_defaults_of_the_first_branch_are_no_sign_of_another() {
    let form = form(json!({ "properties": { "r": { "anyOf": [
        { "title": "A", "type": "object", "properties": { "a": { "type": "integer", "default": 1 }, "b": { "type": "string" } }, "required": ["b"] },
        { "title": "B", "type": "object", "properties": { "c": { "type": "string" } } } ] } } }));
    let field = form.field_at("/r").unwrap();
    assert_eq!((field.unions[0].active, field.unions[0].is_told), (0, false));
    assert_eq!(form.value_at("/r"), Some(&json!({ "a": 1 })));
}

/// Two branches, of which the second fits the first one's default better.
fn of_two() -> Value {
    json!([
        { "title": "A", "properties": { "p": { "type": "integer", "default": 1 }, "must": { "type": "string" } }, "required": ["must"] },
        { "title": "B", "properties": { "q": { "type": "string" } } }
    ])
}

#[test]
fn b11_nor_are_those_that_come_with_another_default() {
    let form = form(
        json!({ "type": "object", "properties": { "x": { "type": "string", "default": "filled" } },
        "dependentSchemas": { "x": { "oneOf": of_two() } } }),
    );
    assert_eq!(form.request(), json!({ "x": "filled", "p": 1 }));
    let union = &form.field_at("").unwrap().unions[0];
    assert_eq!((union.active, union.is_told), (0, false));
}

#[test]
fn b11_nor_are_those_that_come_with_a_condition() {
    let mut form = form(json!({ "type": "object", "properties": { "x": { "type": "string" } },
        "if": { "required": ["x"] }, "then": { "oneOf": of_two() } }));
    form.set("/x", json!("typed"));
    let conditions = form.conditions();
    assert!(form.decide(&conditions[0], true));
    assert_eq!(form.request(), json!({ "x": "typed", "p": 1 }));
    let union = &form.field_at("").unwrap().unions[0];
    assert_eq!((union.active, union.is_told), (0, false));
}

#[test]
fn b11_nor_are_those_that_come_with_a_choice() {
    let outer = json!([
        { "title": "Without", "type": "object", "properties": { "a": { "type": "string" } } },
        { "title": "With", "properties": { "b": { "type": "string" } }, "oneOf": of_two() }
    ]);
    let mut form = form_with(json!({ "type": "object", "oneOf": outer }), json!({ "a": "given" }));
    let root = form.field_at("").unwrap();
    assert_eq!((root.unions.len(), root.unions[0].active), (1, 0));
    form.choose(&root, &root.unions[0].place, 1);
    assert_eq!(form.request(), json!({ "p": 1 }));
    let active: Vec<usize> =
        form.field_at("").unwrap().unions.iter().map(|union| union.active).collect();
    assert_eq!(active, [1, 0]);
}

#[test]
fn b11_a_choice_decides_on_no_other_of_the_same_value() {
    let other = json!([
        { "title": "C", "properties": { "r": { "type": "string" } } },
        { "title": "D", "properties": { "s": { "type": "string" } } }
    ]);
    let mut form =
        form(json!({ "type": "object", "allOf": [{ "oneOf": of_two() }, { "oneOf": other }] }));
    let root = form.field_at("").unwrap();
    form.choose(&root, &root.unions[1].place, 1);
    assert_eq!(form.request(), json!({ "p": 1 }));
    let drawn = form.field_at("").unwrap().unions.into_iter();
    let drawn: Vec<(usize, bool)> = drawn.map(|union| (union.active, union.is_told)).collect();
    assert_eq!(drawn, [(0, false), (1, true)]);
}

#[test]
fn b11_a_default_of_the_whole_tells_which_branch_is_meant() {
    let schema = json!({ "properties": { "g": { "type": "object", "default": { "kind": "b" }, "oneOf": [
        { "title": "A", "properties": { "kind": { "const": "a" }, "x": { "type": "string", "default": "of a" } } },
        { "title": "B", "properties": { "kind": { "const": "b" }, "y": { "type": "string" } } } ] } } });
    let form = form_with(schema, json!({ "g": {} }));
    assert_eq!(form.request(), json!({ "g": { "kind": "b" } }));
    assert_eq!(form.field_at("/g").unwrap().unions[0].active, 1);
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
