//! What a form draws, as plain data that can be compared.

use portico_form::Form;
use portico_form::field::{Field, Kind};
use serde_json::{Value, json};

/// The fields of a form down to some depth: labels, kinds, bounds and defaults.
pub(crate) fn outline(form: &Form, field: &Field, depth: usize) -> Value {
    let below: Vec<Value> = match &field.kind {
        Kind::Object if depth > 0 && (depth > 3 || !field.recursive) => {
            form.children(field).iter().map(|child| outline(form, child, depth - 1)).collect()
        }
        Kind::List(_) if depth > 0 => vec![outline(form, &form.item(field, 0), depth - 1)],
        _ => Vec::new(),
    };
    let kind = match &field.kind {
        Kind::Json(_) => "Json".to_owned(),
        other => format!("{other:?}"),
    };
    let unions: Vec<Vec<&String>> = field
        .unions
        .iter()
        .map(|union| union.branches.iter().map(|branch| &branch.label).collect())
        .collect();
    json!({ "key": field.key, "kind": kind, "label": field.label, "required": field.required,
        "default": field.default, "description": field.description, "nullable": field.nullable,
        "unions": unions, "below": below })
}
