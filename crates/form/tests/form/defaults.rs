//! The rules D1 and on of docs/forms.md: what is filled in, and which groups are sent.

use portico_form::Form;
use portico_form::field::Kind;
use portico_form::worker::Condition;
use serde_json::{Value, json};

use crate::common::{definition, form, form_with};
use crate::shared::{choose, named, object, type_into};

#[track_caller]
fn check(schema: Value, expect: Value) {
    assert_eq!(form(schema).request(), expect);
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
fn d4_what_is_said_beside_null_and_again_without_it_leaves_null_out() {
    for text in [json!({ "enum": ["a", "b"] }), json!({ "$ref": "#/$defs/inner" })] {
        let twice = json!([{ "anyOf": [{ "$ref": "#/$defs/text" }, { "type": "null" }] }, { "$ref": "#/$defs/text" }]);
        let mut schema =
            object(json!({ "x": { "type": ["string", "null"], "allOf": twice } }), json!([]));
        schema["$defs"] = json!({ "text": text, "inner": { "enum": ["a", "b"] } });
        assert!(!form(schema.clone()).field_at("/x").unwrap().nullable, "{schema}");
        schema["properties"]["x"]["allOf"][1] = json!({});
        assert!(form(schema.clone()).field_at("/x").unwrap().nullable, "{schema}");
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
