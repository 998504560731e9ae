//! From a pointer into the input to the field it names.

use std::collections::{BTreeSet, HashSet};

use portico_form::applicators::is_in_place;
use portico_form::pointer;
use serde_json::Value;

use super::keywords::children;
use super::references::References;
use super::validity::Judge;

/// Schemas looked at before a search is given up.
const MAX_STEPS: usize = 20_000;

/// A schema and where it is.
type Placed<'a> = (String, &'a Value);

/// What a pointer into an input leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The types it may have; empty = not said.
    pub(crate) types: BTreeSet<&'static str>,
    /// It, or something around it, is `writeOnly`.
    pub(crate) is_secret: bool,
    /// The names of its properties, each once.
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
pub(crate) fn find(references: &References, at: &str, judge: &Judge) -> Option<Field> {
    if !at.is_empty() && !at.starts_with('/') {
        return None;
    }
    let mut is_secret = false;
    let mut here = same_value(references, vec![(String::new(), references.root())]);
    for segment in pointer::segments(at) {
        is_secret |= here.iter().any(|(_, schema)| is_write_only(schema));
        let inner = here.iter().flat_map(|(place, schema)| step(place, schema, &segment, judge));
        here = same_value(references, inner.collect());
        if here.is_empty() {
            return None;
        }
    }
    is_secret |= here.iter().any(|(_, schema)| is_write_only(schema));
    let mut field = Field { is_secret, ..Field::default() };
    let mut names: HashSet<&str> = HashSet::new();
    for (_, schema) in here {
        match schema.get("type") {
            Some(Value::Array(types)) => field.types.extend(types.iter().filter_map(named)),
            Some(one) => field.types.extend(named(one)),
            None => {}
        }
        let constants = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        field.types.extend(constants.chain(schema.get("const")).map(type_of));
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let new = properties.filter(|(name, _)| names.insert(name.as_str()));
        field.properties.extend(new.map(|(name, _)| name.clone()));
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
fn same_value<'a>(references: &'a References, mut next: Vec<Placed<'a>>) -> Vec<Placed<'a>> {
    let mut found: Vec<Placed<'a>> = Vec::new();
    let mut seen: HashSet<*const Value> = HashSet::new();
    while let Some((place, schema)) = next.pop() {
        if seen.len() > MAX_STEPS || !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        let inner = children(schema, &place).into_iter();
        next.extend(inner.filter(|(at, _)| {
            let below = &at[place.len()..];
            is_in_place(below) && below != "/not"
        }));
        if let Some(target) = references.target(&place, schema) {
            next.extend(references.at(&target).map(|schema| (target.to_string(), schema)));
        }
        if *schema != Value::Bool(false) {
            found.push((place, schema));
        }
    }
    found
}

/// The schemas of one member.
fn step<'a>(place: &str, schema: &'a Value, segment: &str, judge: &Judge) -> Vec<Placed<'a>> {
    let mut found: Vec<Placed<'a>> = Vec::new();
    let below = |keyword: &str| pointer::child(place, keyword);
    let property = schema.get("properties").and_then(|properties| properties.get(segment));
    found.extend(property.map(|schema| (pointer::child(&below("properties"), segment), schema)));
    if let Some(Value::Object(patterns)) = schema.get("patternProperties") {
        let fits = patterns.iter().filter(|(p, _)| segment == "*" || judge.matches(p, segment));
        let holder = below("patternProperties");
        found.extend(fits.map(|(key, schema)| (pointer::child(&holder, key), schema)));
    }
    let index = segment.parse::<usize>().ok();
    if segment == "*" || index.is_some() {
        for keyword in ["prefixItems", "items", "additionalItems"] {
            match schema.get(keyword) {
                Some(Value::Array(items)) => {
                    let fits =
                        items.iter().enumerate().filter(|(i, _)| index.is_none_or(|n| n == *i));
                    let holder = below(keyword);
                    found.extend(fits.map(|(i, item)| (format!("{holder}/{i}"), item)));
                }
                Some(item) => found.push((below(keyword), item)),
                None => {}
            }
        }
    }
    if found.is_empty() {
        let additional = schema.get("additionalProperties").filter(|s| s.is_object());
        found.extend(additional.map(|schema| (below("additionalProperties"), schema)));
    }
    found
}
