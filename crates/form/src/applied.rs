//! The schemas that apply to one value: its own, those it refers to, and those of the active branches.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::choices::{suggested, titled_consts};
use crate::guess::{BUDGET, discriminator, guess, has_shape};
use crate::pointer;
use crate::schema::{Document, Place};
use crate::types::{ANY, is_any, types_of};

/// What decides on branches: data, choices and verdicts.
pub(crate) trait Deciding {
    /// The value at a pointer of the input.
    fn value(&self, at: &str) -> Option<&Value>;
    /// The branch a person chose for a union.
    fn chosen(&self, at: &str, union: &str) -> Option<usize>;
    /// The validator's verdict on a condition; `None` while it is not known.
    fn verdict(&self, at: &str, place: &str) -> Option<bool>;
    /// Whether verdicts can be had at all.
    fn has_judge(&self) -> bool;
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
}

/// The schemas that apply to a value, in order of precedence for annotations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applied {
    /// Unconditional ones first.
    pub(crate) places: Vec<Place>,
    /// How many of `places` are unconditional.
    pub(crate) own: usize,
    pub(crate) unions: Vec<UnionAt>,
    /// `if` schemas met on the way.
    pub(crate) conditions: Vec<Place>,
    /// Branches that are not active.
    pub(crate) inactive: Vec<Place>,
    /// Branches of conditions whose verdict is not known yet.
    pub(crate) waiting: Vec<Place>,
    /// A branch that only says null was left out.
    pub(crate) nullable: bool,
    /// Values that are suggested where any text will do.
    pub(crate) suggestions: Vec<Value>,
    /// A reference that leads back to itself before any schema is reached.
    pub(crate) circle: Option<String>,
    /// References that lead nowhere.
    pub(crate) dangling: Vec<String>,
}

/// Schemas beyond this many at one value are not drawn.
pub(crate) const MOST: usize = 256;
/// Keywords that speak of keys nothing else declares.
const ADDITIONAL: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

impl Applied {
    pub(crate) fn new(
        document: &Document,
        starts: &[Place],
        at: &str,
        deciding: &impl Deciding,
    ) -> Self {
        let mut applied = Self::default();
        for start in starts {
            applied.include(&unconditional(document, start));
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

    /// Leaves out a choice of types that other schemas have made, and offers one where none is named.
    fn settle_types(&mut self, document: &Document, at: &str, deciding: &impl Deciding) {
        if self.unions.iter().any(|union| matches!(union.branches, Branches::Types(_))) {
            let decided = self.unions.iter().any(|union| match &union.branches {
                Branches::Schemas(places) => {
                    let active = unconditional(document, &places[union.active]);
                    active.first(document, "type").is_some_and(Value::is_string)
                }
                Branches::Types(_) => false,
            });
            if decided || types_of(document, self).names.len() < 2 {
                self.unions.retain(|union| matches!(union.branches, Branches::Schemas(_)));
            }
        } else if is_any(document, self) {
            let first = self.places.first().map_or("", |place| place);
            let types = ANY.map(str::to_owned).to_vec();
            self.choose_type(format!("{first}#any").into(), types, at, deciding);
        }
    }

    /// Adds a schema with all it says unconditionally.
    fn add(&mut self, document: &Document, place: &Place) {
        if self.places.len() >= MOST || self.places.contains(place) {
            return;
        }
        let Some(schema) = document.at(place) else { return };
        self.places.push(place.clone());
        for (reference, target) in referred(document, place, schema) {
            match target {
                Some(target) => {
                    if is_circle(document, &target) {
                        self.circle = Some(reference.to_owned());
                    }
                    self.add(document, &target);
                }
                None => self.dangling.push(reference.to_owned()),
            }
        }
        for branch in branch_places(schema, place, "allOf") {
            self.add(document, &branch);
        }
        for key in ["anyOf", "oneOf"] {
            let branches = branch_places(schema, place, key);
            let (null, rest): (Vec<_>, Vec<_>) =
                branches.into_iter().partition(|b| says_null(document, b));
            // What leaves no choice is no choice.
            if let [only] = rest.as_slice() {
                self.nullable |= !null.is_empty();
                self.add(document, only);
            }
        }
    }

    /// Adds all that another one says unconditionally.
    fn include(&mut self, other: &Self) {
        for place in &other.places {
            if self.places.len() < MOST && !self.places.contains(place) {
                self.places.push(Place::clone(place));
            }
        }
        self.nullable |= other.nullable;
        self.circle = self.circle.take().or_else(|| other.circle.clone());
        for reference in &other.dangling {
            if !self.dangling.contains(reference) {
                self.dangling.push(reference.clone());
            }
        }
    }

    /// Adds what a schema says under conditions that hold.
    fn branch(
        &mut self,
        document: &Document,
        place: &Place,
        at: &str,
        deciding: &impl Deciding,
        budget: &Cell<usize>,
    ) {
        let Some(schema) = document.at(place) else { return };
        if schema.get("if").is_some() {
            let condition: Place = pointer::child(place, "if").into();
            let verdict = deciding.verdict(at, &condition);
            self.conditions.push(condition);
            for (key, when) in [("then", true), ("else", false)] {
                if schema.get(key).is_none() {
                    continue;
                }
                let branch: Place = pointer::child(place, key).into();
                let active = verdict.map_or(!deciding.has_judge(), |verdict| verdict == when);
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
                Drawn::Choice => {
                    let guess = || {
                        let discriminator = discriminator(schema);
                        let value = deciding.value(at);
                        guess(document, &shapes.branches, value, discriminator, budget)
                    };
                    let active = deciding.chosen(at, &shapes.place).unwrap_or_else(guess);
                    let active = active.min(shapes.branches.len() - 1);
                    for (index, branch) in shapes.branches.iter().enumerate() {
                        self.take(document, Place::clone(branch), index == active);
                    }
                    self.unions.push(UnionAt {
                        place: Place::clone(&shapes.place),
                        branches: Branches::Schemas(shapes.branches.clone()),
                        active,
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

    fn choose_type(&mut self, union: Place, types: Vec<String>, at: &str, deciding: &impl Deciding) {
        let of_value = || {
            let value = deciding.value(at)?;
            types.iter().position(|name| is_type(value, name))
        };
        let active =
            deciding.chosen(at, &union).or_else(of_value).unwrap_or(0).min(types.len() - 1);
        self.unions.push(UnionAt { place: union, branches: Branches::Types(types), active });
    }

    fn take(&mut self, document: &Document, branch: Place, active: bool) {
        if active {
            self.include(&unconditional(document, &branch));
        } else {
            self.inactive.push(branch);
        }
    }

    /// The schemas, in order of precedence.
    pub(crate) fn schemas<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a Value> {
        self.places.iter().filter_map(|place| document.at(place))
    }

    /// The first value of a keyword.
    pub(crate) fn first<'a>(&'a self, document: &'a Document, key: &str) -> Option<&'a Value> {
        self.schemas(document).find_map(|schema| schema.get(key))
    }

    /// The first value of a keyword outside branches.
    pub(crate) fn first_own<'a>(&'a self, document: &'a Document, key: &str) -> Option<&'a Value> {
        self.places[..self.own]
            .iter()
            .filter_map(|place| document.at(place))
            .find_map(|schema| schema.get(key))
    }

    /// Whether a keyword is `true` anywhere.
    pub(crate) fn says(&self, document: &Document, key: &str) -> bool {
        self.schemas(document).any(|schema| schema.get(key) == Some(&Value::Bool(true)))
    }

    /// Where the schemas of a property are; empty when none declares it.
    pub(crate) fn property(&self, document: &Document, key: &str) -> Vec<Place> {
        properties_of(document, &self.places, key)
    }

    /// Names of declared properties, each once, in the order they are written.
    pub(crate) fn property_names(&self, document: &Document) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for schema in self.schemas(document) {
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

    /// Whether any property is declared.
    pub(crate) fn has_properties(&self, document: &Document) -> bool {
        let mut maps =
            self.schemas(document).filter_map(|schema| schema.get("properties")?.as_object());
        maps.any(|properties| !properties.is_empty())
    }

    /// Whether a condition that has no verdict yet may declare the property.
    pub(crate) fn is_waiting(&self, document: &Document, key: &str) -> bool {
        self.waiting.iter().any(|branch| declares(document, branch, key))
    }

    /// Where the schemas are that speak of keys nothing else declares; empty where there are none.
    pub(crate) fn additional(&self, document: &Document, key: &str) -> Vec<Place> {
        let mut places = Vec::new();
        for place in &self.places {
            let Some(schema) = document.at(place) else { continue };
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
    pub(crate) fn patterns(&self, document: &Document) -> Vec<Place> {
        let mut places = Vec::new();
        for place in &self.places {
            let patterns = document.at(place).and_then(|schema| schema.get("patternProperties"));
            let holder = pointer::child(place, "patternProperties");
            for pattern in patterns.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                places.push(pointer::child(&holder, pattern).into());
            }
        }
        places
    }

    /// Where the schemas of the item at `index` are; `None` when no schema speaks of it.
    pub(crate) fn item(&self, document: &Document, index: usize) -> Vec<Place> {
        let mut places = Vec::new();
        for place in &self.places {
            let Some(schema) = document.at(place) else { continue };
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

/// Where the references of a schema lead.
pub(crate) fn referred<'a>(
    document: &Document,
    place: &Place,
    schema: &'a Value,
) -> Vec<(&'a str, Option<Place>)> {
    let mut found = Vec::new();
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        found.push((reference, document.resolve_from(place, reference)));
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
        let Some(next) = document.resolve_from(&at, reference) else { return false };
        if next == *start {
            return true;
        }
        at = next;
    }
    false
}

/// All schemas a branch says unconditionally.
pub(crate) fn unconditional(document: &Document, start: &Place) -> Arc<Applied> {
    document.memo().unconditional(start, || {
        let mut applied = Applied::default();
        applied.add(document, start);
        applied.own = applied.places.len();
        applied
    })
}

/// A `oneOf` or `anyOf`: its branches without those that only say null, and how it is drawn.
#[derive(Debug)]
pub(crate) struct Shapes {
    place: Place,
    branches: Vec<Place>,
    nullable: bool,
    drawn: Drawn,
}

#[derive(Debug)]
enum Drawn {
    /// Its branches are values to choose from, or only add assertions.
    Not,
    Suggestions(Vec<Value>),
    Choice,
}

fn shapes(document: &Document, place: &Place, schema: &Value) -> Arc<Vec<Shapes>> {
    if schema.get("oneOf").is_none() && schema.get("anyOf").is_none() {
        return Arc::default();
    }
    document.memo().shapes(place, || {
        let of = |key: &&str| {
            let all = branch_places(schema, place, key);
            let branches: Vec<Place> =
                all.iter().filter(|b| !says_null(document, b)).cloned().collect();
            let drawn = if branches.len() < 2
                || !branches.iter().any(|branch| has_shape(document, branch))
                || titled_consts(document, place, schema, key).is_some()
            {
                Drawn::Not
            } else {
                suggested(document, &branches).map_or(Drawn::Choice, Drawn::Suggestions)
            };
            let nullable = branches.len() < all.len();
            Shapes { place: pointer::child(place, key).into(), branches, nullable, drawn }
        };
        ["oneOf", "anyOf"].iter().filter(|key| schema.get(**key).is_some()).map(of).collect()
    })
}

/// Whether a branch declares a property, in whatever branch of its own.
pub(crate) fn declares(document: &Document, branch: &Place, key: &str) -> bool {
    let mut open = unconditional(document, branch).places.clone();
    let mut seen = open.clone();
    while let Some(place) = open.pop() {
        let Some(schema) = document.at(&place) else { continue };
        if schema.get("properties").is_some_and(|properties| properties.get(key).is_some()) {
            return true;
        }
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
    false
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

fn properties_of(document: &Document, places: &[Place], key: &str) -> Vec<Place> {
    let holders = places.iter().filter(|place| {
        let properties = document.at(place).and_then(|schema| schema.get("properties"));
        properties.and_then(|properties| properties.get(key)).is_some()
    });
    holders.map(|place| pointer::child(&pointer::child(place, "properties"), key).into()).collect()
}

pub(crate) fn branch_places(schema: &Value, place: &str, key: &str) -> Vec<Place> {
    let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len).min(MOST);
    let holder = pointer::child(place, key);
    (0..count).map(|index| pointer::child(&holder, &index.to_string()).into()).collect()
}

fn says_null(document: &Document, branch: &Place) -> bool {
    let Some(schema) = document.at(branch) else { return false };
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema.get("const") == Some(&Value::Null)
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| matches!(values.as_slice(), [Value::Null]))
}

