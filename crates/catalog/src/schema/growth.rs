//! How large a form a schema makes, and whether it ends.

use std::collections::{BTreeSet, HashMap, HashSet};

use portico_form::pointer;
use serde_json::Value;

use super::keywords::{children, each};
use super::origin::Origin;
use super::references::References;
use super::required::is_in_place;
use crate::{Code, Diagnostic};

/// The most fields a form may have, counting each use of a definition.
const MAX_FIELDS: u64 = 20_000;
/// The longest chain of schemas inside schemas, references followed.
const MAX_CHAIN: usize = 300;

/// What makes the schema grow beyond measure.
pub(super) fn growth(references: &References, origin: &Origin<'_>) -> Vec<Diagnostic> {
    let error = |place: &str, message: &str, help: &str| {
        origin.error(place, Code::SchemaExplodes, message, help)
    };
    let loops = cycles(references, &same_value);
    if !loops.is_empty() {
        let message = "this schema refers to itself before any value is reached";
        let help = "Let one of the references on the way lead to a schema with a type.";
        return loops.iter().map(|place| error(place, message, help)).collect();
    }
    let message = "every value would have to hold another of the same kind, without end";
    let help = "Take the property out of \"required\", or allow null.";
    let endless = cycles(references, &must_hold);
    let mut found: Vec<Diagnostic> =
        endless.iter().map(|place| error(place, message, help)).collect();
    let mut count =
        Count { references, known: HashMap::new(), open: HashSet::new(), is_deep: false };
    let fields = count.fields("", references.root(), 0);
    if count.is_deep {
        let message = format!("schemas and references are nested more than {MAX_CHAIN} deep");
        found.push(error("", &message, "Flatten the structure."));
    } else if fields > MAX_FIELDS {
        let message = format!(
            "a form for this schema would have more than {MAX_FIELDS} fields, counting each use of a definition"
        );
        found.push(error(
            "",
            &message,
            "Let a definition repeat through a list, so that people add what they need.",
        ));
    }
    found
}

type Edges = dyn Fn(&References, &str, &Value) -> Vec<String>;

/// Places whose edge closes a cycle.
fn cycles(references: &References, edges: &Edges) -> BTreeSet<String> {
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
    out.extend(references.target(schema).map(|t| t.to_string()));
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
    out.extend(references.target(schema).map(|t| t.to_string()));
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

struct Count<'a> {
    references: &'a References,
    known: HashMap<String, u64>,
    open: HashSet<String>,
    is_deep: bool,
}

impl Count<'_> {
    /// Fields of a form for the schema at `place`. What repeats itself inside itself is drawn on demand
    /// and counts once; of alternatives the largest counts.
    fn fields(&mut self, place: &str, schema: &Value, depth: usize) -> u64 {
        if depth > MAX_CHAIN {
            self.is_deep = true;
            return 1;
        }
        if let Some(known) = self.known.get(place) {
            return *known;
        }
        if !self.open.insert(place.to_owned()) {
            return 1;
        }
        let mut sum: u64 = 1;
        let mut largest: u64 = 0;
        for (inner, child) in children(schema, place) {
            let keyword =
                pointer::segments(&inner[place.len()..]).next().unwrap_or_default().into_owned();
            match keyword.as_str() {
                "$defs" | "definitions" | "not" | "if" | "propertyNames" | "contains" => {}
                "oneOf" | "anyOf" => largest = largest.max(self.fields(&inner, child, depth + 1)),
                _ => sum = sum.saturating_add(self.fields(&inner, child, depth + 1)),
            }
        }
        if let Some(target) = self.references.target(schema)
            && let Some(schema) = self.references.at(&target)
        {
            sum = sum.saturating_add(self.fields(&target, schema, depth + 1) - 1);
        }
        let fields = sum.saturating_add(largest);
        self.open.remove(place);
        self.known.insert(place.to_owned(), fields);
        fields
    }
}
