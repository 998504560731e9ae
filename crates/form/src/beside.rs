//! Which schemas can apply to a value beside one of them.

use serde_json::{Map, Value};

use crate::flat::{MOST, branch_places, referred};
use crate::pointer;
use crate::schema::{Document, Place};

/// All schemas that can apply to a value with the one at a place, itself first, whatever decides on branches: those it
/// refers to, its branches and its conditions. No more than are drawn.
pub fn beside(document: &Document, start: &Place) -> Vec<Place> {
    let mut found = vec![Place::clone(start)];
    let mut next = 0;
    while next < found.len() && found.len() < MOST {
        let place = Place::clone(&found[next]);
        next += 1;
        let Some(schema) = document.at(&place) else { continue };
        let targets = referred(document, &place, schema).into_iter();
        let mut inner: Vec<Place> = targets.filter_map(|(_, target)| target).collect();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            inner.extend(branch_places(schema, &place, keyword));
        }
        for keyword in ["if", "then", "else"] {
            if schema.get(keyword).is_some() {
                inner.push(pointer::child(&place, keyword).into());
            }
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            let holder = pointer::child(&place, keyword);
            let dependents = schema.get(keyword).and_then(Value::as_object);
            let names = dependents.into_iter().flat_map(Map::keys);
            inner.extend(names.map(|name| Place::from(pointer::child(&holder, name))));
        }
        for place in inner {
            if found.len() < MOST && !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}
