//! The branch of a union that data looks most like.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::applied::{is_type, unconditional};
use crate::flat::branch_places;
use crate::options::{holds, same};
use crate::schema::{Document, Place};

/// Branches inside branches are looked at this deep.
const DEEPEST: usize = 3;
/// Branches looked at for one field, over all its unions; past them the first is as good as any.
pub(crate) const BUDGET: usize = 500;

/// OpenAPI's `discriminator`: the property that tells the branches apart.
#[derive(Clone, Copy)]
pub(crate) struct Discriminator<'s> {
    key: &'s str,
    /// Which value stands for which schema, where that is not the schema's own name.
    mapping: Option<&'s Map<String, Value>>,
}

pub(crate) fn discriminator(schema: &Value) -> Option<Discriminator<'_>> {
    let said = schema.get("discriminator")?;
    let key = said.get("propertyName")?.as_str()?;
    Some(Discriminator { key, mapping: said.get("mapping").and_then(Value::as_object) })
}

impl Discriminator<'_> {
    /// The branch that a value names.
    fn branch(self, document: &Document, branches: &[Place], value: &Value) -> Option<usize> {
        let told = value.get(self.key)?;
        let mapped = told.as_str().and_then(|told| self.mapping?.get(told)?.as_str());
        let by_mapping = mapped.and_then(|mapped| {
            let place = branches.iter().position(|branch| leads_to(document, branch, mapped));
            place.or_else(|| named(document, branches, last(mapped)))
        });
        if by_mapping.is_some() {
            return by_mapping;
        }
        let mut telling =
            (0..branches.len()).filter(|index| tells(document, &branches[*index], self.key, told));
        let first = telling.next();
        // Values that several branches allow, as where all have them from one base, tell nothing.
        if first.is_some() && telling.next().is_none() {
            return first;
        }
        told.as_str().and_then(|told| named(document, branches, told)).or(first)
    }
}

/// Whether a branch is what a reference leads to, or refers to it as well.
fn leads_to(document: &Document, branch: &Place, reference: &str) -> bool {
    let Some(meant) = document.resolve_plain(branch, reference) else { return false };
    let target = document.at(branch).and_then(|schema| document.target(branch, schema));
    meant == *branch || target == Some(meant)
}

/// The branch whose `$ref` ends with a name.
fn named(document: &Document, branches: &[Place], name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let refers = |branch: &Place| document.at(branch)?.get("$ref")?.as_str();
    branches.iter().position(|branch| refers(branch).is_some_and(|other| last(other) == name))
}

fn last(reference: &str) -> &str {
    reference.rsplit(['/', '#']).next().unwrap_or(reference)
}

/// Whether a branch says more than what must be present: something that can be drawn.
pub(crate) fn has_shape(document: &Document, branch: &Place) -> bool {
    unconditional(document, branch).schemas().any(|schema| {
        ["type", "properties", "items", "prefixItems", "enum", "const", "format", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    })
}

/// The branch that data looks most like; the first of equals. A discriminator decides where it can; `None`
/// where data says nothing about the branches.
pub(crate) fn guess(
    document: &Document,
    branches: &[Place],
    value: Option<&Value>,
    discriminator: Option<Discriminator<'_>>,
    budget: &Cell<usize>,
) -> Option<usize> {
    let value = value?;
    // It decides also where it is declared beside the branches, and by none of them.
    let told = discriminator.and_then(|it| it.branch(document, branches, value));
    if told.is_some() {
        return told;
    }
    if value.as_object().is_some_and(|map| !speaks_of_any(document, branches, map)) {
        return None;
    }
    let mut best = (0, i64::MIN);
    for (index, branch) in branches.iter().enumerate() {
        let score = score(document, branch, value, DEEPEST, budget);
        if score > best.1 {
            best = (index, score);
        }
    }
    Some(best.0)
}

/// Whether a branch says anything about what an object holds, or that it is none.
fn speaks_of_any(document: &Document, branches: &[Place], map: &Map<String, Value>) -> bool {
    branches.iter().any(|branch| {
        unconditional(document, branch).schemas().any(|schema| {
            let declared = schema.get("properties").and_then(Value::as_object);
            declared.is_some_and(|declared| map.keys().any(|key| declared.contains_key(key)))
                || ["enum", "const", "oneOf", "anyOf", "type", "patternProperties"]
                    .iter()
                    .any(|key| schema.get(*key).is_some_and(|said| said.as_str() != Some("object")))
        })
    })
}

/// Whether a branch has `told` as the only value of a property.
fn tells(document: &Document, branch: &Place, key: &str, told: &Value) -> bool {
    let applied = unconditional(document, branch);
    applied.property(key).iter().any(|place| {
        unconditional(document, place).schemas().any(|schema| {
            schema.get("const").is_some_and(|only| same(only, told))
                || schema
                    .get("enum")
                    .and_then(Value::as_array)
                    .is_some_and(|values| holds(values, told))
        })
    })
}

fn score(
    document: &Document,
    branch: &Place,
    value: &Value,
    depth: usize,
    budget: &Cell<usize>,
) -> i64 {
    let Some(left) = budget.get().checked_sub(1) else { return 0 };
    budget.set(left);
    let applied = unconditional(document, branch);
    let mut score = 0;
    let mut inner_unions = 0;
    for (place, schema) in applied.pairs() {
        score += of_itself(schema, value);
        if let Some(map) = value.as_object() {
            score += of_names(schema, map);
            for (key, inner) in map.iter().take(100) {
                let declared = schema.get("properties").is_some_and(|p| p.get(key).is_some());
                if declared {
                    let property =
                        crate::pointer::child(&crate::pointer::child(place, "properties"), key);
                    score += 3 + of_property(document, &property.into(), inner, depth, budget);
                }
            }
        }
        if let (Some(items), Some(item)) =
            (schema.get("items"), value.as_array().and_then(|items| items.first()))
            && items.is_object()
            && depth > 0
        {
            let place: Place = crate::pointer::child(place, "items").into();
            score +=
                self::score(document, &place, item, depth - 1, budget).clamp(-2_000, 2_000) / 2;
        }
        for key in ["oneOf", "anyOf"] {
            let branches = branch_places(schema, place, key);
            if branches.len() > 1 && depth > 0 && inner_unions < 4 {
                inner_unions += 1;
                let scores = branches.iter().take(50);
                let best = scores
                    .map(|inner| self::score(document, inner, value, depth - 1, budget))
                    .max();
                score += best.unwrap_or(0);
            }
        }
    }
    score
}

fn of_itself(schema: &Value, value: &Value) -> i64 {
    let mut score = 0;
    let fits = |holds: bool, gain: i64| if holds { gain } else { -10_000 };
    match schema.get("type") {
        Some(Value::String(name)) => score += fits(is_type(value, name), 100),
        Some(Value::Array(names)) => {
            let named = names.iter().filter_map(Value::as_str).any(|name| is_type(value, name));
            score += fits(named, 90);
        }
        _ if schema.get("properties").is_some() => score += fits(value.is_object(), 50),
        _ if schema.get("items").is_some() => score += fits(value.is_array(), 50),
        _ => {}
    }
    if let Some(expected) = schema.get("const") {
        score += fits(same(expected, value), 1_000);
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        score += fits(holds(options, value), 1_000);
    }
    score
}

fn of_names(schema: &Value, map: &Map<String, Value>) -> i64 {
    let required = schema.get("required").and_then(Value::as_array);
    let missing = required.map_or(0, |names| {
        names
            .iter()
            .filter(|name| name.as_str().is_some_and(|name| !map.contains_key(name)))
            .count()
    });
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let unknown = match schema.get("properties").and_then(Value::as_object) {
        Some(known) if closed && schema.get("patternProperties").is_none() => {
            map.keys().filter(|key| !known.contains_key(*key)).count()
        }
        _ => 0,
    };
    let present = required.map_or(0, Vec::len) - missing;
    present as i64 - 20 * missing as i64 - 50 * unknown as i64
}

fn of_property(
    document: &Document,
    property: &Place,
    inner: &Value,
    depth: usize,
    budget: &Cell<usize>,
) -> i64 {
    let applied = unconditional(document, property);
    let mut score = 0;
    for schema in applied.schemas() {
        if let Some(expected) = schema.get("const") {
            score += if same(expected, inner) { 1_000 } else { -1_000 };
        } else if let Some(options) = schema.get("enum").and_then(Value::as_array) {
            // One value alone tells a branch as surely as a constant does.
            let gain = if options.len() == 1 { 1_000 } else { 10 };
            score += if holds(options, inner) { gain } else { -1_000 };
        } else if let Some(name) = schema.get("type").and_then(Value::as_str) {
            score += if is_type(inner, name) { 2 } else { -2 };
        }
    }
    if depth > 0 && (inner.is_object() || inner.is_array()) {
        score += self::score(document, property, inner, depth - 1, budget).clamp(-500, 500) / 10;
    }
    score
}
