//! What schemas are inside a schema, and which keywords are known at all.

use portico_form::applicators::{LIST, MAP, ONE};
use portico_form::pointer;
use serde_json::Value;

/// Keywords that say something of a schema and assert nothing.
pub(super) const ANNOTATIONS: [&str; 17] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "default",
    "definitions",
    "deprecated",
    "description",
    "examples",
    "id",
    "readOnly",
    "title",
    "writeOnly",
];
/// Keywords that assert something, besides those that hold schemas.
pub(super) const ASSERTIONS: [&str; 23] = [
    "$dynamicRef",
    "$recursiveRef",
    "const",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
];
/// The rest that JSON Schema or its first readers define.
const OTHERS: [&str; 3] = ["$ref", "type", "uniqueItems"];

/// Every keyword there is.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    ONE.into_iter().chain(LIST).chain(MAP).chain(ANNOTATIONS).chain(ASSERTIONS).chain(OTHERS)
}

/// Whether a keyword beside `$ref` would narrow what is valid.
pub(super) fn asserts(keyword: &str) -> bool {
    known().any(|k| k == keyword) && !ANNOTATIONS.contains(&keyword) && keyword != "$ref"
}

/// The schemas directly inside a schema, each with its pointer below `at`.
pub(crate) fn children<'a>(schema: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let Value::Object(members) = schema else { return Vec::new() };
    let mut found = Vec::new();
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        let place = || pointer::child(at, keyword);
        match value {
            Value::Object(inner) if MAP.contains(&keyword) => {
                let schemas = inner.iter().filter(|(_, v)| is_schema(v));
                found.extend(schemas.map(|(key, v)| (pointer::child(&place(), key), v)));
            }
            Value::Array(items) if LIST.contains(&keyword) => {
                let items = items.iter().enumerate();
                found.extend(items.map(|(i, v)| (pointer::child(&place(), &i.to_string()), v)));
            }
            _ if ONE.contains(&keyword) && is_schema(value) => found.push((place(), value)),
            _ => {}
        }
    }
    found
}

/// Every schema from `schema` downwards, itself first, without following references.
pub(crate) fn each<'a>(schema: &'a Value, at: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(at, schema);
    for (place, inner) in children(schema, at) {
        each(inner, &place, visit);
    }
}

/// Whether a keyword's value is made of schemas, which are looked at by themselves.
pub(super) fn holds_schemas(keyword: &str, value: &Value, is_2020: bool) -> bool {
    match value {
        // In `dependencies` a value may also be a list of names.
        Value::Object(inner) if MAP.contains(&keyword) => {
            inner.values().all(|v| is_schema(v) || keyword == "dependencies" && v.is_array())
        }
        Value::Array(items) if LIST.contains(&keyword) => {
            !items.is_empty() && items.iter().all(is_schema) && (keyword != "items" || !is_2020)
        }
        value => ONE.contains(&keyword) && is_schema(value),
    }
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}
