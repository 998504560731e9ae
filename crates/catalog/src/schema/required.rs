//! `required` names that no property has.

use std::collections::{BTreeMap, HashSet};

use portico_form::pointer;
use serde_json::Value;

use super::keywords::{children, each};
use super::references::References;
use super::validity::Judge;

/// Steps after which the search is given up; a schema that large is reported for its size.
const MAX_STEPS: usize = 200_000;

/// A place in a `required` list whose name is no property, with the name and the properties there are.
type Unknown = (String, String, Vec<String>);

pub(super) fn without_property(references: &References, judge: &Judge) -> Vec<Unknown> {
    let mut walk =
        Walk { references, judge, visited: HashSet::new(), steps: 0, judged: BTreeMap::new() };
    let mut places = Vec::new();
    each(references.root(), "", &mut |at, schema| places.push((at.to_owned(), schema)));
    let mut roots = HashSet::new();
    // From the root, then from every definition that no field led to.
    for (place, schema) in places {
        let mut next =
            if walk.visited.contains(&place) { Vec::new() } else { vec![(place, schema)] };
        while let Some((place, schema)) = next.pop() {
            if roots.insert(place.clone()) {
                next.extend(walk.group(&place, schema));
            }
        }
    }
    if walk.steps > MAX_STEPS {
        return Vec::new();
    }
    let unknown = walk.judged.into_iter();
    unknown
        .filter_map(|(place, verdict)| verdict.map(|(name, known)| (place, name, known)))
        .collect()
}

/// The properties and required names of all schemas that apply to the same object.
#[derive(Default)]
struct Group<'a> {
    properties: HashSet<&'a str>,
    patterns: HashSet<&'a str>,
    is_open: bool,
    required: Vec<(String, &'a str)>,
    below: Vec<(String, &'a Value)>,
    seen: HashSet<String>,
}

struct Walk<'a> {
    references: &'a References,
    judge: &'a Judge,
    visited: HashSet<String>,
    steps: usize,
    /// `None` = some object that the name applies to has the property.
    judged: BTreeMap<String, Option<(String, Vec<String>)>>,
}

impl<'a> Walk<'a> {
    /// Judges the names required of one object, and returns the schemas of its members.
    fn group(&mut self, place: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
        let mut group = Group::default();
        self.collect(place, schema, &mut group);
        for (place, name) in group.required {
            let is_known = group.is_open
                || group.properties.contains(name)
                || group.patterns.iter().any(|pattern| self.judge.matches(pattern, name));
            let verdict = self.judged.entry(place).or_insert_with(|| {
                let known = group.properties.iter().map(|p| (*p).to_owned()).collect();
                Some((name.to_owned(), known))
            });
            if is_known {
                *verdict = None;
            }
        }
        group.below
    }

    fn collect(&mut self, place: &str, schema: &'a Value, group: &mut Group<'a>) {
        self.steps += 1;
        if self.steps > MAX_STEPS || !group.seen.insert(place.to_owned()) {
            return;
        }
        self.visited.insert(place.to_owned());
        let names =
            |keyword: &str| schema.get(keyword).and_then(Value::as_object).into_iter().flatten();
        group.properties.extend(names("properties").map(|(name, _)| name.as_str()));
        group.patterns.extend(names("patternProperties").map(|(name, _)| name.as_str()));
        group.is_open |= ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .any(|k| schema.get(k).is_some_and(|v| v.is_object() || *v == Value::Bool(true)));
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for (index, name) in required.enumerate() {
            if let Some(name) = name.as_str() {
                group.required.push((format!("{place}/required/{index}"), name));
            }
        }
        for (inner, child) in children(schema, place) {
            if is_in_place(&inner[place.len()..]) {
                self.collect(&inner, child, group);
            } else if !is_definition(&inner[place.len()..]) {
                group.below.push((inner, child));
            }
        }
        let target = self.references.target(place, schema);
        if let Some(target) = &target
            && let Some(schema) = self.references.at(target)
        {
            self.collect(target, schema, group);
        }
        // What a reference that leads nowhere would have described is not known.
        group.is_open |= target.is_none() && schema.get("$ref").is_some();
    }
}

/// Whether a schema directly inside another applies to the same value.
pub(super) fn is_in_place(below: &str) -> bool {
    matches!(
        pointer::segments(below).next().as_deref(),
        Some(
            "allOf"
                | "anyOf"
                | "oneOf"
                | "if"
                | "then"
                | "else"
                | "not"
                | "dependentSchemas"
                | "dependencies"
        )
    )
}

fn is_definition(below: &str) -> bool {
    matches!(pointer::segments(below).next().as_deref(), Some("$defs" | "definitions"))
}
