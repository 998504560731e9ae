//! How a `oneOf` or `anyOf` is drawn, which depends on the schema alone.

use std::sync::Arc;

use serde_json::Value;

use crate::applied::unconditional;
use crate::choices::{suggested, titled_consts};
use crate::flat::{branch_places, fixes_a_property, says_null};
use crate::guess::has_shape;
use crate::options::same;
use crate::pointer;
use crate::schema::{Document, Place};

/// A `oneOf` or `anyOf`: its branches without those that only say null, and how it is drawn.
#[derive(Debug)]
pub(crate) struct Shapes {
    pub(crate) place: Place,
    pub(crate) branches: Vec<Place>,
    pub(crate) nullable: bool,
    pub(crate) drawn: Drawn,
    /// Properties that tell the branches apart, with the values of each branch.
    pub(crate) guards: Vec<(String, Vec<Vec<Value>>)>,
}

#[derive(Debug)]
pub(crate) enum Drawn {
    /// Its branches are values to choose from, or only add assertions.
    Not,
    Suggestions(Vec<Value>),
    /// One branch, which a property's value can decide against.
    Single,
    Choice,
}

/// Properties that each branch fixes to other values than all the others.
fn guards(document: &Document, branches: &[Place]) -> Vec<(String, Vec<Vec<Value>>)> {
    let fixed = |branch: &Place, key: &str| -> Option<Vec<Value>> {
        let properties = unconditional(document, branch).property(key);
        let mut schemas = properties.iter().filter_map(|place| document.at(place));
        schemas.find_map(|schema| {
            let constant = schema.get("const").map(|value| vec![value.clone()]);
            constant.or_else(|| schema.get("enum")?.as_array().cloned())
        })
    };
    let mut found = Vec::new();
    for key in unconditional(document, &branches[0]).property_names() {
        let values: Option<Vec<Vec<Value>>> =
            branches.iter().map(|branch| fixed(branch, &key)).collect();
        let Some(values) = values else { continue };
        let all: Vec<&Value> = values.iter().flatten().collect();
        let apart = all
            .iter()
            .enumerate()
            .all(|(at, value)| !all[..at].iter().any(|other| same(other, value)));
        if apart {
            found.push((key, values));
        }
    }
    found
}

pub(crate) fn shapes(document: &Document, place: &Place, schema: &Value) -> Arc<Vec<Shapes>> {
    if schema.get("oneOf").is_none() && schema.get("anyOf").is_none() {
        return Arc::default();
    }
    document.memo().shapes(place, || {
        let of = |key: &&str| {
            let all = branch_places(schema, place, key);
            let branches: Vec<Place> =
                all.iter().filter(|b| !says_null(document, b)).cloned().collect();
            let is_single = all.len() == 1 && branches.len() == 1;
            let drawn = if is_single && fixes_a_property(document, &branches[0]) {
                Drawn::Single
            } else if branches.len() < 2
                || !branches.iter().any(|branch| has_shape(document, branch))
                || titled_consts(document, place, schema, key).is_some()
            {
                Drawn::Not
            } else {
                suggested(document, &branches).map_or(Drawn::Choice, Drawn::Suggestions)
            };
            let nullable = branches.len() < all.len();
            let guards = match drawn {
                Drawn::Choice | Drawn::Single => guards(document, &branches),
                _ => Vec::new(),
            };
            Shapes { place: pointer::child(place, key).into(), branches, nullable, drawn, guards }
        };
        ["oneOf", "anyOf"].iter().filter(|key| schema.get(**key).is_some()).map(of).collect()
    })
}
