//! Integers are exact from -2^63 to 2^64-1. A larger one was rounded while it was parsed, so it is
//! refused at its field instead of being sent on as another number.

use std::collections::HashSet;

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use portico_contract::http::FieldProblem;
use portico_form::pointer;
use portico_form::reading::OUT_OF_RANGE;
use serde_json::{Number, Value, json};

/// Problems of numbers outside the exact range, where the schema asks for an integer.
pub(crate) fn problems(compiled: &jsonschema::Validator, input: &Value) -> Vec<FieldProblem> {
    // Most inputs have none: nothing is written down for them.
    if !has_inexact(input) {
        return Vec::new();
    }
    let suspects = inexact(input);
    // A fraction in the same place is refused exactly where only an integer will do.
    let mut probe = input.clone();
    for suspect in &suspects {
        if let Some(value) = probe.pointer_mut(suspect) {
            *value = json!(0.5);
        }
    }
    let mut wants_integer = HashSet::new();
    for error in compiled.iter_errors(&probe) {
        find_integer_errors(&error, &mut wants_integer);
    }
    suspects
        .into_iter()
        .filter(|suspect| wants_integer.contains(suspect))
        .map(|pointer| FieldProblem {
            pointer,
            keyword: Some("type".into()),
            message: OUT_OF_RANGE.to_owned(),
        })
        .collect()
}

/// Whether there is a whole number that lies outside the exact range.
pub(crate) fn has_inexact(input: &Value) -> bool {
    match input {
        Value::Number(number) => is_inexact(number),
        Value::Array(items) => items.iter().any(has_inexact),
        Value::Object(map) => map.values().any(has_inexact),
        _ => false,
    }
}

fn is_inexact(number: &Number) -> bool {
    let float = number.as_f64().filter(|_| number.is_f64());
    float.is_some_and(|float| float.abs() >= 9_223_372_036_854_775_808.0)
}

/// Pointers of whole numbers that lie outside the exact range.
fn inexact(input: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(input, &mut String::new(), &mut found);
    found
}

fn walk(value: &Value, at: &mut String, found: &mut Vec<String>) {
    let mut below = |key: &str, inner: &Value| {
        let length = at.len();
        at.push_str(&pointer::child("", key));
        walk(inner, at, found);
        at.truncate(length);
    };
    match value {
        Value::Number(number) if is_inexact(number) => found.push(at.clone()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| below(&index.to_string(), item));
        }
        Value::Object(map) => map.iter().for_each(|(key, inner)| below(key, inner)),
        _ => {}
    }
}

fn find_integer_errors(error: &jsonschema::ValidationError<'_>, found: &mut HashSet<String>) {
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            let integer = match kind {
                TypeKind::Single(one) => *one == JsonType::Integer,
                TypeKind::Multiple(several) => several.iter().any(|one| one == JsonType::Integer),
            };
            if integer {
                found.insert(error.instance_path().to_string());
            }
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            for error in context.iter().flatten() {
                find_integer_errors(error, found);
            }
        }
        _ => {}
    }
}
