//! Which field, which keyword, which words.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests panic, and write their schemas in place"
)]

use portico_contract::http::DrawnBranch;
use portico_validate::Validator;
use serde_json::{Value, json};

const DRAFT_07: &str = "http://json-schema.org/draft-07/schema#";
const DRAFT_2019: &str = "https://json-schema.org/draft/2019-09/schema";
const DRAFT_2020: &str = "https://json-schema.org/draft/2020-12/schema";

#[track_caller]
fn check(schema: Value, input: Value, expect: &[&str]) {
    check_drawn(schema, input, &[], expect);
}

/// The same while a form draws these branches: the value, the keyword, the index.
#[track_caller]
fn check_drawn(schema: Value, input: Value, drawn: &[(&str, &str, u32)], expect: &[&str]) {
    let validator = Validator::new(&schema).unwrap();
    let drawn: Vec<DrawnBranch> = drawn
        .iter()
        .map(|(pointer, keyword_location, index)| DrawnBranch {
            pointer: (*pointer).to_owned(),
            keyword_location: (*keyword_location).to_owned(),
            index: *index,
        })
        .collect();
    let found: Vec<String> = validator
        .problems_drawn(&input, &drawn)
        .into_iter()
        .map(|p| format!("{} [{}] {}", p.pointer, p.keyword.unwrap_or_default(), p.message))
        .collect();
    assert_eq!(found, expect);
    assert_eq!(validator.is_valid(&input), expect.is_empty());
}

/// Their pointers alone would be many gigabytes.
#[test]
fn long_names_around_long_lists_are_refused_as_a_whole() {
    check(
        json!({ "additionalProperties": { "items": { "type": "integer" } } }),
        json!({ "n".repeat(300_000): vec![1e19; 140_000] }),
        &[" [] has names so long, around so many values, that it cannot be checked"],
    );
}

#[test]
fn e5_required_is_told_at_the_missing_property() {
    check(
        json!({ "required": ["a", "b/c"], "properties": { "b/c": {}, "a": {} } }),
        json!({}),
        &["/b~1c [required] is required", "/a [required] is required"],
    );
    check(
        json!({ "properties": { "o": { "required": ["x"] } } }),
        json!({ "o": {} }),
        &["/o/x [required] is required"],
    );
    check(
        json!({ "dependentRequired": { "a": ["b"] } }),
        json!({ "a": 1 }),
        &["/b [dependentRequired] is required"],
    );
}

#[test]
fn e8_words_of_plain_keywords() {
    for (schema, value, expect) in [
        (json!({ "type": "string" }), json!(1), "[type] must be text"),
        (json!({ "type": "integer" }), json!(1.5), "[type] must be a whole number"),
        (json!({ "type": ["string", "null"] }), json!(1), "[type] must be null or text"),
        (json!({ "minLength": 3 }), json!("ab"), "[minLength] must be at least 3 characters"),
        (json!({ "minLength": 1 }), json!(""), "[minLength] must not be empty"),
        (json!({ "maxLength": 1 }), json!("日本"), "[maxLength] must be at most 1 character"),
        (
            json!({ "pattern": "^[a-z0-9-]+$" }),
            json!("A B"),
            "[pattern] must use small letters, digits and dashes only",
        ),
        (json!({ "pattern": "^a+$" }), json!("b"), "[pattern] must match the pattern ^a+$"),
        (json!({ "enum": ["a", "b", 3] }), json!("c"), "[enum] must be one of a, b, 3"),
        (json!({ "const": "a" }), json!("c"), "[const] must be a"),
        (json!({ "minimum": 20 }), json!(3), "[minimum] must be at least 20"),
        (json!({ "exclusiveMaximum": 2 }), json!(2), "[exclusiveMaximum] must be less than 2"),
        (json!({ "multipleOf": 5 }), json!(7), "[multipleOf] must be a multiple of 5"),
        (json!({ "minItems": 1 }), json!([]), "[minItems] must have at least one item"),
        (
            json!({ "uniqueItems": true }),
            json!([1, 2, 1]),
            "[uniqueItems] must not repeat an item: 1 and 3 are the same",
        ),
        (
            json!({ "format": "email" }),
            json!("x"),
            "[format] must be an e-mail address, such as name@example.com",
        ),
        (
            json!({ "format": "date" }),
            json!("21.11.2026"),
            "[format] must be a date, such as 2026-11-21",
        ),
        (
            json!({ "format": "uuid" }),
            json!("1"),
            "[format] must be a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
        ),
        (
            json!({ "format": "duration" }),
            json!("2 days"),
            "[format] must be a duration, such as P1D or PT2H30M",
        ),
        (
            json!({ "format": "duration" }),
            json!("PT0.5S"),
            "[format] must be a duration in whole numbers, such as 90 minutes (PT90M) in place of 1.5 hours",
        ),
        (json!({ "format": "regex" }), json!("("), "[format] must be a regular expression"),
        (
            json!({ "format": "json-pointer" }),
            json!("a/b"),
            "[format] must be a JSON Pointer, such as /a/b",
        ),
        (json!({ "not": { "const": "root" } }), json!("root"), "[not] must not be root"),
        (json!({ "not": { "enum": ["a", 1] } }), json!(1), "[not] must not be a or 1"),
        (json!({ "not": { "required": ["a"] } }), json!({ "a": 1 }), "[not] must not have a"),
        (
            json!({ "not": { "pattern": "^root" } }),
            json!("roots"),
            "[not] must not match the pattern ^root",
        ),
        (json!(false), json!(1), "[falseSchema] is not allowed here"),
    ] {
        check(schema, value, &[&format!(" {expect}")]);
    }
}

#[test]
fn a_list_holds_what_it_needs_as_often_as_it_needs_it() {
    let text = json!({ "type": "string" });
    for (schema, few, right, many) in [
        (
            json!({ "contains": text }),
            (json!([1]), "at least 1 item that is text"),
            json!([1, "a"]),
            None,
        ),
        (
            json!({ "contains": text, "minContains": 2 }),
            (json!(["a", 1]), "at least 2 items that are text"),
            json!(["a", 1, "b"]),
            None,
        ),
        (
            json!({ "contains": text, "maxContains": 1 }),
            (json!([]), "at least 1 item that is text"),
            json!([1, "a"]),
            Some((json!(["a", "b"]), "at most 1 item that is text")),
        ),
        (
            json!({ "contains": text, "minContains": 2, "maxContains": 2 }),
            (json!(["a"]), "at least 2 items that are text"),
            json!(["a", "b"]),
            Some((json!(["a", "b", "c"]), "at most 2 items that are text")),
        ),
    ] {
        for dialect in [DRAFT_2019, DRAFT_2020] {
            let mut schema = schema.clone();
            schema["$schema"] = json!(dialect);
            let wrong = format!(" [contains] must hold {}", few.1);
            check(schema.clone(), few.0.clone(), &[&wrong]);
            check(schema.clone(), right.clone(), &[]);
            if let Some((many, told)) = &many {
                check(schema, many.clone(), &[&format!(" [contains] must hold {told}")]);
            }
        }
    }
    check(json!({ "contains": text, "minContains": 0 }), json!([]), &[]);
    // Before 2019-09 the bounds mean nothing.
    check(
        json!({ "$schema": DRAFT_07, "contains": text, "minContains": 2 }),
        json!([1]),
        &[" [contains] must hold at least 1 item that is text"],
    );
}

#[test]
fn e8_the_items_that_a_list_needs_are_named() {
    let role = json!({ "properties": { "role": { "const": "admin" } }, "required": ["role"] });
    for (item, expect) in [
        (json!({ "const": "a" }), "2 items that are \"a\""),
        (json!({ "const": 5, "title": "Five" }), "2 items that are 5"),
        (json!({ "enum": ["a", "b c", 1] }), "2 items that are \"a\", \"b c\" or 1"),
        (json!({ "type": "integer" }), "2 items that are whole numbers"),
        (json!({ "type": "string", "pattern": "^a" }), "2 items that match the pattern ^a"),
        (json!({ "minimum": 5, "type": "number" }), "2 items that are at least 5"),
        (json!({ "required": ["a"] }), "2 items that have a"),
        (role, "2 items that have role \"admin\""),
        (json!({ "$ref": "#/$defs/a" }), "2 items that are \"a\""),
        (
            json!({ "title": "An owner", "minLength": 2, "maxLength": 3 }),
            "2 items that fit \"An owner\"",
        ),
        (json!({ "minLength": 2, "maxLength": 3 }), "2 items of a certain kind"),
        (json!(true), "2 items"),
    ] {
        // Nothing of the kind is there.
        let schema =
            json!({ "contains": item, "minContains": 2, "$defs": { "a": { "const": "a" } } });
        check(schema, json!([]), &[&format!(" [contains] must hold at least {expect}")]);
    }
    check(
        json!({ "contains": { "const": "a" }, "minContains": 0, "maxContains": 0 }),
        json!(["a"]),
        &[" [contains] must hold no item that is \"a\""],
    );
    // Where a reference leads, and in a resource of its own.
    let list = json!({ "contains": { "const": "a" }, "maxContains": 1 });
    let mut inner = list.clone();
    inner["$id"] = json!("https://example.com/inner");
    check(
        json!({ "properties": { "v": { "$ref": "#/$defs/list" }, "w": { "$ref": "https://example.com/inner" } },
            "$defs": { "list": list, "inner": inner } }),
        json!({ "v": ["a", "a"], "w": ["b"] }),
        &[
            "/v [contains] must hold at most 1 item that is \"a\"",
            "/w [contains] must hold at least 1 item that is \"a\"",
        ],
    );
}

#[test]
fn e8_what_must_not_be_is_named() {
    let both = json!({ "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] });
    let kind = json!({ "properties": { "k": { "const": "x" } }, "required": ["k"] });
    for (not, value, expect) in [
        (json!({ "type": "null" }), json!(null), "must not be null"),
        (json!({ "$ref": "#/$defs/root" }), json!("root"), "must not be root"),
        (
            json!({ "anyOf": [{ "const": "a" }, { "const": "b" }] }),
            json!("b"),
            "must not be a or b",
        ),
        (both, json!({ "b": 1 }), "must not have a or b"),
        (
            json!({ "required": ["a", "b"] }),
            json!({ "a": 1, "b": 1 }),
            "must not have both a and b",
        ),
        (kind, json!({ "k": "x" }), "must not have k x"),
        (json!({ "maximum": 5 }), json!(3), "must not be at most 5"),
        (
            json!({ "title": "A reserved name", "minLength": 1, "maxLength": 2 }),
            json!("a"),
            "must not fit \"A reserved name\"",
        ),
        (json!({}), json!(1), "is not allowed here"),
        (json!({ "minLength": 1, "maxLength": 2 }), json!("a"), "has a value that is not allowed"),
    ] {
        let schema = json!({ "not": not, "$defs": { "root": { "const": "root" } } });
        check(schema, value, &[&format!(" [not] {expect}")]);
    }
}

#[test]
fn e8_what_takes_too_many_words_is_not_listed() {
    let constants: Vec<Value> = (0..12).map(|at| json!({ "const": at })).collect();
    let twelve =
        |name: &str| json!({ "anyOf": vec![json!({ "$ref": format!("#/$defs/{name}") }); 12] });
    let defs = json!({ "a1": twelve("a2"), "a2": twelve("a3"), "a3": twelve("a4"), "a4": { "anyOf": constants } });
    check(
        json!({ "items": { "not": { "$ref": "#/$defs/a1" } }, "$defs": defs }),
        json!([1]),
        &["/0 [not] has a value that is not allowed"],
    );
    check(
        json!({ "contains": { "$ref": "#/$defs/a1" }, "$defs": defs }),
        json!([]),
        &[" [contains] must hold at least 1 item of a certain kind"],
    );
}

#[test]
fn e8_choices_that_fit_at_once_are_named() {
    let number = |title: &str| json!({ "title": title, "type": "number" });
    let referred = json!({ "oneOf": [{ "title": "Text", "type": "string" }, number("Share"), { "$ref": "#/$defs/n" }],
        "$defs": { "n": { "title": "Count", "type": "integer" } } });
    let unnamed = json!({ "oneOf": [{ "type": "integer" }, number("Share")] });
    let alike = json!({ "oneOf": [number("Share"), number("Share")] });
    let vague = "fits more than one of the choices; exactly one has to fit";
    for (schema, expect) in [
        (referred, "fits \"Share\" and \"Count\"; exactly one of the choices has to fit"),
        (unnamed, vague),
        (alike, vague),
    ] {
        check(schema, json!(5), &[&format!(" [oneOf] {expect}")]);
    }
}

#[test]
fn e8_a_name_is_told_of_as_any_value() {
    for (names, expect) in [
        (json!({ "enum": ["a", "b"] }), "must be one of a, b"),
        (json!({ "anyOf": [{ "const": "a" }, { "const": "b" }] }), "must be one of a, b"),
        (json!({ "not": { "const": "zz" } }), "must not be zz"),
        (json!({ "maxLength": 1 }), "must be at most 1 character"),
    ] {
        check(
            json!({ "properties": { "o": { "propertyNames": names } } }),
            json!({ "o": { "zz": 1 } }),
            &[&format!("/o/zz [propertyNames] has a name that {expect}")],
        );
    }
}

#[test]
fn what_nothing_else_speaks_of_is_told() {
    for list in [
        json!({ "prefixItems": [{}], "unevaluatedItems": false }),
        json!({ "$schema": DRAFT_2019, "items": [{}], "unevaluatedItems": false }),
    ] {
        let more = " [unevaluatedItems] has more items than are allowed: item 2";
        check(list.clone(), json!([1, 2]), &[more]);
        let many =
            " [unevaluatedItems] has more items than are allowed: items 2, 3, 4, 5, 6 and 2 more";
        check(list.clone(), json!([1, 2, 3, 4, 5, 6, 7, 8]), &[many]);
        check(list, json!([1]), &[]);
    }
    for dialect in [DRAFT_2019, DRAFT_2020] {
        check(
            json!({ "$schema": dialect, "allOf": [{ "properties": { "region": {} } }],
                "properties": { "name": {} }, "unevaluatedProperties": false }),
            json!({ "region": 1, "nmae": 2, "zzz": 3 }),
            &[
                "/nmae [unevaluatedProperties] is not a known field; did you mean \"name\"?",
                "/zzz [unevaluatedProperties] is not a known field",
            ],
        );
    }
}

/// As where `additionalProperties` and `items` have one.
#[test]
fn e6_what_the_schema_of_all_others_refuses_is_told_at_the_value() {
    let whole = |at: &str| format!("{at} [type] must be a whole number");
    let integer = json!({ "type": "integer" });
    let group =
        json!({ "type": "object", "required": ["n"], "properties": { "n": { "minimum": 3 } } });
    let shapes = json!({ "oneOf": [{ "required": ["x"] }, { "required": ["y"], "properties": { "y": integer } }] });
    let rest =
        |schema: &Value| json!({ "properties": { "known": {} }, "unevaluatedProperties": schema });
    let table: Vec<(Value, Value, Vec<String>)> = vec![
        (
            rest(&integer),
            json!({ "known": "x", "a": "x", "b": 1, "c/d": null }),
            vec![whole("/a"), whole("/c~1d")],
        ),
        (rest(&integer), json!({ "known": "x", "b": 1 }), vec![]),
        (
            rest(&group),
            json!({ "a": {}, "b": { "n": 1 }, "c": 5 }),
            vec![
                "/a/n [required] is required".into(),
                "/b/n [minimum] must be at least 3".into(),
                "/c [type] must be an object".into(),
            ],
        ),
        (
            json!({ "unevaluatedProperties": { "$ref": "#/$defs/n" }, "$defs": { "n": integer } }),
            json!({ "a": "x" }),
            vec![whole("/a")],
        ),
        (
            rest(&json!({ "anyOf": [integer, { "type": "null" }] })),
            json!({ "a": "x" }),
            vec!["/a [anyOf] must be a whole number or null".into()],
        ),
        (rest(&rest(&integer)), json!({ "a": { "known": "x", "b": "x" } }), vec![whole("/a/b")]),
        (
            json!({ "properties": { "o": { "$ref": "#/$defs/o" } }, "$defs": { "o": rest(&integer) } }),
            json!({ "o": { "a": "x" } }),
            vec![whole("/o/a")],
        ),
        (
            json!({ "prefixItems": [{}], "unevaluatedItems": integer }),
            json!(["x", "x", 1, "y"]),
            vec![whole("/1"), whole("/3")],
        ),
        (
            json!({ "contains": { "const": "x" }, "unevaluatedItems": integer }),
            json!(["x", 1, "y", "x"]),
            vec![whole("/2")],
        ),
        (
            json!({ "prefixItems": [{}], "unevaluatedItems": group }),
            json!([1, {}, 1, { "n": 3 }]),
            vec!["/1/n [required] is required".into(), "/2 [type] must be an object".into()],
        ),
        (
            json!({ "$schema": DRAFT_2019, "items": [{}], "unevaluatedItems": integer }),
            json!(["x", "x", 1]),
            vec![whole("/1")],
        ),
    ];
    for (schema, input, expect) in table {
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check(schema, input, &expect);
    }
    // Where a part fails, the validator takes all that the part names for what nothing else speaks of.
    let text = json!({ "type": "string" });
    let all = |rest: &Value| json!({ "allOf": [{ "properties": { "n": integer, "m": integer } }], "unevaluatedProperties": rest });
    let referred = json!({ "$ref": "#/$defs/all", "unevaluatedProperties": false,
        "$defs": { "all": { "allOf": [{ "properties": { "n": integer, "m": integer } }] } } });
    let branches = json!({ "oneOf": [
        { "required": ["k"], "properties": { "k": { "const": "a" }, "x": integer } },
        { "properties": { "k": { "const": "b" }, "y": integer } } ], "unevaluatedProperties": false });
    let tuple = |rest: &Value| json!({ "allOf": [{ "prefixItems": [integer, integer] }], "unevaluatedItems": rest });
    let (closed, unknown) = (json!(false), "[unevaluatedProperties] is not a known field");
    let table: Vec<(Value, Value, Vec<String>)> = vec![
        (all(&text), json!({ "n": true, "m": 5 }), vec![whole("/n")]),
        (all(&text), json!({ "n": 1, "m": 5, "z": "x" }), vec![]),
        (
            all(&text),
            json!({ "n": true, "m": 5, "z": 1 }),
            vec![whole("/n"), "/z [type] must be text".into()],
        ),
        (
            all(&closed),
            json!({ "n": true, "m": 5, "z": 1 }),
            vec![whole("/n"), format!("/z {unknown}")],
        ),
        (referred, json!({ "n": true, "m": 5 }), vec![whole("/n")]),
        (all(&all(&text)), json!({ "z": { "n": true, "m": 5 } }), vec![whole("/z/n")]),
        // Nothing else is wrong.
        (branches.clone(), json!({ "k": "a", "x": 1, "y": 1 }), vec![format!("/y {unknown}")]),
        (
            json!({ "properties": { "g": branches }, "additionalProperties": integer }),
            json!({ "g": { "k": "a", "y": 1 }, "n": true }),
            vec![format!("/g/y {unknown}"), whole("/n")],
        ),
        (tuple(&text), json!([true, 5, 1]), vec![whole("/0"), "/2 [type] must be text".into()]),
        (tuple(&closed), json!([true, 5]), vec![whole("/0")]),
    ];
    for (schema, input, expect) in table {
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check(schema, input, &expect);
    }
    // Of the branch that is drawn for the value.
    let places = "/unevaluatedProperties/oneOf";
    for (branch, expect) in
        [(0, "/a/x [required] is required"), (1, "/a/y [type] must be a whole number")]
    {
        let input = json!({ "a": { "y": "z" } });
        check_drawn(rest(&shapes), input, &[("/a", places, branch)], &[expect]);
    }
}

/// Where a reference leads to a resource of its own, the validator's paths count from there.
#[test]
fn e6_the_schema_of_all_others_is_that_of_the_resource_it_is_in() {
    let schema = |rest: Value| {
        let mut schema = json!({ "properties": { "o": { "$ref": "https://example.com/inner" } },
            "$defs": { "inner": { "$id": "https://example.com/inner", "properties": { "known": {} },
                "unevaluatedProperties": { "type": "integer" } } } });
        if rest.is_object() {
            schema["unevaluatedProperties"] = rest;
        }
        schema
    };
    let input = json!({ "o": { "a": true } });
    check(schema(json!(null)), input.clone(), &["/o/a [type] must be a whole number"]);
    // It is not known which of the two it is.
    let unknown = "/o/a [unevaluatedProperties] is not a known field";
    check(schema(json!({ "type": "string" })), input, &[unknown]);
}

#[test]
fn recursive_references_lead_to_the_outermost_schema_that_wants_it() {
    let schema = |outer: bool| {
        json!({
            "$schema": DRAFT_2019, "$id": "https://example.com/root", "$recursiveAnchor": outer,
            "required": ["name"], "properties": { "tree": { "$ref": "https://example.com/tree" } },
            "$defs": { "tree": {
                "$id": "https://example.com/tree", "$recursiveAnchor": true,
                "properties": { "size": { "type": "integer" }, "child": { "$recursiveRef": "#" } }
            } }
        })
    };
    let input = json!({ "name": "a", "tree": { "child": { "size": "big" } } });
    check(schema(true), input.clone(), &["/tree/child/name [required] is required"]);
    check(schema(false), input, &["/tree/child/size [type] must be a whole number"]);
}

#[test]
fn the_array_form_of_dependencies_requires() {
    let schema = json!({ "$schema": DRAFT_07, "dependencies": { "card": ["owner"] } });
    check(schema.clone(), json!({ "card": 1 }), &["/owner [dependencies] is required"]);
    check(schema.clone(), json!({ "card": 1, "owner": 2 }), &[]);
    check(schema, json!({}), &[]);
}

#[test]
fn e6_an_unknown_key_is_named_with_the_closest_one() {
    check(
        json!({ "properties": { "table_name": {}, "region": {} }, "additionalProperties": false }),
        json!({ "tabel_name": 1, "zzz": 2 }),
        &[
            "/tabel_name [additionalProperties] is not a known field; did you mean \"table_name\"?",
            "/zzz [additionalProperties] is not a known field",
        ],
    );
}

#[test]
fn e1_of_a_choice_that_fails_only_one_branch_is_told() {
    for keyword in ["oneOf", "anyOf"] {
        check(
            json!({ "properties": { "to": { keyword: [
                { "properties": { "kind": { "const": "mail" }, "size": { "type": "integer" } } },
                { "properties": { "kind": { "const": "post" }, "size": { "type": "boolean" } } },
            ] } } }),
            json!({ "to": { "kind": "mail", "size": "large" } }),
            &["/to/size [type] must be a whole number"],
        );
    }
}

#[test]
fn e7_the_branch_that_was_meant_speaks() {
    let shapes = json!({ "oneOf": [
        { "required": ["kind", "radius"], "properties": { "kind": { "const": "circle" }, "radius": { "type": "number" } } },
        { "required": ["kind", "side"], "properties": { "kind": { "const": "square" }, "side": { "minimum": 1 } } },
    ]});
    check(
        shapes.clone(),
        json!({ "kind": "square", "side": 0 }),
        &["/side [minimum] must be at least 1"],
    );
    check(shapes, json!({ "kind": "circle" }), &["/radius [required] is required"]);
    let optional = json!({ "anyOf": [{ "type": "string", "minLength": 3 }, { "type": "null" }] });
    check(optional.clone(), json!("a"), &[" [minLength] must be at least 3 characters"]);
    check(optional.clone(), json!(null), &[]);
    check(optional, json!(5), &[" [anyOf] must be text or null"]);
    check(
        json!({ "oneOf": [{ "const": "a", "title": "A" }, { "const": "b" }] }),
        json!("c"),
        &[" [oneOf] must be one of a, b"],
    );
    check(
        json!({ "anyOf": [{ "required": ["email"] }, { "required": ["phone"] }] }),
        json!({}),
        &[" [anyOf] needs email or phone"],
    );
}

/// Two branches that nothing but their names tells apart.
fn two() -> Value {
    json!([
        { "type": "object", "required": ["x"], "properties": { "x": { "type": "string" } } },
        { "type": "object", "required": ["y"], "properties": { "y": { "type": "string" } } },
    ])
}

#[test]
fn b9_the_branch_that_is_drawn_speaks() {
    for (drawn, expect) in [
        (vec![], " [KEYWORD] needs x or y"),
        (vec![("", "/KEYWORD", 0)], "/x [required] is required"),
        (vec![("", "/KEYWORD", 1)], "/y [required] is required"),
        // Of another value, of another keyword, or one that there is not.
        (vec![("/v", "/KEYWORD", 1)], " [KEYWORD] needs x or y"),
        (vec![("", "/allOf/0/KEYWORD", 1)], " [KEYWORD] needs x or y"),
        (vec![("", "/KEYWORD", 2)], " [KEYWORD] needs x or y"),
    ] {
        for keyword in ["oneOf", "anyOf"] {
            let places: Vec<String> =
                drawn.iter().map(|(_, place, _)| place.replace("KEYWORD", keyword)).collect();
            let drawn: Vec<(&str, &str, u32)> = drawn
                .iter()
                .zip(&places)
                .map(|((at, _, branch), place)| (*at, place.as_str(), *branch))
                .collect();
            let expect = expect.replace("KEYWORD", keyword);
            check_drawn(json!({ keyword: two() }), json!({}), &drawn, &[&expect]);
        }
    }
}

#[test]
fn b9_the_branch_that_is_drawn_speaks_though_another_fits_better() {
    let schema = json!({ "oneOf": [
        { "required": ["a"], "properties": { "a": { "type": "string" } } },
        { "required": ["b", "c"], "properties": { "b": {}, "c": { "type": "integer" } } },
    ]});
    let drawn = [("", "/oneOf", 1)];
    check(schema.clone(), json!({}), &["/a [required] is required"]);
    check_drawn(
        schema.clone(),
        json!({}),
        &drawn,
        &["/b [required] is required", "/c [required] is required"],
    );
    check_drawn(
        schema.clone(),
        json!({ "c": "x" }),
        &drawn,
        &["/b [required] is required", "/c [type] must be a whole number"],
    );
    // What is right is right, whichever branch is drawn.
    check_drawn(schema, json!({ "a": "x" }), &drawn, &[]);
    // A value that no branch takes is told of as a whole.
    let types = json!({ "oneOf": [{ "type": "integer" }, { "type": "array" }] });
    check_drawn(types, json!("x"), &drawn, &[" [oneOf] must be a whole number or a list"]);
}

#[test]
fn b9_each_value_has_its_own_branch() {
    check_drawn(
        json!({ "properties": { "list": { "items": { "$ref": "#/$defs/t" } } }, "$defs": { "t": { "oneOf": two() } } }),
        json!({ "list": [{}, {}, {}] }),
        &[("/list/0", "/$defs/t/oneOf", 1), ("/list/1", "/$defs/t/oneOf", 0)],
        &[
            "/list/0/y [required] is required",
            "/list/1/x [required] is required",
            "/list/2 [oneOf] needs x or y",
        ],
    );
    // A choice inside a branch.
    let outer = json!({ "oneOf": [two()[0], { "type": "object", "oneOf": two() }] });
    check_drawn(
        outer,
        json!({}),
        &[("", "/oneOf", 1), ("", "/oneOf/1/oneOf", 1)],
        &["/y [required] is required"],
    );
    // A resource of its own.
    let inner = json!({ "$id": "https://example.com/inner", "$defs": { "t": { "oneOf": two() } } });
    check_drawn(
        json!({ "properties": { "v": { "$ref": "https://example.com/inner#/$defs/t" } }, "$defs": { "inner": inner } }),
        json!({ "v": {} }),
        &[("/v", "/$defs/inner/$defs/t/oneOf", 1)],
        &["/v/y [required] is required"],
    );
}

#[test]
fn e4_order_follows_the_schema_through_references() {
    check(
        json!({
            "required": ["z", "a"],
            "properties": { "z": {}, "o": { "$ref": "#/$defs/o" }, "a": {} },
            "$defs": { "o": { "required": ["y", "x"], "properties": { "x": {}, "y": {} } } }
        }),
        json!({ "o": {} }),
        &[
            "/z [required] is required",
            "/o/x [required] is required",
            "/o/y [required] is required",
            "/a [required] is required",
        ],
    );
    let text = json!({ "type": "string" });
    check(
        json!({
            "$dynamicRef": "#node",
            "$defs": { "node": { "$dynamicAnchor": "node", "properties": { "b": text, "a": text } } }
        }),
        json!({ "a": 1, "b": 1 }),
        &["/b [type] must be text", "/a [type] must be text"],
    );
}

#[test]
fn conditions_report_the_branch_that_applies() {
    check(
        json!({ "if": { "properties": { "a": { "const": 1 } }, "required": ["a"] }, "then": { "required": ["b"] } }),
        json!({ "a": 1 }),
        &["/b [required] is required"],
    );
}

#[test]
fn whole_numbers_beyond_64_bits_are_refused_not_rounded() {
    let schema = json!({ "properties": { "n": { "type": "integer" }, "f": { "type": "number" } } });
    let input: Value = serde_json::from_str(r#"{"n": 18446744073709551616, "f": 1e300}"#).unwrap();
    check(
        schema.clone(),
        input,
        &[
            "/n [type] must be in the range of exact whole numbers, -9223372036854775808 to 18446744073709551615",
        ],
    );
    check(schema.clone(), json!({ "n": u64::MAX }), &[]);
    check(schema, json!({ "n": i64::MIN }), &[]);
}

#[test]
fn of_numbers_that_were_rounded_no_more_are_told_than_of_others() {
    let schema = json!({ "items": { "type": "integer" } });
    let validator = Validator::new(&schema).unwrap();
    for items in [vec![json!(1e30); 2_000], vec![json!("a"); 2_000]] {
        assert_eq!(validator.problems(&Value::Array(items)).len(), 1_000);
    }
}

#[test]
fn both_places_for_definitions_resolve_in_every_dialect() {
    for dialect in ["http://json-schema.org/draft-04/schema#", DRAFT_07, DRAFT_2019, DRAFT_2020] {
        for holder in ["definitions", "$defs"] {
            check(
                json!({ "$schema": dialect, "properties": { "a": { "$ref": format!("#/{holder}/t") } }, holder: { "t": { "type": "string" } } }),
                json!({ "a": 1 }),
                &["/a [type] must be text"],
            );
        }
    }
}
