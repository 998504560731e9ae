//! How large a form a schema makes, and whether it ends.

mod count;
mod filling;

use std::collections::{BTreeSet, HashSet};

use portico_form::applicators::is_in_place;
use portico_form::pointer;
use serde_json::Value;

use self::count::Count;
use self::filling::Filling;
use super::keywords::{children, each};
use super::origin::Origin;
use super::references::References;
use crate::{Code, Diagnostic};

/// The most fields a form may have, counting each use of a definition.
const MAX_FIELDS: u64 = 20_000;
/// The most schemas that one input may be held against, counting each use of a definition.
const MAX_SCHEMAS: u64 = 200_000;
/// The longest chain of schemas inside schemas, references followed.
const MAX_CHAIN: usize = 300;

/// What makes a schema grow beyond measure.
pub(super) struct Growth {
    pub(super) faults: Vec<Diagnostic>,
    /// It ends, and soon enough for a walk through all of it.
    pub(super) is_bounded: bool,
}

pub(super) fn growth(references: &References, origin: &Origin<'_>) -> Growth {
    let error = |place: &str, message: &str, help: &str| {
        origin.error(place, Code::SchemaExplodes, message, help)
    };
    let count = Count::of(references);
    if let Some(place) = &count.too_deep {
        let message = format!("schemas and references are nested more than {MAX_CHAIN} deep");
        let faults = vec![error(place, &message, "Flatten the structure.")];
        return Growth { faults, is_bounded: false };
    }
    let loops = cycles(references, &same_value);
    let is_reached = loops.is_empty();
    let mut faults: Vec<Diagnostic> = if is_reached {
        let message = "every value would have to hold another of the same kind, without end";
        let help = "Take the property out of \"required\", or allow null.";
        cycles(references, &must_hold).iter().map(|place| error(place, message, help)).collect()
    } else {
        let message = "this schema refers to itself before any value is reached";
        let help = "Let one of the references on the way lead to a schema with a type.";
        loops.iter().map(|place| error(place, message, help)).collect()
    };
    let filling = Filling::new(references);
    let message = "this default brings itself along again inside what it fills in, without end";
    let help = "Leave it out, or let it say that what it holds is empty.";
    let filled = cycles(references, &|_, place, _| filling.brings(place));
    faults.extend(filled.iter().map(|at| error(&pointer::child(at, "default"), message, help)));
    if !is_reached {
        return Growth { faults, is_bounded: true };
    }
    if let Some(place) = count.largest(|size| size.fields > MAX_FIELDS) {
        let message = format!(
            "a form for this schema would have more than {MAX_FIELDS} fields, counting each use of a definition"
        );
        let help = "Let a definition repeat through a list, so that people add what they need.";
        faults.push(error(&place, &message, help));
    } else if let Some(place) = count.largest(|size| size.schemas > MAX_SCHEMAS) {
        let message = format!(
            "checking one input against this schema could take more than {MAX_SCHEMAS} steps, counting each use of a definition"
        );
        let help = "Give the branches different definitions, or a property that tells them apart.";
        faults.push(error(&place, &message, help));
    }
    Growth { faults, is_bounded: true }
}

type Edges<'a> = dyn Fn(&References, &str, &Value) -> Vec<String> + 'a;

/// Places whose edge closes a cycle.
fn cycles(references: &References, edges: &Edges<'_>) -> BTreeSet<String> {
    let mut starts = Vec::new();
    each(references.root(), "", &mut |at, _| starts.push(at.to_owned()));
    let mut done: HashSet<String> = HashSet::new();
    let mut closing = BTreeSet::new();
    for start in starts {
        // The way from the start: each place with the edges not yet followed.
        let mut way: Vec<(String, Vec<String>)> = Vec::new();
        let mut on_way: HashSet<String> = HashSet::new();
        let mut next = Some(start);
        loop {
            if let Some(place) = next.take()
                && !done.contains(&place)
            {
                let schema = references.at(&place).unwrap_or(&Value::Null);
                let out = edges(references, &place, schema);
                on_way.insert(place.clone());
                way.push((place, out));
            }
            let Some((place, out)) = way.last_mut() else { break };
            match out.pop() {
                Some(target) if on_way.contains(&target) => {
                    closing.insert(place.clone());
                }
                Some(target) => next = Some(target),
                None => {
                    on_way.remove(place);
                    done.insert(place.clone());
                    way.pop();
                }
            }
        }
    }
    closing
}

/// Schemas that apply to the same value.
fn same_value(references: &References, place: &str, schema: &Value) -> Vec<String> {
    let inner = children(schema, place).into_iter().map(|(inner, _)| inner);
    let mut out: Vec<String> = inner.filter(|i| is_in_place(&i[place.len()..])).collect();
    out.extend(references.target(place, schema).map(|t| t.to_string()));
    out
}

/// Schemas that a value must satisfy, or must hold a value of.
fn must_hold(references: &References, place: &str, schema: &Value) -> Vec<String> {
    if may_be_plain(schema) {
        return Vec::new();
    }
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: HashSet<&str> = required.filter_map(Value::as_str).collect();
    let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
    let inner = children(schema, place).into_iter().filter(|(inner, _)| {
        let mut segments = pointer::segments(&inner[place.len()..]);
        let (keyword, name) =
            (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
        match keyword.as_ref() {
            "allOf" => true,
            "properties" => required.contains(name.as_ref()),
            "prefixItems" | "items" => name.parse().unwrap_or(0) < least,
            _ => false,
        }
    });
    let mut out: Vec<String> = inner.map(|(inner, _)| inner).collect();
    out.extend(references.target(place, schema).map(|t| t.to_string()));
    out
}

/// Whether a value may be one that holds no others.
fn may_be_plain(schema: &Value) -> bool {
    let is_plain = |t: &Value| !matches!(t.as_str(), Some("object" | "array"));
    let by_type = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(is_plain),
        Some(one) => is_plain(one),
        None => false,
    };
    by_type || schema.get("enum").is_some() || schema.get("const").is_some()
}
