//! Keywords and what is drawn for them, beyond the plain types.

use portico_form::Form;
use portico_form::field::{Kind, Widget};
use portico_form::worker::Condition;
use serde_json::{Value, json};

use crate::common::{form, form_with};

fn keys(form: &Form, at: &str) -> Vec<String> {
    let field = form.field_at(at).unwrap();
    form.children(&field).into_iter().map(|child| child.key).collect()
}

#[test]
fn tuples_of_both_spellings() {
    for schema in [
        json!({ "prefixItems": [{ "type": "string", "title": "Name" }, { "type": "integer" }], "items": { "type": "boolean" } }),
        json!({ "items": [{ "type": "string", "title": "Name" }, { "type": "integer" }], "additionalItems": { "type": "boolean" } }),
    ] {
        let mut form = form(json!({ "properties": { "t": schema }, "required": ["t"] }));
        let list = form.field_at("/t").unwrap();
        let Kind::List(rules) = &list.kind else { panic!("a list") };
        assert_eq!((rules.fixed, rules.max), (2, None));
        for _ in 0..3 {
            form.add_item(&list);
        }
        assert!(matches!(form.field_at("/t/0").unwrap().kind, Kind::Text(_)));
        assert_eq!(form.field_at("/t/0").unwrap().label, "Name");
        assert!(matches!(form.field_at("/t/1").unwrap().kind, Kind::Number(_)));
        assert!(matches!(form.field_at("/t/2").unwrap().kind, Kind::Boolean));
    }
    let closed =
        form(json!({ "properties": { "t": { "prefixItems": [{}, {}], "items": false } } }));
    let Kind::List(rules) = closed.field_at("/t").unwrap().kind else { panic!("a list") };
    assert_eq!(rules.max, Some(2));
}

#[test]
fn items_that_nothing_else_speaks_of_follow_the_tuple() {
    for key in ["prefixItems", "items"] {
        let tuple = |rest: Value| json!({ "properties": { "t": { "type": "array", key: [{ "type": "string" }], "unevaluatedItems": rest } } });
        let closed = form(tuple(json!(false)));
        let Kind::List(rules) = closed.field_at("/t").unwrap().kind else { panic!("a list") };
        assert_eq!((rules.fixed, rules.max), (1, Some(1)));
        let mut open = form(tuple(json!({ "type": "boolean" })));
        let list = open.field_at("/t").unwrap();
        let Kind::List(rules) = &list.kind else { panic!("a list") };
        assert_eq!((rules.fixed, rules.max), (1, None));
        for _ in 0..2 {
            open.add_item(&list);
        }
        assert!(matches!(open.field_at("/t/0").unwrap().kind, Kind::Text(_)));
        assert!(matches!(open.field_at("/t/1").unwrap().kind, Kind::Boolean));
    }
}

#[test]
fn a_list_is_closed_only_where_no_keyword_speaks_of_more_items() {
    let text = || json!({ "type": "string" });
    for (schema, max) in [
        (json!({ "items": text(), "unevaluatedItems": false }), None),
        (json!({ "items": text(), "additionalItems": false }), None),
        (json!({ "prefixItems": [text()], "items": text(), "unevaluatedItems": false }), None),
        (json!({ "contains": text(), "unevaluatedItems": false }), None),
        (json!({ "items": [text()], "additionalItems": text(), "unevaluatedItems": false }), None),
        (json!({ "prefixItems": [text()], "unevaluatedItems": false }), Some(1)),
        (json!({ "items": [text()], "additionalItems": false }), Some(1)),
        (json!({ "allOf": [{ "prefixItems": [text()] }, { "items": false }] }), Some(1)),
    ] {
        let form =
            form(json!({ "properties": { "t": { "type": "array", "allOf": [schema.clone()] } } }));
        let Kind::List(rules) = form.field_at("/t").unwrap().kind else { panic!("a list") };
        assert_eq!(rules.max, max, "{schema}");
    }
}

#[test]
fn what_a_list_has_to_hold_says_nothing_of_its_items() {
    let form = form(json!({ "properties": {
        "any": { "contains": { "const": 1 } },
        "texts": { "contains": { "const": "a" }, "minContains": 2, "maxContains": 3, "items": { "type": "string" } } } }));
    for at in ["/any", "/texts"] {
        let Kind::List(rules) = form.field_at(at).unwrap().kind else { panic!("a list") };
        assert_eq!(rules.max, None, "others can be in it too");
    }
    let texts = form.field_at("/texts").unwrap();
    assert!(matches!(form.item(&texts, 0).kind, Kind::Text(_)));
}

#[test]
fn a_list_without_item_schema_takes_anything() {
    let mut form = form(json!({ "properties": { "l": { "type": "array" } } }));
    let list = form.field_at("/l").unwrap();
    form.add_item(&list);
    let item = form.field_at("/l/0").unwrap();
    form.choose(&item, &item.unions[0].place, 4);
    let item = form.field_at("/l/0").unwrap();
    form.add_key(&item, "k").unwrap();
    assert_eq!(form.request(), json!({ "l": [{ "k": "" }] }));
}

#[test]
fn of_several_bounds_the_tightest_counts() {
    let form = form(json!({ "properties": {
        "n": { "type": "integer", "minimum": 1, "allOf": [{ "minimum": 3 }, { "exclusiveMaximum": 10, "maximum": 12 }] },
        "old": { "type": "integer", "minimum": 3, "exclusiveMinimum": true },
        "s": { "type": "string", "maxLength": 9, "allOf": [{ "maxLength": 5, "minLength": 2 }] } } }));
    let Kind::Number(rules) = form.field_at("/n").unwrap().kind else { panic!("a number") };
    assert_eq!((rules.min, rules.max), (Some(3.into()), Some(9.into())));
    let Kind::Number(rules) = form.field_at("/old").unwrap().kind else { panic!("a number") };
    assert_eq!(rules.min, Some(4.into()));
    let Kind::Text(rules) = form.field_at("/s").unwrap().kind else { panic!("text") };
    assert_eq!((rules.min, rules.max), (Some(2), Some(5)));
}

#[test]
fn an_enum_of_objects_is_a_choice() {
    let places = json!([{ "name": "Oslo", "lat": 59 }, { "name": "Rome", "lat": 41 }]);
    let form = form(json!({ "properties": { "p": { "enum": places } } }));
    let Kind::Choice(options) = form.field_at("/p").unwrap().kind else { panic!("a choice") };
    assert_eq!(options[0].label, "name: Oslo, lat: 59");
    assert_eq!(options[1].value, json!({ "name": "Rome", "lat": 41 }));
}

#[test]
fn values_beside_any_text_are_suggestions() {
    let form = form(
        json!({ "properties": { "image": { "anyOf": [{ "enum": ["alpine", "debian"] }, { "type": "string" }] } } }),
    );
    let field = form.field_at("/image").unwrap();
    assert!(field.unions.is_empty() && matches!(field.kind, Kind::Text(_)));
    assert_eq!(field.examples, [json!("alpine"), json!("debian")]);
}

#[test]
fn an_optional_of_pydantic_is_simply_optional() {
    let schema = json!({ "properties": { "o": { "anyOf": [{ "$ref": "#/$defs/o" }, { "type": "null" }], "default": null, "title": "Outer" } },
        "$defs": { "o": { "type": "object", "title": "O", "properties": { "x": { "type": "integer" } }, "required": ["x"] } } });
    let mut form = form(schema);
    let field = form.field_at("/o").unwrap();
    assert!(field.unions.is_empty() && field.nullable && matches!(field.kind, Kind::Object));
    assert_eq!((field.label.as_str(), form.request()), ("Outer", json!({ "o": null })));
    let x = form.field_at("/o/x").unwrap();
    form.apply(&x, "1");
    assert_eq!(form.request(), json!({ "o": { "x": 1 } }));
}

#[test]
fn the_discriminator_decides_on_the_branch() {
    let schema = json!({ "discriminator": { "propertyName": "kind" }, "oneOf": [
        { "title": "A", "properties": { "kind": { "const": "a" }, "x": {}, "y": {}, "z": {} } },
        { "title": "B", "properties": { "kind": { "enum": ["b", "bb"] } } } ] });
    let form = form_with(schema, json!({ "kind": "bb", "x": 1, "y": 2, "z": 3 }));
    assert_eq!(form.root().unions[0].active, 1);
}

#[test]
fn an_edit_inside_a_branch_draws_no_other_branch() {
    let schema = json!({ "oneOf": [
        { "properties": { "a": { "type": "string" }, "n": { "type": "string" } } },
        { "properties": { "b": { "type": "string" }, "n": { "type": "integer" } } } ] });
    let mut form = form_with(schema, json!({ "a": "x" }));
    let field = form.field_at("/n").unwrap();
    form.apply(&field, "5");
    let field = form.field_at("/a").unwrap();
    form.apply(&field, "");
    assert_eq!(
        (keys(&form, ""), form.request()),
        (vec!["a".into(), "n".into()], json!({ "n": "5" }))
    );
}

#[test]
fn a_name_that_is_only_required_is_drawn() {
    let schema = json!({ "type": "object", "required": ["made_up"], "additionalProperties": { "type": "integer" } });
    let field = form(schema).field_at("/made_up").unwrap();
    assert!(field.required && !field.free_key && matches!(field.kind, Kind::Number(_)));
    assert!(
        form(json!({ "required": ["x"], "properties": {}, "additionalProperties": false }))
            .field_at("/x")
            .is_none()
    );
}

#[test]
fn x1_references_by_anchor_id_and_dynamically() {
    let form = form(
        json!({ "$id": "https://example.com/tree", "$dynamicAnchor": "node", "type": "object",
        "properties": { "byAnchor": { "$ref": "#num" }, "byId": { "$ref": "other" }, "kids": { "items": { "$dynamicRef": "#node" } } },
        "$defs": { "n": { "$anchor": "num", "type": "integer" }, "o": { "$id": "other", "$ref": "#/$defs/t", "$defs": { "t": { "type": "boolean" } } } } }),
    );
    assert!(matches!(form.field_at("/byAnchor").unwrap().kind, Kind::Number(_)));
    assert!(matches!(form.field_at("/byId").unwrap().kind, Kind::Boolean));
    let kids = form.field_at("/kids").unwrap();
    assert!(matches!(form.item(&kids, 0).kind, Kind::Object));
}

#[test]
fn x1_recursive_references_of_2019_09() {
    let schema = |outer: bool| {
        json!({ "$schema": "https://json-schema.org/draft/2019-09/schema",
            "$id": "https://example.com/root", "$recursiveAnchor": outer,
            "properties": { "name": { "type": "string" }, "tree": { "$ref": "https://example.com/tree" } },
            "$defs": { "tree": { "$id": "https://example.com/tree", "$recursiveAnchor": true,
                "properties": { "kids": { "items": { "$recursiveRef": "#" } } } } } })
    };
    assert_eq!(keys(&form(schema(true)), "/tree/kids/0"), ["name", "tree"]);
    assert_eq!(keys(&form(schema(false)), "/tree/kids/0"), ["kids"]);
}

#[test]
fn x1_a_generic_list_is_drawn_as_each_use_says() {
    let of = |name: &str, base: &str, schema: Value| {
        let mut bound = schema;
        bound["$dynamicAnchor"] = "T".into();
        json!({ "$id": name, "$ref": base, "$defs": { "t": bound } })
    };
    let form = form_with(
        json!({ "type": "object", "properties": {
            "tags": { "$ref": "strings" }, "counts": { "$ref": "numbers" }, "any": { "$ref": "list" },
            "answers": { "$ref": "booleans" }, "words": { "$ref": "words" }, "more": { "type": "array", "items": { "$ref": "strings" } } },
            "$defs": {
                "strings": of("strings", "list", json!({ "type": "string", "title": "Tag" })),
                "numbers": of("numbers", "list", json!({ "type": "integer" })),
                // The outermost binds.
                "booleans": of("booleans", "strings", json!({ "type": "boolean" })),
                // The validator takes a plain reference to such an anchor for a dynamic one.
                "words": of("words", "plain", json!({ "type": "string" })),
                "plain": { "$id": "plain", "type": "array", "items": { "$ref": "#T" },
                    "$defs": { "T": { "$dynamicAnchor": "T", "type": "integer" } } },
                "list": { "$id": "list", "type": "array", "items": { "$dynamicRef": "#T" },
                    "$defs": { "T": { "$dynamicAnchor": "T", "not": {} } } } } }),
        json!({ "words": ["a"], "tags": ["a"], "counts": [1], "any": ["b"], "answers": [true], "more": [["c"]] }),
    );
    let kind = |at: &str| form.field_at(at).unwrap().kind;
    for at in ["/tags/0", "/more/0/0"] {
        assert!(matches!(kind(at), Kind::Text(_)), "{at}: {:?}", kind(at));
    }
    assert!(form.field_at("/tags/0").unwrap().unions.is_empty());
    assert!(matches!(kind("/counts/0"), Kind::Number(_)));
    assert!(matches!(kind("/answers/0"), Kind::Boolean));
    assert_eq!(form.field_at("/any/0").unwrap().unions.len(), 1, "a choice of types");
    assert!(matches!(kind("/words/0"), Kind::Text(_)), "{:?}", kind("/words/0"));
}

#[test]
fn x1_the_root_binds_only_where_a_reference_is_written_in_it() {
    let anchor = |kind: &str| json!({ "$dynamicAnchor": "T", "type": kind });
    let list = json!({ "$id": "x", "type": "array", "items": { "$dynamicRef": "#T" }, "$defs": { "t": anchor("integer") } });
    let schema = json!({ "type": "object", "properties": { "a": list, "b": { "$ref": "x" } }, "$defs": { "t": anchor("string") } });
    let form = form_with(schema, json!({ "a": [1], "b": ["c"] }));
    assert!(matches!(form.field_at("/a/0").unwrap().kind, Kind::Number(_)));
    assert!(matches!(form.field_at("/b/0").unwrap().kind, Kind::Text(_)));
}

#[test]
fn x1_what_a_use_says_of_a_generic_tree_holds_at_any_depth() {
    let node = json!({ "$id": "node", "type": "object",
        "properties": { "value": { "$dynamicRef": "#T" }, "kids": { "type": "array", "items": { "$ref": "#" } } },
        "if": { "required": ["value"] }, "then": { "properties": { "more": { "$dynamicRef": "#T" } } },
        "oneOf": [{ "properties": { "x": { "type": "string" } } }, { "properties": { "y": { "type": "string" } } }],
        "patternProperties": { "^p": { "$dynamicRef": "#T" } },
        "$defs": { "T": { "$dynamicAnchor": "T", "type": "boolean" } } });
    let texts = json!({ "$id": "texts", "$ref": "node", "$defs": { "t": { "$dynamicAnchor": "T", "type": "string" } } });
    let schema = json!({ "type": "object", "properties": { "tree": { "$ref": "texts" } }, "$defs": { "node": node, "texts": texts } });
    let mut form = form_with(
        schema,
        json!({ "tree": { "value": "a", "p1": "b", "kids": [{ "kids": [{ "value": "c" }] }] } }),
    );
    let is_text = |form: &Form, at: &str| {
        form.field_at(at).is_some_and(|field| matches!(field.kind, Kind::Text(_)))
    };
    assert!(is_text(&form, "/tree/value") && is_text(&form, "/tree/kids/0/kids/0/value"));
    // The validator is told where the schemas are written, and what it answers is found.
    let conditions = form.conditions();
    for (place, at) in
        [("/$defs/node/if", "/tree"), ("key:/$defs/node/patternProperties/^p", "/tree/p1")]
    {
        let condition = Condition { place: place.into(), at: at.into(), schema: None };
        assert!(conditions.contains(&condition), "{place}: {conditions:?}");
        assert!(form.decide(&condition, true), "{place}");
    }
    assert!(is_text(&form, "/tree/more") && is_text(&form, "/tree/p1"));
    let branches = form.drawn_branches();
    assert_eq!(branches[0].keyword_location, "/$defs/node/oneOf", "{branches:?}");
    form.tell_faults(vec![("/$defs/node/properties/value".into(), "Told.".into())]);
    let help = |at: &str| form.field_at(at).unwrap().help_when;
    assert_eq!(help("/tree/kids/0/kids/0/value").as_deref(), Some("Told."));
}

#[test]
fn x9_until_draft_07_only_annotations_count_beside_a_reference() {
    let mut schema = json!({ "type": "object", "properties": {
        "g": { "$ref": "#/definitions/g", "title": "Mine", "required": ["y"],
            "properties": { "y": { "type": "string", "default": "d" } } },
        "n": { "$ref": "#/definitions/n", "default": 3, "maximum": 5, "readOnly": true },
        "gone": { "$ref": "#/properties/g/properties/y", "title": "There" } },
        "definitions": { "g": { "type": "object", "properties": { "x": { "type": "string" } } }, "n": { "type": "integer" } } });
    let mut check = |draft: &str, names: &[&str], sent: Value, max: Option<u64>| {
        schema["$schema"] = draft.into();
        let form = form(schema.clone());
        assert_eq!(keys(&form, "/g"), names, "{draft}");
        assert_eq!(form.field_at("/g").unwrap().label, "Mine");
        assert_eq!(form.request(), sent, "{draft}");
        let number = form.field_at("/n").unwrap();
        let Kind::Number(rules) = &number.kind else { panic!("{:?}", number.kind) };
        assert_eq!(rules.max, max.map(serde_json::Number::from), "{draft}");
        assert!(number.read_only, "{draft}");
        // What is not drawn there can be drawn elsewhere.
        assert!(matches!(form.field_at("/gone").unwrap().kind, Kind::Text(_)), "{draft}");
    };
    for draft in ["04", "06", "07"] {
        let draft = format!("http://json-schema.org/draft-{draft}/schema#");
        check(&draft, &["x"], json!({ "n": 3, "gone": "d" }), None);
    }
    let sent = json!({ "g": { "y": "d" }, "n": 3, "gone": "d" });
    check("https://json-schema.org/draft/2019-09/schema", &["y", "x"], sent, Some(5));
}

#[test]
fn x10_keywords_of_another_draft_are_not_drawn() {
    let schema = json!({ "type": "object", "properties": {
        "card": { "type": "string" }, "owner": { "type": "string" },
        "t": { "type": "array", "prefixItems": [{ "type": "integer" }], "items": { "type": "string" } },
        "old": { "type": "array", "items": [{ "type": "integer" }], "additionalItems": { "type": "boolean" } },
        "rest": { "type": "object", "properties": { "a": {} }, "unevaluatedProperties": { "type": "integer" } } },
        "dependentRequired": { "card": ["owner"] }, "dependencies": { "owner": ["card"] },
        "dependentSchemas": { "card": { "properties": { "more": { "type": "string" } } } } });
    let given =
        json!({ "card": "1", "owner": "2", "t": ["a"], "old": [1, true], "rest": { "x": 1 } });
    let check = |draft: Option<&str>, is_required: bool, fixed: usize| {
        let mut schema = schema.clone();
        if let Some(draft) = draft {
            schema["$schema"] = draft.into();
        }
        let form = form_with(schema, given.clone());
        assert_eq!(form.field_at("/owner").unwrap().required, is_required, "{draft:?}");
        assert_eq!(form.field_at("/more").is_some(), is_required, "{draft:?}");
        let Kind::List(rules) = form.field_at("/t").unwrap().kind else { panic!("a list") };
        assert_eq!(rules.fixed, fixed, "{draft:?}");
        let is_text = matches!(form.field_at("/t/0").unwrap().kind, Kind::Text(_));
        assert_eq!(is_text, fixed == 0, "{draft:?}");
        assert_eq!(form.field_at("/rest").unwrap().keys.is_some(), is_required, "{draft:?}");
        // What the validator knows in every draft is drawn in every draft.
        assert!(form.field_at("/card").unwrap().required, "{draft:?}");
        assert!(matches!(form.field_at("/old/0").unwrap().kind, Kind::Number(_)), "{draft:?}");
        assert!(matches!(form.field_at("/old/1").unwrap().kind, Kind::Boolean), "{draft:?}");
    };
    for draft in ["04", "06", "07"] {
        let draft = format!("http://json-schema.org/draft-{draft}/schema#");
        check(Some(draft.as_str()), false, 0);
    }
    check(Some("https://json-schema.org/draft/2019-09/schema"), true, 0);
    check(Some("https://json-schema.org/draft/2020-12/schema"), true, 1);
    check(None, true, 1);
}

#[test]
fn x10_what_another_draft_would_forbid_can_be_filled_in() {
    let mut form = form(
        json!({ "$schema": "http://json-schema.org/draft-07/schema#", "properties": {
        "t": { "type": "array", "items": { "type": "string" }, "prefixItems": [{ "type": "integer" }], "unevaluatedItems": false },
        "o": { "type": "object", "properties": { "a": { "type": "string" } }, "$dynamicRef": "#/definitions/gone" } } }),
    );
    let list = form.field_at("/t").unwrap();
    let Kind::List(rules) = &list.kind else { panic!("a list") };
    assert_eq!((rules.fixed, rules.max), (0, None));
    form.add_item(&list);
    let item = form.field_at("/t/0").unwrap();
    form.apply(&item, "x");
    assert_eq!(form.request(), json!({ "t": ["x"] }));
    // A reference that says nothing leads nowhere without harm.
    assert_eq!(keys(&form, "/o"), ["a"]);
}

#[test]
fn x3_what_cannot_be_drawn_says_why() {
    let form = form_with(
        json!({ "properties": { "out": { "$ref": "https://example.com/x.json" }, "gone": { "$ref": "#/$defs/gone" },
            "circle": { "$ref": "#/$defs/a" }, "never": false, "typo": { "type": "strnig" }, "ok": { "type": "string" } },
            "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }),
        json!({ "never": 1 }),
    );
    let why = |at: &str| match form.field_at(at).unwrap().kind {
        Kind::Json(reason) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(why("/out"), "its schema refers outside the schema: https://example.com/x.json");
    assert_eq!(why("/gone"), "its schema refers to a place that is not there: #/$defs/gone");
    assert_eq!(why("/circle"), "its schema refers to itself: #/$defs/a");
    assert_eq!(why("/never"), "its schema allows no value");
    assert_eq!(why("/typo"), "\"strnig\" is no type of JSON Schema");
    assert!(matches!(form.field_at("/ok").unwrap().kind, Kind::Text(_)));
}

#[test]
fn b4_a_property_of_both_sides_keeps_a_value_for_each() {
    let schema = json!({ "properties": { "mode": {} }, "if": { "properties": { "mode": { "const": 1 } } },
        "then": { "properties": { "x": { "type": "string" }, "same": { "type": "string" } } },
        "else": { "properties": { "x": { "type": "integer" }, "same": { "type": "string" } } } });
    let mut form = form(schema);
    let condition = Condition { place: "/if".into(), at: String::new(), schema: None };
    form.decide(&condition, true);
    for (at, text) in [("/x", "text"), ("/same", "s")] {
        let field = form.field_at(at).unwrap();
        form.apply(&field, text);
    }
    form.decide(&condition, false);
    assert_eq!(form.request(), json!({ "same": "s" }));
    let field = form.field_at("/x").unwrap();
    form.apply(&field, "5");
    form.decide(&condition, true);
    assert_eq!(form.request(), json!({ "same": "s", "x": "text" }));
    form.decide(&condition, false);
    assert_eq!(form.request(), json!({ "same": "s", "x": 5 }));
}

#[test]
fn b6_values_come_and_go_with_what_they_depend_on() {
    let mut form = form(
        json!({ "properties": { "card": { "type": "string" }, "n": { "type": "integer", "default": 3 } },
        "dependentSchemas": { "card": { "properties": { "owner": { "type": "string" }, "kind": { "default": "debit" } } } } }),
    );
    let n = form.field_at("/n").unwrap();
    form.apply(&n, "");
    let card = form.field_at("/card").unwrap();
    form.apply(&card, "1");
    let owner = form.field_at("/owner").unwrap();
    form.apply(&owner, "me");
    // Defaults are filled for what is new, not for what a person left out.
    assert_eq!(form.request(), json!({ "card": "1", "kind": "debit", "owner": "me" }));
    form.apply(&card, "");
    assert_eq!(form.request(), json!({}));
    form.apply(&card, "2");
    assert_eq!(form.request(), json!({ "card": "2", "kind": "debit", "owner": "me" }));
}

#[test]
fn b6_the_array_form_of_dependencies_requires() {
    let mut form = form(json!({ "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": { "card": { "type": "string" }, "owner": { "type": "string" } },
        "dependencies": { "card": ["owner"] } }));
    let card = form.field_at("/card").unwrap();
    for (text, required) in [("", false), ("1", true), ("", false)] {
        form.apply(&card, text);
        assert_eq!(form.field_at("/owner").unwrap().required, required, "{text}");
    }
}

#[test]
fn conditions_on_unknown_names_do_not_hide_what_was_given() {
    let schema = json!({ "if": { "required": ["a"] }, "then": { "properties": { "x": { "type": "string" } } } });
    let given = json!({ "x": "kept", "y": 1 });
    let mut form = form_with(schema, given.clone());
    assert_eq!(form.request(), given);
    form.decide(&Condition { place: "/if".into(), at: String::new(), schema: None }, false);
    assert_eq!(form.request(), given);
    assert_eq!(keys(&form, ""), ["x", "y"]);
}

#[test]
fn deep_and_recursive_groups_are_drawn_on_demand() {
    let deep = (0..20).fold(
        json!({ "type": "string" }),
        |inner, _: i32| json!({ "type": "object", "properties": { "a": inner } }),
    );
    let form = form(deep);
    assert!(!form.field_at("/a/a/a").unwrap().recursive);
    assert!(form.field_at("/a/a/a/a/a/a/a/a").unwrap().recursive);
}

fn drawn_as(schema: Value) -> Widget {
    form(json!({ "properties": { "f": schema } })).field_at("/f").unwrap().widget
}

#[test]
fn files_and_formats() {
    for (schema, widget) in [
        (
            json!({ "type": "string", "contentEncoding": "base64", "contentMediaType": "image/png" }),
            Widget::File,
        ),
        (json!({ "type": "string", "format": "data-url" }), Widget::File),
        (json!({ "type": "string", "format": "binary" }), Widget::File),
        (json!({ "type": "string", "contentMediaType": "text/html" }), Widget::Textarea),
        (json!({ "type": "string", "format": "uuid" }), Widget::Uuid),
        (json!({ "type": "string", "format": "ipv6" }), Widget::Text),
    ] {
        assert_eq!(drawn_as(schema.clone()), widget, "{schema}");
    }
    let form = form(json!({ "properties": { "h": { "type": "string", "format": "hostname" } } }));
    assert_eq!(form.field_at("/h").unwrap().placeholder.as_deref(), Some("db.example.com"));
}

#[test]
fn x2_names_are_compared_as_they_are_written() {
    let form = form(
        json!({ "properties": { "a": { "$ref": "n.json#/type" }, "b": { "$ref": "n.json/#/type" } },
        "$defs": { "n": { "$id": "n.json", "type": "string" } } }),
    );
    assert!(matches!(form.field_at("/b").unwrap().kind, Kind::Json(_)));
}

#[test]
fn x3_two_types_at_once() {
    let form = form(
        json!({ "properties": { "a": { "allOf": [{ "type": "string" }, { "type": "boolean" }] },
        "n": { "allOf": [{ "type": "integer" }, { "type": "number" }] } } }),
    );
    let Kind::Json(why) = form.field_at("/a").unwrap().kind else { panic!("JSON") };
    assert_eq!(why, "its schema asks for two types at once: string and boolean");
    assert!(matches!(form.field_at("/n").unwrap().kind, Kind::Number(rules) if rules.integer));
}

#[test]
fn x4_conditions_that_contradict_each_other_leave_a_choice() {
    let then = |values: Value| json!({ "if": {}, "then": { "properties": { "food": { "enum": values } } } });
    let mut form =
        form(json!({ "allOf": [then(json!(["meat", "grass"])), then(json!(["worms"]))] }));
    for condition in form.conditions() {
        form.decide(&condition, true);
    }
    let Kind::Choice(options) = form.field_at("/food").unwrap().kind else { panic!("a choice") };
    assert_eq!(options.len(), 2);
}

#[test]
fn x6_of_many_branches_the_first_are_offered_and_of_values_all() {
    let many = |branch: fn(usize) -> Value| (0..300).map(branch).collect::<Vec<Value>>();
    let groups = many(|at| json!({ "title": format!("T{at}"), "type": "object" }));
    let values = many(|at| json!({ "const": at }));
    let form =
        form(json!({ "properties": { "g": { "oneOf": groups }, "v": { "oneOf": values } } }));
    assert_eq!(form.field_at("/g").unwrap().unions[0].branches.len(), 256);
    let Kind::Choice(options) = form.field_at("/v").unwrap().kind else { panic!("a choice") };
    assert_eq!(options.len(), 300);
}

#[test]
fn x8_a_custom_field_is_what_its_type_gives_and_is_named() {
    let owner = json!({ "type": "string", "ui:field": "OwnerPicker" });
    let mut form = form(json!({ "$defs": { "owner": owner }, "properties": {
        "text": { "type": "string", "ui:field": "EntityPicker" },
        "untyped": { "ui:field": "MyGroupsPicker" },
        "referred": { "$ref": "#/$defs/owner" },
        "beside": { "$ref": "#/$defs/owner", "ui:field": "EntityPicker" },
        "all": { "allOf": [{ "$ref": "#/$defs/owner" }, { "maxLength": 63 }] },
        "count": { "type": "integer", "ui:field": "Dial" },
        "list": { "type": "array", "items": { "type": "string" }, "ui:field": "MultiEntityPicker" },
        "items": { "type": "array", "items": owner },
        "group": { "type": "object", "properties": { "host": {} }, "ui:field": "RepoPicker" },
        "keys": { "type": "object", "ui:field": "LabelsPicker" },
    } }));
    let items = form.field_at("/items").unwrap();
    form.add_item(&items);
    let (write, fill) = ("write its value as text", "fill in its value by hand");
    for (at, widget, name, instead) in [
        ("/text", Widget::Text, "EntityPicker", write),
        ("/untyped", Widget::Text, "MyGroupsPicker", write),
        ("/referred", Widget::Text, "OwnerPicker", write),
        ("/beside", Widget::Text, "EntityPicker", write),
        ("/all", Widget::Text, "OwnerPicker", write),
        ("/count", Widget::Number, "Dial", fill),
        ("/list", Widget::List, "MultiEntityPicker", fill),
        ("/items/0", Widget::Text, "OwnerPicker", write),
        ("/group", Widget::Group, "RepoPicker", fill),
        ("/keys", Widget::Group, "LabelsPicker", fill),
    ] {
        let field = form.field_at(at).unwrap();
        assert_eq!((field.widget, field.unions.len()), (widget, 0), "{at}");
        let remark = format!("“{name}” is not drawn here: {instead}.");
        assert_eq!(field.remark(), Some(remark), "{at}");
    }
    assert!(form.field_at("/keys").unwrap().keys.is_some_and(|keys| keys.open));
}

#[test]
fn x8_nothing_is_said_where_there_is_nothing_to_do() {
    let form = form(json!({ "required": ["fixed"], "properties": {
        "plain": { "type": "string" },
        "odd": { "type": "string", "ui:field": 5 },
        "fixed": { "const": "a", "ui:field": "Dial" },
        "shown": { "type": "string", "readOnly": true, "ui:field": "Dial" },
        "ui:field": { "type": "string" },
    } }));
    for at in ["/plain", "/odd", "/fixed", "/shown", "/ui:field", ""] {
        assert_eq!(form.field_at(at).unwrap().remark(), None, "{at}");
    }
}

#[test]
fn d8_a_list_is_filled_to_its_least_where_each_item_is_known() {
    let list = |items: Value| json!({ "type": "array", "minItems": 3, "items": items });
    let mut some = list(json!({ "default": "Unknown", "type": "string" }));
    some["default"] = json!(["Leo"]);
    let form = form(
        json!({ "properties": { "a": some, "b": list(json!({ "type": "string" })) }, "required": ["b"] }),
    );
    assert_eq!(form.request(), json!({ "a": ["Leo", "Unknown", "Unknown"], "b": [] }));
}

#[test]
fn d11_the_outermost_default_wins() {
    let schema = json!({ "default": { "g": { "x": 1 } }, "properties": { "g": { "type": "object", "default": { "x": 2, "y": 2 },
        "properties": { "x": { "default": 3 }, "y": { "default": 3 }, "z": { "default": 3 } } } } });
    assert_eq!(form(schema).request(), json!({ "g": { "x": 1, "y": 2, "z": 3 } }));
}

fn credentials() -> Value {
    json!({ "properties": { "kind": { "enum": ["user", "sso"] } }, "oneOf": [
        { "properties": { "kind": { "const": "user" }, "name": { "type": "string" } }, "required": ["name"] },
        { "properties": { "kind": { "const": "sso" }, "realm": { "type": "string", "default": "main" } } } ] })
}

#[test]
fn b7_a_declared_property_is_the_choice_between_branches() {
    let mut form = form(credentials());
    assert!(form.root().unions.is_empty());
    assert_eq!(keys(&form, ""), ["kind"]);
    assert!(form.decides("/kind") && !form.decides("/name"));
    form.set("/kind", json!("user"));
    assert_eq!(keys(&form, ""), ["kind", "name"]);
    let Kind::Choice(options) = form.field_at("/kind").unwrap().kind else { panic!("a choice") };
    assert_eq!(options.len(), 2);
    let name = form.field_at("/name").unwrap();
    form.apply(&name, "me");
    form.set("/kind", json!("sso"));
    assert_eq!(form.request(), json!({ "kind": "sso", "realm": "main" }));
    form.set("/kind", json!("user"));
    assert_eq!(form.request(), json!({ "kind": "user", "name": "me" }));
}

#[test]
fn b7_a_number_is_the_choice_however_it_is_written() {
    let branch = |v: u8, key: &str| json!({ "properties": { "v": { "const": v }, (key): { "type": "string" } } });
    let schema = json!({ "properties": { "v": { "enum": [1, 2] } }, "oneOf": [branch(1, "a"), branch(2, "b")] });
    assert_eq!(keys(&form_with(schema, json!({ "v": 2.0 })), ""), ["v", "b"]);
}

#[test]
fn b8_what_only_a_branch_declares_is_drawn_by_it() {
    let schema = json!({ "dependencies": { "x": { "oneOf": [{ "properties": { "x": { "const": 1 }, "y": { "type": "integer" } } }] } } });
    let form = form_with(schema, json!({ "x": 1 }));
    assert_eq!(keys(&form, ""), ["x", "y"]);
}

#[test]
fn u1_an_order_that_says_too_little_or_too_much() {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let fault = |order: &[&str]| portico_form::order_fault(&list(&["a", "b", "c"]), &list(order));
    assert_eq!(fault(&["b", "*"]), None);
    assert_eq!(fault(&["b"]).unwrap(), "leaves out a, c; add * where they belong");
    assert!(fault(&["*", "a", "*"]).unwrap().contains("more than once"));
    assert!(fault(&["a", "a", "*"]).unwrap().contains("twice"));
}
