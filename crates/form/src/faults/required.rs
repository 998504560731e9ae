//! Names in `required` that no property has.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::applicators::{children, each, is_in_place};
use crate::applied::ADDITIONAL;
use crate::flat::Flat;
use crate::pointer;
use crate::schema::{Document, Place};

/// Steps after which the search is given up; publishing reports a schema that large for its size.
const MAX_STEPS: usize = 200_000;

/// A required name that is no property of any object it applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Where it stands in a `required` list.
    pub place: String,
    /// The name.
    pub name: String,
    /// The properties there are.
    pub known: Arc<[String]>,
    /// No others can be there either, so that no object can be right.
    pub is_closed: bool,
}

/// All such names, by place. `ref_is_alone`: what stands beside a `$ref` asks for nothing, as in drafts before 2019-09.
/// `matches`: whether a pattern fits a name.
pub fn unknown(
    document: &Document,
    ref_is_alone: bool,
    matches: &dyn Fn(&str, &str) -> bool,
) -> Vec<Unknown> {
    let (visited, judged) = (HashSet::new(), BTreeMap::new());
    let mut walk = Walk { document, ref_is_alone, matches, visited, steps: 0, judged };
    let mut places = Vec::new();
    each(document.root(), "", &mut |at, schema| places.push((at.to_owned(), schema)));
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
    walk.judged.into_values().flatten().collect()
}

/// A name as a schema requires it.
struct Required<'a> {
    /// The schema.
    holder: String,
    index: usize,
    name: &'a str,
}

/// The properties and required names of all schemas that apply to the same object.
#[derive(Default)]
struct Group<'a> {
    properties: HashSet<&'a str>,
    patterns: HashSet<&'a str>,
    is_open: bool,
    required: Vec<Required<'a>>,
    below: Vec<(String, &'a Value)>,
}

struct Walk<'a> {
    document: &'a Document,
    ref_is_alone: bool,
    matches: &'a dyn Fn(&str, &str) -> bool,
    visited: HashSet<String>,
    steps: usize,
    /// `None` = some object that the name applies to has the property.
    judged: BTreeMap<String, Option<Unknown>>,
}

impl<'a> Walk<'a> {
    /// Judges the names required of one object, and returns the schemas of its members.
    fn group(&mut self, start: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
        let document = self.document;
        let group = self.collect(start, schema);
        // What is the same for all names is found out once: a list of them can be long.
        let mut known: Option<Arc<[String]>> = None;
        let mut closed: HashMap<String, bool> = HashMap::new();
        let ref_is_alone = self.ref_is_alone;
        let mut closes = |at: &str| {
            *closed.entry(at.to_owned()).or_insert_with(|| is_closed(document, at, ref_is_alone))
        };
        for Required { holder, index, name } in group.required {
            let is_known = group.is_open
                || group.properties.contains(name)
                || self.fits_one(&group.patterns, name);
            let place = format!("{holder}/required/{index}");
            if is_known {
                self.judged.insert(place, None);
                continue;
            }
            let properties = || group.properties.iter().map(|name| (*name).to_owned()).collect();
            let known = Arc::clone(known.get_or_insert_with(properties));
            let verdict = self.judged.entry(place.clone()).or_insert_with(|| {
                Some(Unknown { place, name: name.to_owned(), known, is_closed: true })
            });
            if let Some(unknown) = verdict {
                unknown.is_closed &= closes(start) || closes(&holder);
            }
        }
        group.below
    }

    fn fits_one(&mut self, patterns: &HashSet<&str>, name: &str) -> bool {
        self.steps += patterns.len();
        self.steps <= MAX_STEPS && patterns.iter().any(|pattern| (self.matches)(pattern, name))
    }

    /// What applies to the same value, wherever references and branches lead.
    fn collect(&mut self, start: &str, schema: &'a Value) -> Group<'a> {
        let document = self.document;
        let mut group = Group::default();
        let mut seen = HashSet::new();
        // The last: what it asks for stands beside a reference that is all that counts.
        let mut next = vec![(start.to_owned(), schema, false)];
        while let Some((place, schema, is_beside)) = next.pop() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                break;
            }
            if !seen.insert(place.clone()) {
                continue;
            }
            self.visited.insert(place.clone());
            let is_ignored = is_beside || self.ref_is_alone && refers(schema);
            group.add(&place, schema, !is_ignored);
            for (inner, child) in children(schema, &place) {
                if is_in_place(&inner[place.len()..]) {
                    next.push((inner, child, is_ignored));
                } else if !is_definition(&inner[place.len()..]) {
                    group.below.push((inner, child));
                }
            }
            let target = document.target(&place, schema);
            // What a reference that leads nowhere would have described is not known, nor what a dynamic one does.
            group.is_open |= target.is_none() && refers(schema)
                || DYNAMIC.iter().any(|key| schema.get(*key).is_some());
            if let Some(target) = target
                && let Some(schema) = document.at(&target)
            {
                next.push((target.to_string(), schema, is_beside));
            }
        }
        group
    }
}

impl<'a> Group<'a> {
    fn add(&mut self, place: &str, schema: &'a Value, asks: bool) {
        let names =
            |keyword: &str| schema.get(keyword).and_then(Value::as_object).into_iter().flatten();
        self.properties.extend(names("properties").map(|(name, _)| name.as_str()));
        self.patterns.extend(names("patternProperties").map(|(name, _)| name.as_str()));
        self.is_open |= ADDITIONAL
            .iter()
            .any(|k| schema.get(*k).is_some_and(|v| v.is_object() || *v == Value::Bool(true)));
        let required = schema.get("required").filter(|_| asks).and_then(Value::as_array);
        let required = required.into_iter().flatten();
        for (index, name) in required.enumerate() {
            if let Some(name) = name.as_str() {
                self.required.push(Required { holder: place.to_owned(), index, name });
            }
        }
    }
}

/// References that are not followed here: where they lead depends on where they are met.
const DYNAMIC: [&str; 2] = ["$dynamicRef", "$recursiveRef"];

/// Whether a schema, with all it says unconditionally, takes no keys but those it names.
fn is_closed(document: &Document, place: &str, ref_is_alone: bool) -> bool {
    let place: Place = place.into();
    let flat = document.memo().flat(&place, || Flat::new(document, &place));
    let schemas = flat.places.iter().filter_map(|place| Some((place, document.at(place)?)));
    let mut counting = schemas.filter(|(_, schema)| !(ref_is_alone && refers(schema)));
    let is_false = |place: &Place, schema: &Value, key: &str| {
        !document.lacks(place, key) && schema.get(key) == Some(&Value::Bool(false))
    };
    counting.any(|(place, schema)| ADDITIONAL.iter().any(|key| is_false(place, schema, key)))
}

fn refers(schema: &Value) -> bool {
    schema.get("$ref").is_some()
}

fn is_definition(below: &str) -> bool {
    matches!(pointer::segments(below).next().as_deref(), Some("$defs" | "definitions"))
}
