//! What the tests of several tables of docs/forms.md share.

use portico_form::Form;
use serde_json::{Value, json};

pub(crate) fn object(properties: Value, required: Value) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Types into a field as a person would.
#[track_caller]
pub(crate) fn type_into(form: &mut Form, at: &str, text: &str) {
    let field = form.field_at(at).expect("a field is drawn");
    form.apply(&field, text);
}

pub(crate) fn shapes() -> Value {
    json!({ "type": "object", "properties": { "common": { "type": "string" } }, "oneOf": [
        { "title": "Circle", "properties": { "kind": { "const": "circle" }, "size": { "type": "number" }, "r": { "type": "number" } }, "required": ["kind"] },
        { "title": "Text", "properties": { "kind": { "const": "text" }, "size": { "type": "string" }, "body": { "type": "string", "default": "hi" } } },
    ]})
}

/// Two branches that both have a name.
pub(crate) fn named() -> Value {
    json!({ "type": "object", "properties": { "note": { "type": "string", "default": "n" } }, "oneOf": [
        { "title": "A", "properties": { "kind": { "const": "a" }, "name": { "type": "string" }, "x": { "type": "integer", "default": 1 } } },
        { "title": "B", "properties": { "kind": { "const": "b" }, "name": { "type": "string" }, "y": { "type": "integer", "default": 2 } } },
    ]})
}

/// Chooses a branch of the whole input.
pub(crate) fn choose(form: &mut Form, branch: usize) {
    let root = form.root();
    form.choose(&root, &root.unions[0].place, branch);
}
