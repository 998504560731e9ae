//! From a pointer into the input to the field it names.

use std::collections::{BTreeSet, HashSet};

use portico_form::pointer;
use serde_json::Value;

use super::keywords::children;
use super::references::References;
use super::required::is_in_place;
use super::validity::Judge;

/// Schemas looked at before a search is given up.
const MAX_STEPS: usize = 20_000;

/// What a pointer into an input leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The types it may have; empty = not said.
    pub(crate) types: BTreeSet<&'static str>,
    /// It, or something around it, is `writeOnly`.
    pub(crate) is_secret: bool,
    /// The names of its properties.
    pub(crate) properties: Vec<String>,
}

impl Field {
    /// Whether it may be of one of these types.
    pub(crate) fn may_be(&self, types: &[&str]) -> bool {
        self.types.is_empty() || types.iter().any(|t| self.types.contains(t))
    }
}

/// Follows a pointer into an input through the schema; `*` stands for each item or additional key.
/// `None` = no field is there.
pub(crate) fn find(schema: &Value, at: &str, judge: &Judge) -> Option<Field> {
    if !at.is_empty() && !at.starts_with('/') {
        return None;
    }
    let references = References::new(schema.clone());
    let mut is_secret = false;
    let mut here = same_value(&references, vec![references.root()]);
    for segment in pointer::segments(at) {
        is_secret |= here.iter().any(|s| is_write_only(s));
        let inner = here.iter().flat_map(|schema| step(schema, &segment, judge)).collect();
        here = same_value(&references, inner);
        if here.is_empty() {
            return None;
        }
    }
    let mut field =
        Field { is_secret: is_secret || here.iter().any(|s| is_write_only(s)), ..Field::default() };
    for schema in here {
        match schema.get("type") {
            Some(Value::Array(types)) => field.types.extend(types.iter().filter_map(named)),
            Some(one) => field.types.extend(named(one)),
            None => {}
        }
        let constants = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        field.types.extend(constants.chain(schema.get("const")).map(type_of));
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        field.properties.extend(properties.map(|(name, _)| name.clone()));
    }
    Some(field)
}

fn is_write_only(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
}

fn named(name: &Value) -> Option<&'static str> {
    let types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    types.into_iter().find(|t| name == t)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_i64() || n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Everything that applies to the same value.
fn same_value<'a>(references: &'a References, mut next: Vec<&'a Value>) -> Vec<&'a Value> {
    let mut found: Vec<&Value> = Vec::new();
    let mut seen: HashSet<*const Value> = HashSet::new();
    while let Some(schema) = next.pop() {
        if seen.len() > MAX_STEPS || !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        if *schema != Value::Bool(false) {
            found.push(schema);
        }
        let inner = children(schema, "").into_iter();
        next.extend(
            inner.filter(|(at, _)| is_in_place(at) && at != "/not").map(|(_, schema)| schema),
        );
        next.extend(references.target(schema).and_then(|place| references.at(&place)));
    }
    found
}

/// The schemas of one member.
fn step<'a>(schema: &'a Value, segment: &str, judge: &Judge) -> Vec<&'a Value> {
    let mut found: Vec<&Value> = Vec::new();
    found.extend(schema.get("properties").and_then(|p| p.get(segment)));
    if let Some(Value::Object(patterns)) = schema.get("patternProperties") {
        let fits = patterns.iter().filter(|(p, _)| segment == "*" || judge.matches(p, segment));
        found.extend(fits.map(|(_, schema)| schema));
    }
    let index = segment.parse::<usize>().ok();
    if segment == "*" || index.is_some() {
        for keyword in ["prefixItems", "items", "additionalItems"] {
            match schema.get(keyword) {
                Some(Value::Array(items)) if segment == "*" => found.extend(items),
                Some(Value::Array(items)) => found.extend(index.and_then(|i| items.get(i))),
                Some(item) => found.push(item),
                None => {}
            }
        }
    }
    if found.is_empty() {
        found.extend(schema.get("additionalProperties").filter(|s| s.is_object()));
    }
    found
}
