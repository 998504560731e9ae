//! The other rules of branches in docs/forms.md: which one is drawn, and who is told.

use portico_contract::http::{DrawnBranch, LARGEST_BRANCHES};
use portico_form::Form;
use portico_form::field::Kind;
use serde_json::{Value, json};

use crate::common::{form, form_with};
use crate::shared::{choose, object, shapes, type_into};

#[test]
fn b1_the_branch_that_fits_the_data_is_active_else_the_first() {
    assert_eq!(form(shapes()).root().unions[0].active, 0);
    assert_eq!(form_with(shapes(), json!({ "kind": "text" })).root().unions[0].active, 1);
    let labels: Vec<String> =
        form(shapes()).root().unions[0].branches.iter().map(|b| b.label.clone()).collect();
    assert_eq!(labels, ["Circle", "Text"]);
}

#[test]
fn b1_the_discriminator_decides_by_its_mapping_else_by_the_name_of_a_schema() {
    let text = json!({ "type": "string" });
    let shape = |key: &str| json!({ "type": "object", "properties": { "kind": text, (key): text, "both": text } });
    let base = json!({ "properties": { "kind": { "enum": ["Cat", "Dog"] } } });
    let schema = |discriminator: Value, own: Value| {
        let mut schema = json!({ "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }],
            "$defs": { "Cat": shape("meow"), "Dog": shape("bark") } });
        schema["discriminator"] = discriminator;
        if own.is_object() {
            for name in ["Cat", "Dog"] {
                schema["$defs"][name] = json!({ "allOf": [own, schema["$defs"][name]] });
            }
        }
        schema
    };
    let mapping =
        |cat: &str, dog: &str| json!({ "propertyName": "kind", "mapping": { "c": cat, "d": dog } });
    let plain = json!({ "propertyName": "kind" });
    for (discriminator, own, told) in [
        (mapping("#/$defs/Cat", "#/$defs/Dog"), json!(null), "d"),
        (mapping("Cat", "Dog"), json!(null), "d"),
        // Written for another place, as where a schema was taken out of an OpenAPI document.
        (mapping("#/components/schemas/Cat", "#/components/schemas/Dog"), json!(null), "d"),
        (mapping("#/oneOf/0", "#/oneOf/1"), json!(null), "d"),
        (plain.clone(), json!(null), "Dog"),
        (mapping("Cat", "Dog"), json!(null), "Dog"),
        // What all branches allow tells none of them.
        (plain.clone(), base, "Dog"),
    ] {
        let schema = schema(discriminator, own);
        // All else speaks for the other branch.
        let input = json!({ "kind": told, "meow": "x", "both": "x" });
        let union = form_with(schema.clone(), input).root().unions[0].clone();
        assert_eq!((union.active, union.is_told), (1, true), "{schema}");
        let first = form_with(schema, json!({ "kind": "Cat" })).root().unions[0].clone();
        assert_eq!(first.active, 0);
    }
    // No branch declares the property.
    let beside = json!({ "properties": { "kind": text }, "discriminator": plain,
        "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }],
        "$defs": { "Cat": { "properties": { "meow": text } }, "Dog": { "properties": { "bark": text } } } });
    assert_eq!(form_with(beside, json!({ "kind": "Dog" })).root().unions[0].active, 1);
    // A value is a name as a whole, and is none where it is empty.
    for kind in ["a/Dog", "#Dog"] {
        let input = json!({ "kind": kind, "meow": "x" });
        let data = form_with(schema(plain.clone(), json!(null)), input);
        assert_eq!(data.root().unions[0].active, 0, "{kind}");
    }
    let around = json!({ "discriminator": plain, "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog#" }],
        "$defs": { "Cat": shape("meow"), "Dog#": shape("bark") } });
    let data = form_with(around, json!({ "kind": "", "meow": "x" }));
    assert_eq!(data.root().unions[0].active, 0);
    // A value that names nothing leaves it to the data.
    let data = form_with(schema(plain, json!(null)), json!({ "kind": "Eel", "bark": "x" }));
    assert_eq!(data.root().unions[0].active, 1);
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
