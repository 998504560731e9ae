//! The schemas that apply to one value: its own, those it refers to, and those of the active branches.

use serde_json::{Map, Value};

use crate::pointer;
use crate::schema::{Document, Place};

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
    /// Branches that are not active: their properties are kept, not sent.
    pub(crate) inactive: Vec<Place>,
    /// A branch that only says null was left out.
    pub(crate) nullable: bool,
    /// References that lead nowhere.
    pub(crate) dangling: Vec<String>,
}

/// Schemas beyond this many at one value are not drawn.
const MOST: usize = 256;

impl Applied {
    pub(crate) fn new(
        document: &Document,
        starts: &[Place],
        at: &str,
        deciding: &impl Deciding,
    ) -> Self {
        let mut applied = Self::default();
        for start in starts {
            applied.add(document, start);
        }
        applied.own = applied.places.len();
        let mut next = 0;
        while next < applied.places.len() && applied.places.len() < MOST {
            let place = applied.places[next].clone();
            next += 1;
            applied.branch(document, &place, at, deciding);
        }
        applied
    }

    /// Adds a schema with all it says unconditionally.
    fn add(&mut self, document: &Document, place: &Place) {
        if self.places.len() >= MOST || self.places.contains(place) {
            return;
        }
        let Some(schema) = document.at(place) else { return };
        self.places.push(place.clone());
        for key in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = schema.get(key).and_then(Value::as_str) else { continue };
            match document.resolve(reference) {
                Some(target) => self.add(document, &target),
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
            if let ([only], false) = (rest.as_slice(), null.is_empty()) {
                self.nullable = true;
                self.add(document, only);
            }
        }
    }

    /// Adds what a schema says under conditions that hold.
    fn branch(&mut self, document: &Document, place: &Place, at: &str, deciding: &impl Deciding) {
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
        for key in ["oneOf", "anyOf"] {
            let all = branch_places(schema, place, key);
            let branches: Vec<Place> =
                all.iter().filter(|b| !says_null(document, b)).cloned().collect();
            self.nullable |= branches.len() < all.len();
            let drawable = branches.iter().any(|branch| has_shape(document, branch));
            if branches.len() < 2 || !drawable || titled_consts(document, schema, key).is_some() {
                continue;
            }
            let union: Place = pointer::child(place, key).into();
            let active = deciding
                .chosen(at, &union)
                .unwrap_or_else(|| guess(document, &branches, deciding.value(at)))
                .min(branches.len() - 1);
            for (index, branch) in branches.iter().enumerate() {
                self.take(document, branch.clone(), index == active);
            }
            self.unions.push(UnionAt {
                place: union,
                branches: Branches::Schemas(branches),
                active,
            });
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
        let union: Place = pointer::child(place, "type").into();
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
            self.add(document, &branch);
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

    /// Whether it is said which properties there are, be they none.
    pub(crate) fn has_properties(&self, document: &Document) -> bool {
        let none_are_declared = |schema: &Value| match schema.get("additionalProperties") {
            Some(additional) => *additional == Value::Bool(false),
            None => schema.get("properties").is_some(),
        };
        self.schemas(document).any(|schema| {
            let declared = schema.get("properties").and_then(Value::as_object);
            declared.is_some_and(|properties| !properties.is_empty())
                || (none_are_declared(schema) && schema.get("patternProperties").is_none())
        })
    }

    /// Whether only a branch that is not active declares the property.
    pub(crate) fn is_left_behind(&self, document: &Document, key: &str) -> bool {
        self.inactive.iter().any(|branch| declares(document, branch, key))
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
            }
        }
        places
    }
}

/// All schemas a branch says unconditionally.
pub(crate) fn unconditional(document: &Document, start: &Place) -> Applied {
    let mut applied = Applied::default();
    applied.add(document, start);
    applied.own = applied.places.len();
    applied
}

/// Whether a branch declares a property, in whatever branch of its own.
pub(crate) fn declares(document: &Document, branch: &Place, key: &str) -> bool {
    let mut open = unconditional(document, branch).places;
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
            for place in unconditional(document, &branch).places {
                if !seen.contains(&place) && seen.len() < MOST {
                    seen.push(place.clone());
                    open.push(place);
                }
            }
        }
    }
    false
}

/// Options of a `oneOf` or `anyOf` whose branches are all constants, with the schemas that describe them.
pub(crate) fn titled_consts<'a>(
    document: &'a Document,
    schema: &'a Value,
    key: &str,
) -> Option<Vec<(&'a Value, &'a Value)>> {
    let branches = schema.get(key)?.as_array()?;
    let mut options = Vec::with_capacity(branches.len());
    for branch in branches {
        let mut described = branch;
        for _ in 0..8 {
            let Some(reference) = described.get("$ref").and_then(Value::as_str) else { break };
            described = document.at(&document.resolve(reference)?)?;
        }
        if let Some(value) = described.get("const") {
            options.push((value, described));
        } else if described.get("type").and_then(Value::as_str) == Some("null") {
            options.push((&Value::Null, described));
        } else if let Some([only]) =
            described.get("enum").and_then(Value::as_array).map(Vec::as_slice)
        {
            options.push((only, described));
        } else {
            return None;
        }
    }
    (!options.is_empty()).then_some(options)
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

fn branch_places(schema: &Value, place: &str, key: &str) -> Vec<Place> {
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

/// Whether a branch says more than what must be present: something that can be drawn.
fn has_shape(document: &Document, branch: &Place) -> bool {
    unconditional(document, branch).schemas(document).any(|schema| {
        ["type", "properties", "items", "prefixItems", "enum", "const", "format", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    })
}

/// The branch that data looks most like; the first of equals.
fn guess(document: &Document, branches: &[Place], value: Option<&Value>) -> usize {
    let Some(value) = value else { return 0 };
    let score = |branch: &Place| -> i64 {
        let applied = unconditional(document, branch);
        let mut score = 0;
        for schema in applied.schemas(document) {
            if let Some(name) = schema.get("type").and_then(Value::as_str) {
                score += if is_type(value, name) { 100 } else { -10_000 };
            }
            if let Some(expected) = schema.get("const") {
                score += if expected == value { 1_000 } else { -10_000 };
            }
            if let Some(options) = schema.get("enum").and_then(Value::as_array) {
                score += if options.contains(value) { 1_000 } else { -10_000 };
            }
            let (Some(properties), Some(map)) =
                (schema.get("properties").and_then(Value::as_object), value.as_object())
            else {
                continue;
            };
            for (key, inner) in map {
                let Some(property) = properties.get(key) else { continue };
                score += 1;
                if let Some(expected) = property.get("const") {
                    score += if expected == inner { 1_000 } else { -1_000 };
                } else if let Some(options) = property.get("enum").and_then(Value::as_array) {
                    score += if options.contains(inner) { 10 } else { -1_000 };
                } else if let Some(name) = property.get("type").and_then(Value::as_str) {
                    score += if is_type(inner, name) { 2 } else { -100 };
                }
            }
        }
        score
    };
    let mut best = (0, i64::MIN);
    for (index, branch) in branches.iter().enumerate() {
        let score = score(branch);
        if score > best.1 {
            best = (index, score);
        }
    }
    best.0
}
