//! Which schema inside another one speaks of a part of its value.

use serde_json::Value;

use crate::flat::Flat;
use crate::pointer;
use crate::schema::{Document, Place};

/// The innermost schema within the one at `place` that is for the part at `at` of `value` alone, or for a value around
/// that part; with how much of the pointer leads there. Items share theirs, so their list speaks for them; those of a
/// tuple do not. What a reference leads to is for other values too. What is read-only or constant is no field to edit, and
/// need not be drawn: what is around it speaks for it.
pub fn innermost(document: &Document, place: &str, value: &Value, at: &str) -> (Place, usize) {
    let mut here: Place = place.into();
    let mut end = 0;
    while end < at.len() {
        let next = at[end + 1..].find('/').map_or(at.len(), |found| found + end + 1);
        let Some(key) = pointer::segments(&at[end..next]).next() else { break };
        let is_list = pointer::get(value, &at[..end]).is_some_and(Value::is_array);
        let flat = document.memo().flat(&here, || Flat::new(document, &here));
        let inner = flat.places.iter().filter(|part| pointer::is_within(part, &here));
        let found = inner.flat_map(|part| keywords(is_list).iter().map(move |key| (part, *key)));
        let found = found
            .filter(|(part, keyword)| {
                let schemas = document.at(part).and_then(|schema| schema.get(*keyword));
                match schemas {
                    Some(Value::Array(tuple)) if is_list => {
                        key.parse::<usize>().is_ok_and(|index| index < tuple.len())
                    }
                    Some(Value::Object(named)) if !is_list => named.contains_key(key.as_ref()),
                    _ => false,
                }
            })
            .map(|(part, keyword)| pointer::child(&pointer::child(part, keyword), &key))
            .next();
        let Some(found) = found.map(Place::from) else { break };
        if is_fixed(document, &found) {
            break;
        }
        (here, end) = (found, next);
    }
    (here, end)
}

/// Whether nobody can say what the value is.
fn is_fixed(document: &Document, place: &Place) -> bool {
    let flat = document.memo().flat(place, || Flat::new(document, place));
    let mut schemas = flat.places.iter().filter_map(|place| document.at(place));
    schemas.any(|schema| {
        schema.get("const").is_some() || schema.get("readOnly") == Some(&Value::Bool(true))
    })
}

/// What holds schemas for single parts of a value.
fn keywords(is_list: bool) -> &'static [&'static str] {
    if is_list { &["prefixItems", "items"] } else { &["properties"] }
}
