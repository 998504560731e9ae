//! The schemas that apply to one value: its own, those it refers to, and those of the active branches.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::flat::{Flat, MOST, branch_places};
use crate::guess::{BUDGET, discriminator, guess};
use crate::options::holds;
use crate::pointer;
use crate::schema::{Document, Place};
use crate::shapes::{Drawn, Shapes, shapes};
use crate::types::{ANY, is_any, types_of};

/// What decides on branches: data, choices and verdicts.
pub(crate) trait Deciding {
    /// The value at a pointer of the input.
    fn value(&self, at: &str) -> Option<&Value>;
    /// The branch a person chose for a union.
    fn chosen(&self, at: &str, union: &str) -> Option<usize>;
    /// The branch that defaults were filled in for, while nothing said which is meant.
    fn supposed(&self, at: &str, union: &str) -> Option<usize>;
    /// The validator's verdict on a condition; `None` while it is not known.
    fn verdict(&self, at: &str, place: &str) -> Option<bool>;
    /// Whether a verdict on the condition can be had.
    fn is_judged(&self, at: &str, place: &Place) -> bool;
}

/// What a union chooses between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Branches {
    /// Branches of `oneOf` or `anyOf`, by place; without those that only say null.
    Schemas(Vec<Place>),
    /// The names in a `type` list, without null.
    Types(Vec<String>),
}

/// A choice between shapes of the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnionAt {
    pub(crate) place: Place,
    pub(crate) branches: Branches,
    pub(crate) active: usize,
    /// Data or a person decided on it.
    pub(crate) is_told: bool,
}

/// The schemas that apply to a value, in order of precedence for annotations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applied<'d> {
    /// Unconditional ones first.
    pub(crate) places: Vec<Place>,
    /// What is at `places`.
    found: Vec<&'d Value>,
    /// How many of `places` are unconditional.
    pub(crate) own: usize,
    pub(crate) unions: Vec<UnionAt>,
    /// `if` schemas met on the way.
    pub(crate) conditions: Vec<Place>,
    /// Branches that are not active.
    pub(crate) inactive: Vec<Place>,
    /// Branches of conditions whose verdict is not known yet.
    pub(crate) waiting: Vec<Place>,
    /// Properties whose value decides on a branch, with where the branches repeat it.
    pub(crate) guards: Vec<(String, Vec<Place>)>,
    /// A branch that only says null was left out.
    pub(crate) nullable: bool,
    /// What applies whichever branch does names the values there are, and null is none of them.
    pub(crate) never_null: bool,
    /// Values that are suggested where any text will do.
    pub(crate) suggestions: Vec<Value>,
    /// A reference that leads back to itself before any schema is reached.
    pub(crate) circle: Option<String>,
    /// References that lead nowhere.
    pub(crate) dangling: Vec<String>,
}

/// Keywords that speak of keys nothing else declares.
pub(crate) const ADDITIONAL: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

impl<'d> Applied<'d> {
    pub(crate) fn new(
        document: &'d Document,
        starts: &[Place],
        at: &str,
        deciding: &impl Deciding,
    ) -> Self {
        let mut applied = Self::default();
        for start in starts {
            applied.never_null |= applied.include(document, start).never_null;
        }
        applied.own = applied.places.len();
        let budget = Cell::new(BUDGET);
        let mut next = 0;
        while next < applied.places.len() && applied.places.len() < MOST {
            let place = applied.places[next].clone();
            next += 1;
            applied.branch(document, &place, at, deciding, &budget);
        }
        applied.settle_types(document, at, deciding);
        applied
    }

    /// What can be kept of it: all but what it borrows from the document.
    pub(crate) fn kept(&self) -> Applied<'static> {
        Applied {
            places: self.places.clone(),
            found: Vec::new(),
            own: self.own,
            unions: self.unions.clone(),
            conditions: self.conditions.clone(),
            inactive: self.inactive.clone(),
            waiting: self.waiting.clone(),
            guards: self.guards.clone(),
            nullable: self.nullable,
            never_null: self.never_null,
            suggestions: self.suggestions.clone(),
            circle: self.circle.clone(),
            dangling: self.dangling.clone(),
        }
    }

    /// What was kept, with what it borrows from the document it was found in.
    pub(crate) fn of_kept(kept: &Applied<'static>, document: &'d Document) -> Self {
        let mut applied: Self = kept.clone();
        applied.found = applied.places.iter().filter_map(|place| document.at(place)).collect();
        applied
    }

    /// Leaves out a choice of types that other schemas have made, and offers one where none is named.
    fn settle_types(&mut self, document: &'d Document, at: &str, deciding: &impl Deciding) {
        if self.unions.iter().any(|union| matches!(union.branches, Branches::Types(_))) {
            let decided = self.unions.iter().any(|union| match &union.branches {
                Branches::Schemas(places) => {
                    let active = unconditional(document, &places[union.active]);
                    active.first("type").is_some_and(Value::is_string)
                }
                Branches::Types(_) => false,
            });
            if decided || types_of(self).names.len() < 2 {
                self.unions.retain(|union| matches!(union.branches, Branches::Schemas(_)));
            }
        } else if is_any(document, self) {
            let first = self.places.first().map_or("", |place| place);
            let types = ANY.map(str::to_owned).to_vec();
            self.choose_type(format!("{first}#any").into(), types, at, deciding);
        }
    }

    /// Adds a schema with all it says unconditionally, and returns that.
    fn include(&mut self, document: &'d Document, start: &Place) -> Arc<Flat> {
        let flat = document.memo().flat(start, || Flat::new(document, start));
        // What is flat names nothing twice.
        let is_first = self.places.is_empty();
        for place in &flat.places {
            if self.places.len() >= MOST || !is_first && self.places.contains(place) {
                continue;
            }
            if let Some(schema) = document.at(place) {
                self.places.push(Place::clone(place));
                self.found.push(schema);
            }
        }
        self.nullable |= flat.nullable;
        self.circle = self.circle.take().or_else(|| flat.circle.clone());
        for reference in &flat.dangling {
            if !self.dangling.contains(reference) {
                self.dangling.push(reference.clone());
            }
        }
        flat
    }

    /// Where a property that is declared already tells the branches apart, its own field is the choice:
    /// the branch follows its value, and none is active while it fits none.
    fn guard(&mut self, document: &'d Document, shapes: &Shapes, value: Option<&Value>) -> bool {
        let mut known = shapes.guards.iter().filter(|(key, _)| !self.property(key).is_empty());
        let Some((key, values)) = known.next() else { return false };
        let told = value.and_then(|value| value.get(key));
        let active = told.and_then(|told| values.iter().position(|values| holds(values, told)));
        for (index, branch) in shapes.branches.iter().enumerate() {
            self.take(document, Place::clone(branch), active == Some(index));
        }
        let repeated = shapes.branches.iter().flat_map(|branch| {
            let holder = unconditional(document, branch);
            holder.property(key)
        });
        self.guards.push((key.clone(), repeated.collect()));
        true
    }

    /// Adds what a schema says under conditions that hold.
    fn branch(
        &mut self,
        document: &'d Document,
        place: &Place,
        at: &str,
        deciding: &impl Deciding,
        budget: &Cell<usize>,
    ) {
        let Some(schema) = document.at(place) else { return };
        if schema.get("if").is_some() {
            let condition: Place = pointer::child(place, "if").into();
            let verdict = deciding.verdict(at, &condition);
            let is_judged = deciding.is_judged(at, &condition);
            self.conditions.push(condition);
            for (key, when) in [("then", true), ("else", false)] {
                if schema.get(key).is_none() {
                    continue;
                }
                let branch: Place = pointer::child(place, key).into();
                let active = verdict.map_or(!is_judged, |verdict| verdict == when);
                if verdict.is_none() {
                    self.waiting.push(Place::clone(&branch));
                }
                self.take(document, branch, active);
            }
        }
        for key in ["dependentSchemas", "dependencies"] {
            let Some(dependents) = schema.get(key).and_then(Value::as_object) else { continue };
            for (name, dependent) in dependents {
                if dependent.is_object() {
                    let branch = pointer::child(&pointer::child(place, key), name).into();
                    let present = deciding.value(at).and_then(|value| value.get(name)).is_some();
                    self.take(document, branch, present);
                }
            }
        }
        for shapes in shapes(document, place, schema).iter() {
            self.nullable |= shapes.nullable;
            match &shapes.drawn {
                Drawn::Not => {}
                Drawn::Suggestions(values) => self.suggestions.extend_from_slice(values),
                Drawn::Single => {
                    if !self.guard(document, shapes, deciding.value(at)) {
                        self.take(document, Place::clone(&shapes.branches[0]), true);
                    }
                }
                Drawn::Choice => {
                    let guess = || {
                        let discriminator = discriminator(schema);
                        let value = deciding.value(at);
                        guess(document, &shapes.branches, value, discriminator, budget)
                    };
                    if self.guard(document, shapes, deciding.value(at)) {
                        continue;
                    }
                    let supposed = deciding.supposed(at, &shapes.place);
                    let seen = || if supposed.is_none() { guess() } else { None };
                    let told = deciding.chosen(at, &shapes.place).or_else(seen);
                    let active = told.or(supposed).unwrap_or(0).min(shapes.branches.len() - 1);
                    for (index, branch) in shapes.branches.iter().enumerate() {
                        self.take(document, Place::clone(branch), index == active);
                    }
                    self.unions.push(UnionAt {
                        place: Place::clone(&shapes.place),
                        branches: Branches::Schemas(shapes.branches.clone()),
                        active,
                        is_told: told.is_some(),
                    });
                }
            }
        }
        self.type_list(schema, place, at, deciding);
    }

    fn type_list(&mut self, schema: &Value, place: &Place, at: &str, deciding: &impl Deciding) {
        let Some(list) = schema.get("type").and_then(Value::as_array) else { return };
        let mut types: Vec<String> =
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        types.retain(|name| name != "null");
        if types.iter().any(|name| name == "number") {
            types.retain(|name| name != "integer");
        }
        if types.len() < 2 || schema.get("enum").is_some() || schema.get("const").is_some() {
            return;
        }
        self.choose_type(pointer::child(place, "type").into(), types, at, deciding);
    }

    fn choose_type(
        &mut self,
        union: Place,
        types: Vec<String>,
        at: &str,
        deciding: &impl Deciding,
    ) {
        let of_value = || {
            let value = deciding.value(at)?;
            types.iter().position(|name| is_type(value, name))
        };
        let told = deciding.chosen(at, &union).or_else(of_value);
        let active = told.unwrap_or(0).min(types.len() - 1);
        let is_told = told.is_some();
        self.unions.push(UnionAt {
            place: union,
            branches: Branches::Types(types),
            active,
            is_told,
        });
    }

    fn take(&mut self, document: &'d Document, branch: Place, active: bool) {
        if active {
            self.include(document, &branch);
        } else {
            self.inactive.push(branch);
        }
    }

    /// The schemas, in order of precedence.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &'d Value> {
        self.found.iter().copied()
    }

    /// The places with their schemas.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&Place, &'d Value)> {
        self.places.iter().zip(self.found.iter().copied())
    }

    /// The first value of a keyword.
    pub(crate) fn first(&self, key: &str) -> Option<&'d Value> {
        self.schemas().find_map(|schema| schema.get(key))
    }

    /// The first value of a keyword outside branches.
    pub(crate) fn first_own(&self, key: &str) -> Option<&'d Value> {
        self.found[..self.own].iter().find_map(|schema| schema.get(key))
    }

    /// Whether a keyword is `true` anywhere.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.schemas().any(|schema| schema.get(key) == Some(&Value::Bool(true)))
    }

    /// Where the schemas of a property are; empty when none declares it.
    pub(crate) fn property(&self, key: &str) -> Vec<Place> {
        self.pairs()
            .filter(|(_, schema)| {
                schema.get("properties").is_some_and(|properties| properties.get(key).is_some())
            })
            .map(|(place, _)| pointer::child(&pointer::child(place, "properties"), key).into())
            // A branch says of the property that decides on it only that it was decided on.
            .filter(|place| {
                !self.guards.iter().any(|(known, at)| known == key && at.contains(place))
            })
            .collect()
    }

    /// Names of declared properties, each once, in the order they are written.
    pub(crate) fn property_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for schema in self.schemas() {
            for name in
                schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys)
            {
                if seen.insert(name) {
                    names.push(name.clone());
                }
            }
        }
        names
    }

    /// Whether it is said which properties there are, be they none.
    pub(crate) fn has_properties(&self) -> bool {
        let none_are_declared = |schema: &Value| match schema.get("additionalProperties") {
            Some(additional) => *additional == Value::Bool(false),
            None => schema.get("properties").is_some(),
        };
        self.schemas().any(|schema| {
            let declared = schema.get("properties").and_then(Value::as_object);
            declared.is_some_and(|properties| !properties.is_empty())
                || (none_are_declared(schema) && schema.get("patternProperties").is_none())
        })
    }

    /// Whether a condition that has no verdict yet may declare the property.
    pub(crate) fn is_waiting(&self, document: &Document, key: &str) -> bool {
        self.waiting.iter().any(|branch| declares(document, branch, key))
    }

    /// Where the schemas are that speak of keys nothing else declares; empty where there are none.
    pub(crate) fn additional(&self, key: &str) -> Vec<Place> {
        let mut places = Vec::new();
        for (place, schema) in self.pairs() {
            if schema.get("properties").is_some_and(|properties| properties.get(key).is_some()) {
                continue;
            }
            if let Some(found) = ADDITIONAL.iter().find(|name| schema.get(**name).is_some()) {
                places.push(pointer::child(place, found).into());
            }
        }
        places
    }

    /// The patterns for keys, with the places of their schemas.
    pub(crate) fn patterns(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (place, schema) in self.pairs() {
            let patterns = schema.get("patternProperties");
            let holder = pointer::child(place, "patternProperties");
            for pattern in patterns.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                places.push(pointer::child(&holder, pattern).into());
            }
        }
        places
    }

    /// Where the schemas of the item at `index` are; `None` when no schema speaks of it.
    pub(crate) fn item(&self, index: usize) -> Vec<Place> {
        let mut places = Vec::new();
        for (place, schema) in self.pairs() {
            let tuple_key =
                if schema.get("prefixItems").is_some() { "prefixItems" } else { "items" };
            let tuple = schema.get(tuple_key).and_then(Value::as_array);
            let rest_key = match (tuple_key, tuple) {
                ("items", Some(_)) => "additionalItems",
                _ => "items",
            };
            if tuple.is_some_and(|tuple| index < tuple.len()) {
                places.push(
                    pointer::child(&pointer::child(place, tuple_key), &index.to_string()).into(),
                );
            } else if schema.get(rest_key).is_some_and(Value::is_object) {
                places.push(pointer::child(place, rest_key).into());
            } else if schema.get("unevaluatedItems").is_some_and(Value::is_object) {
                places.push(pointer::child(place, "unevaluatedItems").into());
            }
        }
        places
    }
}

/// All schemas a branch says unconditionally.
pub(crate) fn unconditional<'d>(document: &'d Document, start: &Place) -> Applied<'d> {
    let mut applied = Applied::default();
    applied.include(document, start);
    applied.own = applied.places.len();
    applied
}

/// All schemas that several say unconditionally together.
pub(crate) fn all_unconditional<'d>(document: &'d Document, starts: &[Place]) -> Applied<'d> {
    let mut applied = Applied::default();
    for start in starts {
        applied.include(document, start);
    }
    applied.own = applied.places.len();
    applied
}

/// Whether a branch declares a property, in whatever branch of its own.
pub(crate) fn declares(document: &Document, branch: &Place, key: &str) -> bool {
    let reach = document.memo().reach(branch, || reach(document, branch));
    let mut schemas = reach.iter().filter_map(|place| document.at(place));
    schemas.any(|schema| schema.get("properties").is_some_and(|known| known.get(key).is_some()))
}

/// All that a branch says, in whatever branch of its own.
fn reach(document: &Document, branch: &Place) -> Vec<Place> {
    let mut open = unconditional(document, branch).places;
    let mut seen = open.clone();
    while seen.len() < MOST
        && let Some(place) = open.pop()
    {
        let Some(schema) = document.at(&place) else { continue };
        let mut inner: Vec<Place> = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            inner.extend(branch_places(schema, &place, keyword));
        }
        for keyword in ["then", "else"] {
            if schema.get(keyword).is_some() {
                inner.push(pointer::child(&place, keyword).into());
            }
        }
        for branch in inner {
            for place in &unconditional(document, &branch).places {
                if !seen.contains(place) && seen.len() < MOST {
                    seen.push(place.clone());
                    open.push(place.clone());
                }
            }
        }
    }
    seen
}

/// Whether a value is of a JSON Schema type.
pub(crate) fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.as_f64().is_some_and(|float| float.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}
