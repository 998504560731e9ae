//! From the validator's errors to problems of fields.

use std::collections::{BTreeSet, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use portico_contract::http::{DrawnBranch, FieldProblem};
use portico_form::pointer;
use portico_form::schema::Document;
use serde_json::Value;

use crate::rest::Rest;
use crate::{Validator, around, branch, message};

/// Problems past this number help nobody; finding them would cost time.
pub(crate) const LIMIT: usize = portico_form::MOST_PROBLEMS;

/// A problem that was found.
struct Found {
    problem: FieldProblem,
    /// It is told only where nothing else is wrong in the value at this pointer.
    unless_wrong: Option<String>,
}

pub(crate) fn collect<'a>(
    judge: &Validator,
    chosen: &[DrawnBranch],
    errors: impl Iterator<Item = ValidationError<'a>>,
    found: &mut Vec<FieldProblem>,
) {
    let mut seen: HashSet<FieldProblem> = found.iter().cloned().collect();
    let mut all = Vec::new();
    for error in errors {
        flatten(judge, chosen, &error, &mut all);
        if all.len() >= LIMIT {
            break;
        }
    }
    let inexact: HashSet<String> = found.iter().map(|problem| problem.pointer.clone()).collect();
    all.retain(|one| !inexact.contains(&one.problem.pointer));
    for problem in settled(all, inexact) {
        if found.len() < LIMIT && seen.insert(problem.clone()) {
            found.push(problem);
        }
    }
}

/// Leaves out what is told only where nothing else is wrong, where something is, be it at one of the pointers in `wrong`.
/// Where all is of that kind, all is told.
fn settled(all: Vec<Found>, wrong: HashSet<String>) -> impl Iterator<Item = FieldProblem> {
    let certain = all.iter().filter(|one| one.unless_wrong.is_none());
    let certain: BTreeSet<String> =
        certain.map(|one| one.problem.pointer.clone()).chain(wrong).collect();
    let is_wrong = move |at: &str| {
        let mut below = certain.range(format!("{at}/")..);
        certain.contains(at) || below.next().is_some_and(|first| pointer::is_within(first, at))
    };
    let is_told = move |one: &Found| !one.unless_wrong.as_deref().is_some_and(&is_wrong);
    all.into_iter().filter(is_told).map(|one| one.problem)
}

fn flatten(
    judge: &Validator,
    chosen: &[DrawnBranch],
    error: &ValidationError<'_>,
    out: &mut Vec<Found>,
) {
    let at = error.instance_path().as_str();
    // What is required because of another property is told by that keyword.
    let within = error.schema_path().as_str();
    let dependent = ["dependentRequired", "dependencies"].into_iter().find(|key| {
        matches!(error.kind(), Kind::Required { .. })
            && (within.contains(&format!("/{key}/")) || within.ends_with(&format!("/{key}")))
            && !within.ends_with("/required")
    });
    let told = |pointer: String, message: String| {
        let keyword = Some(dependent.unwrap_or_else(|| error.kind().keyword()).to_owned());
        Found { problem: FieldProblem { pointer, keyword, message }, unless_wrong: None }
    };
    match error.kind() {
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            out.push(told(pointer::child(at, key), "is required".into()));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let known = known_properties(judge.document(), within);
            let rest = Rest::new(judge, error);
            for key in unexpected {
                let before = out.len();
                if before >= LIMIT {
                    break;
                }
                let below = pointer::child(at, key);
                let is_told = match (error.instance().get(key), rest.part.as_deref()) {
                    (Some(value), Some(part)) => inside(judge, chosen, part, &below, value, out),
                    _ => false,
                };
                if !is_told {
                    out.push(told(below, message::unknown_key(key, &known)));
                }
                if rest.may_have_key(key) {
                    doubt(&mut out[before..], at);
                }
            }
        }
        Kind::UnevaluatedItems { unexpected } => {
            let rest = Rest::new(judge, error);
            let items = error.instance().as_array().map_or(&[][..], Vec::as_slice);
            let items = meant(items, unexpected);
            let start = out.len();
            for (index, item) in &items {
                let before = out.len();
                let Some(part) = rest.part.as_deref().filter(|_| before < LIMIT) else { break };
                let below = pointer::child(at, &index.to_string());
                inside(judge, chosen, part, &below, item, out);
                if rest.may_have_item(*index) {
                    doubt(&mut out[before..], at);
                }
            }
            if out.len() == start {
                let indices: Vec<usize> = items.iter().map(|(index, _)| *index).collect();
                out.push(told(at.to_owned(), around::more_items(&indices)));
                if !items.is_empty() && items.iter().all(|(index, _)| rest.may_have_item(*index)) {
                    doubt(&mut out[start..], at);
                }
            }
        }
        Kind::PropertyNames { error: inner } => {
            let key = inner.instance().as_str().unwrap_or_default();
            // A name is judged as any other value: of a choice the branch that fits best speaks.
            let mut found = Vec::new();
            flatten(judge, &[], inner, &mut found);
            for one in found {
                let message = format!("has a name that {}", one.problem.message);
                out.push(told(pointer::child(at, key), message));
            }
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let drawn = branch::drawn(judge.document(), chosen, error, context);
            let missing = || drawn.is_none().then(|| one_of_missing(at, context)).flatten();
            let best = || branch::best(at, context).filter(|errors| !errors.is_empty());
            if let Some(text) = other_value(at, context).or_else(missing) {
                out.push(told(at.to_owned(), text));
            } else if let Some(errors) = drawn.or_else(best) {
                for error in errors {
                    flatten(judge, chosen, error, out);
                }
            } else {
                out.push(told(at.to_owned(), "is not allowed here".into()));
            }
        }
        _ => {
            let message = around::of(judge, error).unwrap_or_else(|| message::of(error));
            out.push(told(at.to_owned(), message));
        }
    }
}

/// Notes that something is told only where nothing else is wrong in the value at `at`.
fn doubt(found: &mut [Found], at: &str) {
    for one in found {
        one.unless_wrong = Some(at.to_owned());
    }
}

/// What is wrong inside a value that a schema of its own refuses; whether anything is.
fn inside(
    judge: &Validator,
    chosen: &[DrawnBranch],
    part: &jsonschema::Validator,
    at: &str,
    value: &Value,
    out: &mut Vec<Found>,
) -> bool {
    let drawn = chosen.iter().filter(|drawn| pointer::is_within(&drawn.pointer, at));
    let drawn: Vec<DrawnBranch> = drawn
        .map(|drawn| DrawnBranch { pointer: drawn.pointer[at.len()..].to_owned(), ..drawn.clone() })
        .collect();
    let mut found = Vec::new();
    for error in part.iter_errors(value) {
        flatten(judge, &drawn, &error, &mut found);
        if found.len() >= LIMIT {
            break;
        }
    }
    let is_told = !found.is_empty();
    out.extend(found.into_iter().map(|mut one: Found| {
        one.problem.pointer.insert_str(0, at);
        if let Some(around) = &mut one.unless_wrong {
            around.insert_str(0, at);
        }
        one
    }));
    is_told
}

/// The items that an error names by their text alone. What is spoken of by its place comes first in a list, all else is
/// by its value: of equal items the last ones are meant.
fn meant<'a>(items: &'a [Value], texts: &[String]) -> Vec<(usize, &'a Value)> {
    let mut texts = texts.iter().rev().peekable();
    let from_behind = items.iter().enumerate().rev();
    let mut found: Vec<(usize, &Value)> = from_behind
        .filter(|(_, item)| texts.next_if(|text| **text == item.to_string()).is_some())
        .collect();
    found.reverse();
    found
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

/// Names of the properties declared beside the keyword at a path; none where that can mean several.
fn known_properties(document: &Document, keyword_path: &str) -> Vec<String> {
    let meant = document.meant(keyword_path);
    let [keyword_place] = meant.as_slice() else { return Vec::new() };
    let Some((place, _)) = pointer::split_last(keyword_place) else { return Vec::new() };
    let properties = document.at(place).and_then(|schema| schema.get("properties"));
    properties
        .and_then(Value::as_object)
        .map(|map| map.keys().cloned().collect())
        .unwrap_or_default()
}
