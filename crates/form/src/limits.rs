//! How much of a schema is drawn at one value.

use serde_json::Value;

use crate::flat::{Flat, MOST};
use crate::pointer;
use crate::schema::{Document, Place};
use crate::shapes::{Drawn, shapes};

/// Schemas that apply to one value, and branches of one choice: what comes after the first of them is checked, not drawn.
pub const MOST_AT_ONE_VALUE: usize = MOST;

/// How many branches a choice by `oneOf` or `anyOf` has, where that is more than can be chosen.
pub fn too_many_branches(document: &Document, place: &Place, keyword: &str) -> Option<usize> {
    let schema = document.at(place)?;
    let count = schema.get(keyword).and_then(Value::as_array)?.len();
    if count <= MOST {
        return None;
    }
    let holder = pointer::child(place, keyword);
    // Values to choose from are all offered; what only asserts offers nothing.
    let is_drawn = shapes(document, place, schema)
        .iter()
        .any(|drawn| *drawn.place == *holder && !matches!(drawn.drawn, Drawn::Not));
    is_drawn.then_some(count)
}

/// How many schemas apply to a value of the one at `place`, whatever the value is; at most [`MOST_AT_ONE_VALUE`].
pub fn at_one_value(document: &Document, place: &Place) -> usize {
    Flat::new(document, place).places.len()
}
