//! Which defaults a default brings along: what it fills in is filled with defaults itself.

use std::cell::Cell;

use portico_form::pointer;
use serde_json::Value;

use crate::schema::references::References;

/// Steps after which the search is given up; the form fills no more than a bounded number of fields anyway.
const MAX_STEPS: usize = 200_000;

pub(super) struct Filling<'a> {
    references: &'a References,
    steps: Cell<usize>,
}

impl<'a> Filling<'a> {
    pub(super) fn new(references: &'a References) -> Self {
        Self { references, steps: Cell::new(0) }
    }

    /// The places whose defaults are filled in along with the default at `place`.
    pub(super) fn brings(&self, place: &str) -> Vec<String> {
        let mut found = Vec::new();
        let default = self.references.at(place).and_then(|schema| schema.get("default"));
        if let Some(default) = default.filter(|default| default.is_object() || default.is_array()) {
            self.walk(&self.together(vec![place.to_owned()]), default, &mut found);
        }
        found
    }

    /// All that applies to the same value without a condition.
    fn together(&self, mut places: Vec<String>) -> Vec<String> {
        let mut next = 0;
        while next < places.len() {
            let place = places[next].clone();
            next += 1;
            self.steps.set(self.steps.get() + 1);
            let Some(schema) = self.references.at(&place) else { continue };
            let all = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
            let holder = pointer::child(&place, "allOf");
            let target = self.references.target(&place, schema).map(|target| target.to_string());
            for inner in target.into_iter().chain((0..all).map(|at| format!("{holder}/{at}"))) {
                if !places.contains(&inner) {
                    places.push(inner);
                }
            }
        }
        places
    }

    fn schemas<'b>(
        &'b self,
        places: &'b [String],
    ) -> impl Iterator<Item = (&'b String, &'a Value)> {
        places.iter().filter_map(|place| Some((place, self.references.at(place)?)))
    }

    /// The first default, if it holds anything to fill.
    fn default(&self, places: &[String]) -> Option<(String, &'a Value)> {
        let mut all = self.schemas(places);
        let (place, value) =
            all.find_map(|(place, schema)| Some((place, schema.get("default")?)))?;
        (value.is_object() || value.is_array()).then(|| (place.clone(), value))
    }

    fn walk(&self, places: &[String], value: &Value, found: &mut Vec<String>) {
        if self.steps.get() > MAX_STEPS {
            return;
        }
        match value {
            Value::Object(members) => {
                for name in self.names(places) {
                    let inner = self.schemas(places).filter_map(|(place, schema)| {
                        schema.get("properties")?.get(&name)?;
                        Some(pointer::child(&pointer::child(place, "properties"), &name))
                    });
                    let inner = self.together(inner.collect());
                    let given = members.get(&name);
                    let default = self.default(&inner);
                    if let Some((place, default)) = default
                        && given.is_none_or(|given| given.is_object() && !is_empty(default))
                    {
                        found.push(place);
                    }
                    if let Some(given) = given {
                        self.walk(&inner, given, found);
                    }
                }
            }
            Value::Array(items) => {
                let least = |(_, schema): (&String, &'a Value)| schema.get("minItems")?.as_u64();
                let least = self.schemas(places).filter_map(least).max().unwrap_or(0);
                for (index, item) in items.iter().enumerate() {
                    self.walk(&self.item(places, index), item, found);
                }
                if (items.len() as u64) < least {
                    found.extend(self.default(&self.item(places, items.len())).map(|(at, _)| at));
                }
            }
            _ => {}
        }
    }

    fn names(&self, places: &[String]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, schema) in self.schemas(places) {
            let properties = schema.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flatten().map(|(name, _)| name.clone()));
        }
        names.sort();
        names.dedup();
        names
    }

    /// What applies to an item.
    fn item(&self, places: &[String], index: usize) -> Vec<String> {
        let inner = self.schemas(places).filter_map(|(place, schema)| {
            let tuple = ["prefixItems", "items"]
                .into_iter()
                .find(|key| schema.get(*key).is_some_and(|items| items.get(index).is_some()));
            match tuple {
                Some(key) => Some(format!("{}/{index}", pointer::child(place, key))),
                None => schema
                    .get("items")
                    .is_some_and(Value::is_object)
                    .then(|| pointer::child(place, "items")),
            }
        });
        self.together(inner.collect())
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
        || value.as_array().is_some_and(Vec::is_empty)
}
