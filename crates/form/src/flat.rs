//! What a schema says unconditionally: itself, what it refers to, all of `allOf`, and choices of one.

use std::collections::HashSet;

use serde_json::Value;

use crate::pointer;
use crate::schema::{Document, Place, written_at};

/// Places of schemas that always apply together.
#[derive(Debug, Default)]
pub(crate) struct Flat {
    /// In order of precedence for annotations.
    pub(crate) places: Vec<Place>,
    /// A branch that only says null was left out.
    pub(crate) nullable: bool,
    /// Its constants or lists of values, outside a choice that has null beside it, leave null out.
    pub(crate) never_null: bool,
    /// A reference that leads back to itself before any schema is reached.
    pub(crate) circle: Option<String>,
    /// References that lead nowhere.
    pub(crate) dangling: Vec<String>,
    /// Those of `places` that were met beside null alone.
    beside_null: HashSet<Place>,
}

/// Schemas beyond this many at one value are not drawn, nor branches of one choice: publishing tells it.
pub(crate) const MOST: usize = 256;

impl Flat {
    pub(crate) fn new(document: &Document, start: &Place) -> Self {
        let mut flat = Self::default();
        flat.add(document, start, false);
        flat
    }

    /// Adds a schema with all it says unconditionally; `or_null`: null would do in its place.
    fn add(&mut self, document: &Document, place: &Place, or_null: bool) {
        if self.places.len() >= MOST {
            return;
        }
        let Some(schema) = document.at(place) else { return };
        if self.places.contains(place) {
            // What was met beside null is looked at again where it is met without it.
            if or_null || !self.beside_null.remove(place) {
                return;
            }
        } else {
            self.places.push(place.clone());
            if or_null {
                self.beside_null.insert(place.clone());
            }
        }
        self.never_null |= !or_null && leaves_null_out(schema);
        for (reference, target) in referred(document, place, schema) {
            match target {
                Some(target) => {
                    if is_circle(document, &target) {
                        self.circle = Some(reference.to_owned());
                    }
                    self.add(document, &target, or_null);
                }
                None if self.dangling.iter().any(|known| known == reference) => {}
                None => self.dangling.push(reference.to_owned()),
            }
        }
        for branch in branch_places(schema, place, "allOf") {
            self.add(document, &branch, or_null);
        }
        for key in ["anyOf", "oneOf"] {
            let branches = branch_places(schema, place, key);
            let (null, rest): (Vec<_>, Vec<_>) =
                branches.into_iter().partition(|b| says_null(document, b));
            // What leaves no choice is no choice, unless a property's value can decide against it.
            if let [only] = rest.as_slice() {
                if null.is_empty() && fixes_a_property(document, only) {
                    continue;
                }
                self.nullable |= !null.is_empty();
                self.add(document, only, or_null || !null.is_empty());
            }
        }
    }
}

/// Whether a schema names the values there are, and null is none of them.
fn leaves_null_out(schema: &Value) -> bool {
    let listed = schema.get("enum").and_then(Value::as_array);
    schema.get("const").is_some_and(|only| !only.is_null())
        || listed.is_some_and(|values| !values.contains(&Value::Null))
}

/// Where the references of a schema lead.
pub(crate) fn referred<'a>(
    document: &Document,
    place: &Place,
    schema: &'a Value,
) -> Vec<(&'a str, Option<Place>)> {
    let mut found = Vec::new();
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        found.push((reference, document.resolve_plain(place, reference)));
    }
    for key in ["$dynamicRef", "$recursiveRef"] {
        if let Some(reference) = schema.get(key).and_then(Value::as_str) {
            found.push((reference, document.resolve_dynamic(place, key, reference)));
        }
    }
    found
}

/// Whether following `$ref` from a place comes back to it.
fn is_circle(document: &Document, start: &Place) -> bool {
    let mut at = Place::clone(start);
    for _ in 0..MOST {
        let Some(schema) = document.at(&at) else { return false };
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return false };
        let Some(next) = document.resolve_plain(&at, reference) else { return false };
        if written_at(&next) == written_at(start) {
            return true;
        }
        at = next;
    }
    false
}

pub(crate) fn branch_places(schema: &Value, place: &str, key: &str) -> Vec<Place> {
    let Some(branches) = schema.get(key).and_then(Value::as_array) else { return Vec::new() };
    let holder = pointer::child(place, key);
    let count = branches.len().min(MOST);
    (0..count).map(|index| pointer::child(&holder, &index.to_string()).into()).collect()
}

pub(crate) fn says_null(document: &Document, branch: &Place) -> bool {
    let Some(schema) = document.at(branch) else { return false };
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema.get("const") == Some(&Value::Null)
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| matches!(values.as_slice(), [Value::Null]))
}

/// Whether a branch names a value of one of its own properties.
pub(crate) fn fixes_a_property(document: &Document, branch: &Place) -> bool {
    let properties = document.at(branch).and_then(|schema| schema.get("properties")?.as_object());
    let mut properties = properties.into_iter().flat_map(serde_json::Map::values);
    properties.any(|property| property.get("const").is_some() || property.get("enum").is_some())
}
