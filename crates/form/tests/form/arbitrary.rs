//! Random schemas, and values for them; the example `cases` of the catalog makes its pairs of these too.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A value that holds no others.
pub(crate) fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        (-3..4i64).prop_map(Value::from),
        "[ab/~\"é]{0,2}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
    ]
}

/// A name that schemas and inputs share.
pub(crate) fn key() -> impl Strategy<Value = String> {
    prop_oneof![Just("a"), Just("b"), Just("c/~"), Just("")].prop_map(str::to_owned)
}

/// Schemas, some of them with an annotation.
fn with_annotations(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let annotation = prop_oneof![
        4 => scalar().prop_map(|value| json!({ "default": value })),
        1 => scalar().prop_map(|value| json!({ "examples": [value] })),
        1 => Just(json!({ "readOnly": true })),
        1 => Just(json!({ "deprecated": true, "title": "`a` *b*" })),
    ];
    (schema, prop::option::weighted(0.4, annotation)).prop_map(|(schema, more)| {
        let more = more.filter(|more| more.get("default").is_none_or(|value| fits(&schema, value)));
        joined(schema, more)
    })
}

/// Whether a value is of the one type that a schema names.
fn fits(schema: &Value, value: &Value) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    }
}

/// A schema with the keywords of another one; `true` and `false` take none.
fn joined(mut schema: Value, more: Option<Value>) -> Value {
    if let (Some(map), Some(Value::Object(more))) = (schema.as_object_mut(), more) {
        for (key, value) in more {
            map.entry(key).or_insert(value);
        }
    }
    schema
}

/// Schemas of values that hold no others, with their bounds.
fn plain() -> impl Strategy<Value = Value> {
    let small = -2..3i64;
    prop_oneof![
        3 => Just(json!({ "type": "string" })),
        2 => Just(json!({ "type": "integer" })),
        1 => Just(json!({ "type": "number" })),
        1 => Just(json!({ "type": "boolean" })),
        1 => Just(json!({ "type": ["string", "null"] })),
        1 => Just(json!({ "type": ["integer", "object", "array"] })),
        1 => (small.clone(), small.clone())
            .prop_map(|(least, most)| json!({ "type": "integer", "minimum": least, "maximum": most })),
        1 => (small.clone(), small).prop_map(|(above, below)| json!({ "type": "number",
            "exclusiveMinimum": above, "exclusiveMaximum": below, "multipleOf": 0.5 })),
        1 => (0..3u8, 0..3u8)
            .prop_map(|(least, most)| json!({ "type": "string", "minLength": least, "maxLength": most })),
        1 => prop_oneof![Just("^a"), Just("b$"), Just("^[^a]*$"), Just("("), Just("(?=a)")]
            .prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
        1 => prop_oneof![
                Just("date-time"), Just("date"), Just("time"), Just("duration"), Just("email"), Just("uri"),
                Just("uuid"), Just("hostname"), Just("ipv4"), Just("regex"), Just("json-pointer"),
            ].prop_map(|format| json!({ "type": "string", "format": format })),
        1 => Just(json!({ "type": "string", "format": "date-time", "writeOnly": true })),
        1 => Just(json!({ "type": "string", "contentEncoding": "base64" })),
    ]
}

/// Schemas that name the values they take.
fn named() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({ "type": "array", "items": { "enum": ["x", "y"] }, "uniqueItems": true })),
        Just(json!({ "enum": [1, "x", { "k": 1 }] })),
        Just(json!({ "oneOf": [{ "const": 1, "title": "One" }, { "const": "x" }] })),
        Just(json!({ "anyOf": [{ "enum": ["x", "y"] }, { "type": "string" }] })),
        scalar().prop_map(|value| json!({ "const": value })),
        scalar().prop_map(|value| json!({ "not": { "const": value } })),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    let other = prop_oneof![
        Just(json!({ "$ref": "#/$defs/node" })),
        Just(json!({ "$ref": "#node" })),
        Just(json!({ "$dynamicRef": "#moved" })),
        Just(json!({ "$ref": "#/gone" })),
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
    ];
    with_annotations(prop_oneof![4 => plain(), 2 => named(), 2 => other])
}

/// Rules about the keys of an object.
fn of_keys(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => prop::collection::vec(key(), 0..3).prop_map(|names| json!({ "required": names })),
        3 => inner.clone().prop_map(|one| json!({ "additionalProperties": one })),
        1 => Just(json!({ "additionalProperties": false })),
        1 => inner.clone().prop_map(|one| json!({ "patternProperties": { "^a": one } })),
        1 => inner.clone().prop_map(|one| json!({ "unevaluatedProperties": one })),
        1 => Just(json!({ "unevaluatedProperties": false })),
        1 => Just(json!({ "propertyNames": { "maxLength": 1 } })),
        1 => Just(json!({ "propertyNames": { "enum": ["a", "x"] } })),
        1 => (0..3u8, 0..3u8).prop_map(|(least, most)| json!({ "minProperties": least, "maxProperties": most })),
        1 => (key(), key()).prop_map(|(one, other)| json!({ "dependentRequired": { one: [other] } })),
        1 => (key(), inner.clone()).prop_map(|(key, then)| json!({ "dependentSchemas": { key: then } })),
        1 => (key(), key(), key(), inner).prop_map(|(one, other, third, then)| {
            json!({ "dependencies": { one: [other], third: then } })
        }),
    ]
}

/// Rules about the items of a list.
fn of_items(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => inner.clone().prop_map(|items| json!({ "items": items })),
        2 => prop::collection::vec(inner.clone(), 0..3).prop_map(|items| json!({ "prefixItems": items })),
        1 => (prop::collection::vec(inner.clone(), 0..3), inner.clone())
            .prop_map(|(first, rest)| json!({ "prefixItems": first, "items": rest })),
        1 => (prop::collection::vec(inner.clone(), 0..3), inner.clone())
            .prop_map(|(first, rest)| json!({ "items": first, "additionalItems": rest })),
        1 => Just(json!({ "prefixItems": [{ "type": "string" }], "unevaluatedItems": false })),
        1 => (inner, 0..2u8, 1..3u8)
            .prop_map(|(one, least, most)| json!({ "contains": one, "minContains": least, "maxContains": most })),
    ]
}

/// A schema of a few levels.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let inner = inner.boxed();
        let properties = prop::collection::vec((key(), inner.clone()), 0..3)
            .prop_map(|entries| entries.into_iter().collect::<Map<String, Value>>())
            .boxed();
        let object = (properties.clone(), prop::option::of(of_keys(inner.clone())))
            .prop_map(|(properties, rule)| joined(json!({ "type": "object", "properties": properties }), rule));
        let bounds = prop_oneof![
            2 => Just(json!({})),
            2 => (0..3u8).prop_map(|least| json!({ "minItems": least })),
            1 => (0..3u8).prop_map(|most| json!({ "maxItems": most })),
            1 => Just(json!({ "uniqueItems": true })),
        ];
        let list = (of_items(inner.clone()), bounds)
            .prop_map(|(items, bounds)| joined(joined(json!({ "type": "array" }), Some(items)), Some(bounds)));
        let many = prop::collection::vec(inner.clone(), 1..3).boxed();
        let tagged = (properties.clone(), properties.clone()).prop_map(|(one, other)| {
            let branch = |tag: &str, properties: Map<String, Value>| {
                let tag = json!({ "properties": { "b": { "const": tag } }, "required": ["b"] });
                json!({ "allOf": [tag], "properties": properties })
            };
            json!({ "oneOf": [branch("x", one), branch("y", other)], "discriminator": { "propertyName": "b" } })
        });
        with_annotations(prop_oneof![
            5 => object,
            3 => list,
            1 => many.clone().prop_map(|all| json!({ "oneOf": all })),
            1 => many.clone().prop_map(|all| json!({ "anyOf": all })),
            1 => many.prop_map(|all| json!({ "allOf": all })),
            1 => tagged,
            1 => inner.clone().prop_map(|one| json!({ "anyOf": [one, { "type": "null" }] })),
            1 => inner.clone().prop_map(|one| json!({ "not": one })),
            1 => (properties, of_keys(inner.clone()))
                .prop_map(|(properties, rule)| joined(json!({ "properties": properties }), Some(rule))),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, then, other)| json!({ "if": one, "then": then, "else": other })),
        ])
    })
}

/// What a whole schema says of its draft: mostly nothing.
pub(crate) fn dialect() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![
        6 => Just(None),
        1 => Just(Some("https://json-schema.org/draft/2020-12/schema")),
        1 => Just(Some("https://json-schema.org/draft/2019-09/schema")),
        1 => Just(Some("http://json-schema.org/draft-07/schema#")),
        1 => Just(Some("http://json-schema.org/draft-04/schema#")),
    ]
}

/// The schema of an input that has it as the property `r`, with a node that contains itself.
pub(crate) fn whole(schema: &Value, dialect: Option<&str>) -> Value {
    let node = json!({ "$anchor": "node", "$dynamicAnchor": "moved", "type": "object",
        "properties": { "n": { "default": 1 }, "next": { "$ref": "#/$defs/node" } } });
    let mut whole =
        json!({ "type": "object", "properties": { "r": schema }, "$defs": { "node": node } });
    if let Some(dialect) = dialect {
        whole["$schema"] = dialect.into();
    }
    whole
}
