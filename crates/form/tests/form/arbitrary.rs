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

fn leaf() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(json!({ "type": "string" })),
        Just(json!({ "type": "integer" })),
        Just(json!({ "type": ["string", "null"] })),
        Just(json!({ "type": ["integer", "object", "array"] })),
        Just(json!({ "type": "boolean" })),
        Just(json!({ "type": "array", "items": { "enum": ["x", "y"] }, "uniqueItems": true })),
        Just(json!({ "enum": [1, "x", { "k": 1 }] })),
        Just(json!({ "type": "string", "format": "date-time", "writeOnly": true })),
        Just(json!({ "type": "string", "contentEncoding": "base64" })),
        Just(json!({ "$ref": "#/$defs/node" })),
        Just(json!({ "$ref": "#/gone" })),
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
        scalar().prop_map(|value| json!({ "const": value })),
    ];
    (plain, prop::option::weighted(0.3, scalar())).prop_map(|(mut schema, default)| {
        if let (Some(map), Some(default)) = (schema.as_object_mut(), default) {
            map.insert("default".into(), default);
        }
        schema
    })
}

/// A schema of a few levels.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let properties = prop::collection::vec((key(), inner.clone()), 0..3)
            .prop_map(|entries| entries.into_iter().collect::<Map<String, Value>>())
            .boxed();
        let required = prop::collection::vec(key(), 0..2);
        prop_oneof![
            4 => (properties.clone(), required, prop::option::of(inner.clone()))
                .prop_map(|(properties, required, additional)| {
                    let mut schema = json!({ "type": "object", "properties": properties, "required": required });
                    if let Some(additional) = additional {
                        schema["additionalProperties"] = additional;
                    }
                    schema
                }),
            1 => (inner.clone(), 0..3usize)
                .prop_map(|(items, min)| json!({ "type": "array", "items": items, "minItems": min })),
            1 => prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| json!({ "type": "array", "prefixItems": items })),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({ "oneOf": all })),
            1 => inner.clone().prop_map(|one| json!({ "anyOf": [one, { "type": "null" }] })),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({ "allOf": all })),
            1 => (properties.clone(), key(), inner.clone()).prop_map(|(properties, key, then)| {
                json!({ "properties": properties, "dependentSchemas": { key: then } })
            }),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(one, then, other)| json!({ "if": one, "then": then, "else": other })),
            1 => (properties, inner).prop_map(|(properties, one)| {
                json!({ "properties": properties, "patternProperties": { "^a": one } })
            }),
        ]
    })
}

/// The schema of an input that has it as the property `r`, and a node that contains itself.
pub(crate) fn whole(schema: &Value) -> Value {
    let node = json!({ "type": "object", "properties": { "n": { "default": 1 }, "next": { "$ref": "#/$defs/node" } } });
    json!({ "type": "object", "properties": { "r": schema }, "$defs": { "node": node } })
}
