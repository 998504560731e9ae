//! From the validator's errors to problems of fields.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use portico_contract::http::FieldProblem;
use portico_form::pointer;
use portico_form::schema::Document;
use portico_form::worker::Chosen;
use serde_json::Value;

use crate::{branch, message};

/// Problems past this number help nobody; finding them would cost time.
const LIMIT: usize = 1_000;

pub(crate) fn collect<'a>(
    document: &Document,
    chosen: &[Chosen],
    errors: impl Iterator<Item = ValidationError<'a>>,
    found: &mut Vec<FieldProblem>,
) {
    let mut seen: HashSet<FieldProblem> = found.iter().cloned().collect();
    let mut all = Vec::new();
    for error in errors {
        flatten(document, chosen, &error, &mut all);
        if all.len() >= LIMIT {
            break;
        }
    }
    let inexact: HashSet<String> = found.iter().map(|problem| problem.pointer.clone()).collect();
    all.retain(|problem| !inexact.contains(&problem.pointer));
    for problem in all {
        if found.len() < LIMIT && seen.insert(problem.clone()) {
            found.push(problem);
        }
    }
}

fn flatten(
    document: &Document,
    chosen: &[Chosen],
    error: &ValidationError<'_>,
    out: &mut Vec<FieldProblem>,
) {
    let at = error.instance_path().as_str();
    // What is required because of another property is told by that keyword.
    let within = error.schema_path().as_str();
    let dependent = ["dependentRequired", "dependencies"].into_iter().find(|key| {
        matches!(error.kind(), Kind::Required { .. })
            && (within.contains(&format!("/{key}/")) || within.ends_with(&format!("/{key}")))
            && !within.ends_with("/required")
    });
    let mut push = |pointer: String, message: String| {
        out.push(FieldProblem {
            pointer,
            keyword: Some(dependent.unwrap_or_else(|| error.kind().keyword()).to_owned()),
            message,
        });
    };
    match error.kind() {
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            push(pointer::child(at, key), "is required".into());
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let known = known_properties(document, error.schema_path().as_str());
            for key in unexpected {
                push(pointer::child(at, key), message::unknown_key(key, &known));
            }
        }
        Kind::PropertyNames { error: inner } => {
            let key = inner.instance().as_str().unwrap_or_default();
            push(pointer::child(at, key), format!("has a name that {}", message::of(inner)));
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let drawn = branch::drawn(document, chosen, error, context);
            let missing = || drawn.is_none().then(|| one_of_missing(at, context)).flatten();
            let best = || branch::best(at, context).filter(|errors| !errors.is_empty());
            if let Some(text) = other_value(at, context).or_else(missing) {
                push(at.to_owned(), text);
            } else if let Some(errors) = drawn.or_else(best) {
                for error in errors {
                    flatten(document, chosen, error, out);
                }
            } else {
                push(at.to_owned(), "is not allowed here".into());
            }
        }
        _ => push(at.to_owned(), message::of(error)),
    }
}

/// One sentence where every branch wants another constant or another type.
fn other_value(at: &str, branches: &[Vec<ValidationError<'_>>]) -> Option<String> {
    if !branches.iter().all(|errors| branch::is_foreign(at, errors)) {
        return None;
    }
    let mut values: Vec<Value> = Vec::new();
    let mut types: Vec<&'static str> = Vec::new();
    let mut from_values = false;
    for error in branches.iter().flatten().filter(|error| error.instance_path().as_str() == at) {
        match error.kind() {
            Kind::Constant { expected_value } => {
                from_values = true;
                values.push(expected_value.as_ref().clone());
            }
            Kind::Enum { options } => {
                from_values = true;
                values.extend(options.as_array().into_iter().flatten().cloned());
            }
            Kind::Type { kind: TypeKind::Single(one) } => types.push(message::type_name(*one)),
            Kind::Type { kind: TypeKind::Multiple(several) } => {
                types.extend(several.iter().map(message::type_name));
            }
            _ => {}
        }
    }
    if from_values {
        return Some(message::one_of(&values));
    }
    types.dedup();
    Some(format!("must be {}", message::listed(&types, "or")))
}

/// One sentence where every branch wants another missing property.
fn one_of_missing(at: &str, branches: &[Vec<ValidationError<'_>>]) -> Option<String> {
    let missing: Vec<&str> = branches
        .iter()
        .filter_map(|errors| match errors.as_slice() {
            [only] if only.instance_path().as_str() == at => match only.kind() {
                Kind::Required { property } => property.as_str(),
                _ => None,
            },
            _ => None,
        })
        .collect();
    (missing.len() == branches.len() && missing.len() > 1)
        .then(|| format!("needs {}", message::listed(&missing, "or")))
}

/// Names of the properties declared beside the keyword at `keyword_place`.
fn known_properties(document: &Document, keyword_place: &str) -> Vec<String> {
    let Some((place, _)) = pointer::split_last(keyword_place) else { return Vec::new() };
    let properties = document.at(place).and_then(|schema| schema.get("properties"));
    properties
        .and_then(Value::as_object)
        .map(|map| map.keys().cloned().collect())
        .unwrap_or_default()
}
