//! Which keywords are known at all, and which of them hold schemas.

use portico_form::applicators::{LIST, MAP, ONE, is_schema};
pub(crate) use portico_form::applicators::{children, each};
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
