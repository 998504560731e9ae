//! Schemas that would take for ever if anything were done at once; the example `cases` of the catalog writes them
//! down for the browser.

use serde_json::{Map, Value, json};

/// Levels that each refer to the next one in the way `level` says.
fn levels(count: usize, level: impl Fn(Value) -> Value, last: Value) -> Value {
    let mut definitions = Map::new();
    for at in 0..count {
        let next = json!({ "$ref": format!("#/$defs/l{}", at + 1) });
        definitions.insert(format!("l{at}"), level(next));
    }
    definitions.insert(format!("l{count}"), last);
    json!({ "$ref": "#/$defs/l0", "$defs": definitions })
}

/// The schemas by name.
pub(crate) fn schemas() -> Vec<(&'static str, Value)> {
    let object =
        |inner: Value| -> Value { json!({ "type": "object", "properties": { "a": inner } }) };
    let many = |count: usize, one: Value| -> Map<String, Value> {
        (0..count).map(|at| (format!("f{at}"), one.clone())).collect()
    };
    let tree = json!({ "type": "object", "properties": { "name": { "type": "string", "default": "n" },
        "kids": { "type": "array", "items": { "$ref": "#/$defs/t" }, "minItems": 3, "default": [{}, {}, {}] } } });
    vec![
        (
            "groups that double at each of 20 levels",
            levels(
                20,
                |next| json!({ "type": "object", "properties": { "a": next, "b": next } }),
                json!({ "type": "string", "default": "x" }),
            ),
        ),
        (
            "branches that double at each of 20 levels",
            levels(
                20,
                |next| json!({ "oneOf": [next, next], "allOf": [next, next] }),
                json!({ "properties": { "a": { "type": "string" } } }),
            ),
        ),
        (
            "lists of three that hold lists of three",
            json!({ "$ref": "#/$defs/t", "$defs": { "t": tree } }),
        ),
        ("a schema that is itself", json!({ "$ref": "#" })),
        (
            "a circle of references",
            json!({ "properties": { "x": { "$ref": "#/$defs/a" } },
                "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }),
        ),
        (
            "a property that must hold itself",
            json!({ "properties": { "self": { "$ref": "#" } }, "required": ["self"] }),
        ),
        (
            "a choice that can be itself",
            json!({ "oneOf": [{ "$ref": "#" }, { "properties": { "x": {} } }], "not": { "$ref": "#" } }),
        ),
        ("500 levels", levels(500, object, json!({ "type": "string" }))),
        ("500 references one after the other", levels(500, |next| next, json!({ "type": "object" }))),
        (
            "10,000 values",
            json!({ "properties": { "e": { "enum": (0..10_000).collect::<Vec<_>>() } } }),
        ),
        (
            "1,000 fields, each a choice",
            json!({ "properties": many(1_000, json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] })) }),
        ),
        (
            "conditions inside conditions",
            (0..60).fold(json!({}), |inner, at| {
                json!({ "if": { "required": [format!("k{at}")] }, "then": inner, "else": { "properties": { format!("k{at}"): {} } } })
            }),
        ),
        (
            "patterns that go back for ever",
            json!({ "patternProperties": { "^(a+)+$": { "type": "string" } }, "properties": { "a": { "pattern": "^(a+)+$" } } }),
        ),
    ]
}
