//! Integers are exact from -2^63 to 2^64-1. A larger one was rounded while it was parsed, so it is
//! refused at its field instead of being sent on as another number.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use portico_contract::http::FieldProblem;
use portico_form::pointer;
use serde_json::{Value, json};

/// The first and the last integer that is kept exactly.
pub(crate) const RANGE: &str = "-9223372036854775808 to 18446744073709551615";

/// Problems of numbers outside the exact range, where the schema asks for an integer.
pub(crate) fn problems(compiled: &jsonschema::Validator, input: &Value) -> Vec<FieldProblem> {
    let suspects = inexact(input);
    if suspects.is_empty() {
        return Vec::new();
    }
    // A fraction in the same place is refused exactly where only an integer will do.
    let mut probe = input.clone();
    for suspect in &suspects {
        if let Some(value) = probe.pointer_mut(suspect) {
            *value = json!(0.5);
        }
    }
    let mut wants_integer: Vec<String> = Vec::new();
    for error in compiled.iter_errors(&probe) {
        find_integer_errors(&error, &mut wants_integer);
    }
    suspects
        .into_iter()
        .filter(|suspect| wants_integer.contains(suspect))
        .map(|pointer| FieldProblem {
            pointer,
            keyword: Some("type".into()),
            message: format!("must be in the range of exact whole numbers, {RANGE}"),
        })
        .collect()
}

/// Pointers of whole numbers that lie outside the exact range.
pub(crate) fn inexact(input: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(input, String::new(), &mut found);
    found
}

fn walk(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Number(number)
            if number.is_f64()
                && number
                    .as_f64()
                    .is_some_and(|float| float.abs() >= 9_223_372_036_854_775_808.0) =>
        {
            found.push(at);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, pointer::child(&at, &index.to_string()), found);
            }
        }
        Value::Object(map) => {
            for (key, inner) in map {
                walk(inner, pointer::child(&at, key), found);
            }
        }
        _ => {}
    }
}

fn find_integer_errors(error: &jsonschema::ValidationError<'_>, found: &mut Vec<String>) {
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            let integer = match kind {
                TypeKind::Single(one) => *one == JsonType::Integer,
                TypeKind::Multiple(several) => several.iter().any(|one| one == JsonType::Integer),
            };
            if integer {
                found.push(error.instance_path().to_string());
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
