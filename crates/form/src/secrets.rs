//! Values of `writeOnly` schemas: never drawn back, drafted, logged or answered.
//!
//! Every branch counts, chosen or not, and every pattern counts as matching: it is better to hide
//! one value too many.

use std::sync::Arc;

use portico_contract::http::SECRET_MARK;
use serde_json::{Map, Value};

use crate::pointer;
use crate::schema::Document;

/// `input` with every `writeOnly` value replaced by the mark `{"$secret": true}`.
pub fn mask_secrets(schema: &Value, input: &Value) -> Value {
    let mut masked = input.clone();
    for pointer in secret_pointers(schema, input) {
        if let Some(value) = masked.pointer_mut(&pointer) {
            *value = Value::Object(Map::from_iter([(SECRET_MARK.to_owned(), Value::Bool(true))]));
        }
    }
    masked
}

/// `input` without its `writeOnly` values, as a draft may keep it. In lists they become null.
pub fn without_secrets(schema: &Value, input: &Value) -> Value {
    let mut kept = input.clone();
    for pointer in secret_pointers(schema, input) {
        let Some((parent, key)) = pointer::split_last(&pointer) else { return Value::Null };
        match kept.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                map.shift_remove(key.as_ref());
            }
            Some(Value::Array(items)) => {
                if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index))
                {
                    *item = Value::Null;
                }
            }
            _ => {}
        }
    }
    kept
}

/// Pointers of the `writeOnly` values that `input` holds, outermost only.
pub fn secret_pointers(schema: &Value, input: &Value) -> Vec<String> {
    let document = Document::new(Arc::new(schema.clone()));
    let mut found = Vec::new();
    walk(&document, &[document.root()], input, "", &mut found);
    found
}

/// Whether a schema calls anything secret, wherever it does so.
pub fn has_secrets(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            map.get("writeOnly") == Some(&Value::Bool(true)) || map.values().any(has_secrets)
        }
        Value::Array(items) => items.iter().any(has_secrets),
        _ => false,
    }
}

/// Whether a schema speaks of every value in `input`, so that it is known of each whether it is secret.
pub fn covers(schema: &Value, input: &Value) -> bool {
    let document = Document::new(Arc::new(schema.clone()));
    speaks_of_all(&document, &[document.root()], input)
}

fn speaks_of_all(document: &Document, schemas: &[&Value], value: &Value) -> bool {
    let applied = expand(document, schemas);
    if applied.iter().any(|schema| schema.get("writeOnly") == Some(&Value::Bool(true))) {
        return true;
    }
    // `true` allows everything and says nothing.
    if !applied.iter().any(|schema| schema.is_object()) {
        return false;
    }
    match value {
        Value::Object(map) => map
            .iter()
            .all(|(key, inner)| speaks_of_all(document, &properties(&applied, key), inner)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .all(|(index, inner)| speaks_of_all(document, &item_schemas(&applied, index), inner)),
        _ => true,
    }
}

fn walk(document: &Document, schemas: &[&Value], value: &Value, at: &str, found: &mut Vec<String>) {
    let applied = expand(document, schemas);
    if applied.iter().any(|schema| schema.get("writeOnly") == Some(&Value::Bool(true))) {
        found.push(at.to_owned());
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let below = properties(&applied, key);
                if !below.is_empty() {
                    walk(document, &below, inner, &pointer::child(at, key), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let below = item_schemas(&applied, index);
                if !below.is_empty() {
                    walk(document, &below, inner, &pointer::child(at, &index.to_string()), found);
                }
            }
        }
        _ => {}
    }
}

/// All schemas that can apply to the same value as `schemas`; each once, so that circles end.
fn expand<'a>(document: &'a Document, schemas: &[&'a Value]) -> Vec<&'a Value> {
    let mut open: Vec<&Value> = schemas.to_vec();
    let mut seen: Vec<&Value> = Vec::new();
    while let Some(schema) = open.pop() {
        if seen.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        seen.push(schema);
        for key in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let reference = schema.get(key).and_then(Value::as_str);
            let targets = reference.into_iter().flat_map(|text| document.resolve_everywhere(text));
            open.extend(targets.filter_map(|place| document.at(&place)));
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            open.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        for key in ["if", "then", "else"] {
            open.extend(schema.get(key));
        }
        for key in ["dependentSchemas", "dependencies"] {
            open.extend(
                schema.get(key).and_then(Value::as_object).into_iter().flat_map(Map::values),
            );
        }
    }
    seen
}

fn properties<'a>(schemas: &[&'a Value], key: &str) -> Vec<&'a Value> {
    let mut below = Vec::new();
    for schema in schemas {
        below.extend(schema.get("properties").and_then(|map| map.get(key)));
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        below.extend(patterns.into_iter().flat_map(Map::values));
        below.extend(schema.get("additionalProperties"));
        below.extend(schema.get("unevaluatedProperties"));
    }
    below
}

fn item_schemas<'a>(schemas: &[&'a Value], index: usize) -> Vec<&'a Value> {
    let mut below = Vec::new();
    for schema in schemas {
        for key in ["prefixItems", "items"] {
            match schema.get(key) {
                Some(Value::Array(tuple)) => below.extend(tuple.get(index)),
                Some(each) => below.push(each),
                None => {}
            }
        }
        for key in ["additionalItems", "unevaluatedItems", "contains"] {
            below.extend(schema.get(key));
        }
    }
    below
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "schemas are written in place")]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: Value, input: Value, expect: &[&str]) {
        assert_eq!(secret_pointers(&schema, &input), expect);
    }

    #[test]
    fn found_wherever_a_schema_can_hide_it() {
        let secret = json!({ "type": "string", "writeOnly": true });
        let holder = json!({ "properties": { "token": secret } });
        check(holder.clone(), json!({ "token": "s", "name": "n" }), &["/token"]);
        check(
            json!({ "$ref": "#/$defs/h", "$defs": { "h": holder } }),
            json!({ "token": "s" }),
            &["/token"],
        );
        check(
            json!({ "$ref": "#/$defs/h", "$defs": { "h": {} }, "writeOnly": true }),
            json!("s"),
            &[""],
        );
        for key in ["allOf", "anyOf", "oneOf"] {
            check(json!({ key: [{}, holder] }), json!({ "token": "s" }), &["/token"]);
        }
        check(json!({ "if": {}, "then": holder }), json!({ "token": "s" }), &["/token"]);
        check(json!({ "dependentSchemas": { "a": holder } }), json!({ "token": "s" }), &["/token"]);
        check(json!({ "additionalProperties": secret }), json!({ "a/b": "s" }), &["/a~1b"]);
        check(json!({ "patternProperties": { "^x": secret } }), json!({ "x1": "s" }), &["/x1"]);
        check(json!({ "items": holder }), json!([{ "token": 1 }, {}]), &["/0/token"]);
        check(json!({ "prefixItems": [{}, secret] }), json!(["a", "s"]), &["/1"]);
        check(
            json!({ "$ref": "s", "$defs": { "s": { "$id": "s", "$ref": "#/$defs/t", "$defs": { "t": holder } } } }),
            json!({ "token": "s" }),
            &["/token"],
        );
        check(
            json!({ "$defs": { "n": { "properties": { "key": secret, "next": { "$ref": "#/$defs/n" } } } }, "$ref": "#/$defs/n" }),
            json!({ "next": { "next": { "key": "s" } } }),
            &["/next/next/key"],
        );
    }

    #[test]
    fn a_schema_covers_what_it_speaks_of() {
        let schema = json!({ "properties": {
            "name": { "type": "string" },
            "token": { "writeOnly": true },
            "tags": { "items": { "$ref": "#/$defs/tag" } },
            "free": { "type": "object" },
            "any": true
        }, "$defs": { "tag": { "properties": { "key": {} } } } });
        for (input, expected) in [
            (json!({ "name": "n", "token": { "a": [1] }, "tags": [{ "key": 1 }] }), true),
            (json!("text"), true),
            (json!({ "free": {} }), true),
            (json!({ "other": 1 }), false),
            (json!({ "tags": [{ "kye": 1 }] }), false),
            (json!({ "free": { "a": 1 } }), false),
            (json!({ "any": 1 }), false),
            (json!(["a"]), false),
        ] {
            assert_eq!(covers(&schema, &input), expected, "{input}");
        }
        assert!(has_secrets(&schema) && !has_secrets(&json!({ "properties": { "a": {} } })));
    }

    #[test]
    fn masked_and_left_out() {
        let schema = json!({ "properties": {
            "password": { "writeOnly": true },
            "keys": { "type": "array", "items": { "writeOnly": true } }
        }});
        let input = json!({ "password": { "deep": "s" }, "keys": ["s"], "name": "n" });
        assert_eq!(
            mask_secrets(&schema, &input),
            json!({ "password": { "$secret": true }, "keys": [{ "$secret": true }], "name": "n" })
        );
        assert_eq!(without_secrets(&schema, &input), json!({ "keys": [null], "name": "n" }));
    }

    #[test]
    fn references_in_a_circle_end() {
        check(
            json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/a" } } }),
            json!({ "x": 1 }),
            &[],
        );
        check(json!({ "allOf": [{ "$ref": "#" }] }), json!([[[1]]]), &[]);
    }
}
