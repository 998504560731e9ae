//! Bounds that no value can meet: of one schema, or of several that always apply together.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Number, Value};

use crate::applicators::{each, is_among_others};
use crate::flat::{Flat, MOST, branch_places};
use crate::pointer;
use crate::schema::{Document, Place};

/// Least, most, and whether a value equal to both still fits.
const PAIRS: [(&str, &str, bool); 8] = [
    ("minLength", "maxLength", true),
    ("minItems", "maxItems", true),
    ("minProperties", "maxProperties", true),
    ("minContains", "maxContains", true),
    ("minimum", "maximum", true),
    ("exclusiveMinimum", "maximum", false),
    ("minimum", "exclusiveMaximum", false),
    ("exclusiveMinimum", "exclusiveMaximum", false),
];

/// Keywords of choices.
const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

/// Comparisons of schemas that apply together, after which each is looked at by itself.
const MAX_STEPS: usize = 2_000_000;

/// Two bounds of the same value, of which one can be met only without the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The schema that states both, or brings them together.
    pub place: Place,
    /// The lower bound.
    pub least: Bound,
    /// The upper bound.
    pub most: Bound,
}

/// A bound as a schema states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The schema.
    pub place: Place,
    /// Such as `minimum`.
    pub keyword: &'static str,
    /// How much.
    pub value: Number,
}

/// All contradictions, each at the innermost schema that brings it about. `ref_is_alone`: what stands beside a `$ref`
/// says nothing, as in drafts before 2019-09.
pub fn contradictions(document: &Document, ref_is_alone: bool) -> Vec<Contradiction> {
    let stated = Stated::new(document, ref_is_alone);
    let mut found = Vec::new();
    if stated.bounds.is_empty() {
        return found;
    }
    let mut left = MAX_STEPS;
    for place in &stated.order {
        let flat = if left > 0 && stated.joining.contains(place) {
            let flat = flat(document, place);
            left = left.saturating_sub(flat.places.len() * flat.places.len());
            // Null meets any bound.
            Some(flat).filter(|flat| !flat.nullable)
        } else {
            None
        };
        let together = flat.as_ref().map_or(std::slice::from_ref(place), |flat| &flat.places);
        for (least, most) in stated.apart(together) {
            // What one part brings about is told there.
            let is_of_part = |part: &Place| {
                let holds_both = || {
                    let inner = flat_or_alone(document, &stated, part);
                    inner.contains(&least.place) && inner.contains(&most.place)
                };
                part != place && holds_both()
            };
            if !together.iter().any(is_of_part) {
                let (least, most) = (least.clone(), most.clone());
                found.push(Contradiction { place: Place::clone(place), least, most });
            }
        }
    }
    found
}

/// Those of a branch of a choice and what stands beside the choice, or around an `allOf` it is in, each at the branch:
/// another one may be right, so that such a schema is no fault as a whole. A choice that several references lead to is for
/// other values too, where its branches may all be right.
pub fn of_branches(document: &Document, ref_is_alone: bool) -> Vec<Contradiction> {
    let stated = Stated::new(document, ref_is_alone);
    let mut found = Vec::new();
    if stated.bounds.is_empty() {
        return found;
    }
    // What is around all others comes first, and has the tightest bounds.
    let mut told: HashSet<(Place, &str, &str)> = HashSet::new();
    let mut left = MAX_STEPS;
    let referrers = OnceCell::new();
    let is_for = |part: &Place, whole: &Place| {
        is_of_all(part, whole) || {
            let referrers = referrers.get_or_init(|| Referrers::new(document));
            referrers.lead_only_from(part, whole)
        }
    };
    for place in stated.order.iter().filter(|place| stated.joining.contains(*place)) {
        let flat = flat(document, place);
        let around = &flat.places;
        left = left.saturating_sub(around.len() * around.len());
        if left == 0 {
            return found;
        }
        let parts = around.iter().filter(|part| stated.joining.contains(*part));
        let choices = parts.filter_map(|part| {
            let schema = document.at(part)?;
            let has_branches = CHOICES.iter().any(|key| schema.get(*key).is_some());
            (has_branches && is_for(part, place)).then_some((part, schema))
        });
        let branches = choices.flat_map(|(part, schema)| {
            CHOICES.map(|key| branch_places(schema, part, key)).concat()
        });
        for branch in branches {
            let inside = flat_or_alone(document, &stated, &branch);
            left = left.saturating_sub(around.len() + inside.len() * inside.len());
            if left == 0 {
                return found;
            }
            let together: Vec<Place> = around.iter().chain(&inside).cloned().collect();
            let apart = stated.apart(&together).into_iter().filter(|(least, most)| {
                let in_both = |places: &[Place]| {
                    places.contains(&least.place) && places.contains(&most.place)
                };
                !in_both(around) && !in_both(&inside)
            });
            for (least, most) in apart {
                if told.insert((Place::clone(&branch), least.keyword, most.keyword)) {
                    let (least, most) = (least.clone(), most.clone());
                    found.push(Contradiction { place: Place::clone(&branch), least, most });
                }
            }
        }
    }
    found
}

/// Whether a schema is another one, or stands in its `allOf`, at any depth.
fn is_of_all(part: &str, whole: &str) -> bool {
    let below = part.strip_prefix(whole).filter(|_| pointer::is_within(part, whole));
    below.is_some_and(|below| pointer::segments(below).step_by(2).all(|key| key == "allOf"))
}

/// Where the schemas are referred to that something refers to; `None` for several places, and for those not known.
struct Referrers(HashMap<Place, Option<Place>>);

impl Referrers {
    fn new(document: &Document) -> Self {
        let mut found: HashMap<Place, Option<Place>> = HashMap::new();
        // References count wherever they stand: definitions are also kept under keys that no draft knows.
        let mut open: Vec<(String, &Value)> = vec![(String::new(), &**document.root())];
        // A dynamic one leads to the same schemas wherever it stands.
        let mut dynamic: HashSet<&str> = HashSet::new();
        while let Some((at, value)) = open.pop() {
            match value {
                Value::Object(map) => {
                    let reference = |key: &str| map.get(key).and_then(Value::as_str);
                    let target = reference("$ref").and_then(|to| document.resolve_from(&at, to));
                    if let Some(target) = target {
                        let known = found.entry(target).and_modify(|only| *only = None);
                        known.or_insert_with(|| Some(at.as_str().into()));
                    }
                    for to in ["$dynamicRef", "$recursiveRef"].into_iter().filter_map(reference) {
                        if !dynamic.insert(to) {
                            continue;
                        }
                        let targets = document.resolve_everywhere(to).into_iter();
                        found.extend(targets.map(|target| (target, None)));
                    }
                    open.extend(map.iter().map(|(key, inner)| (pointer::child(&at, key), inner)));
                }
                Value::Array(items) => {
                    let place = |index: usize| pointer::child(&at, &index.to_string());
                    open.extend(items.iter().enumerate().map(|(i, inner)| (place(i), inner)));
                }
                _ => {}
            }
        }
        Self(found)
    }

    /// Whether a schema is of a definition, or of several in a row, to which nothing leads but one reference in `whole`:
    /// what it says is for no other value.
    fn lead_only_from(&self, part: &str, whole: &str) -> bool {
        let mut part: Place = part.into();
        for _ in 0..MOST {
            let mut referred: &str = &part;
            while !self.0.contains_key(referred) {
                let holder = pointer::split_last(referred).map(|(holder, _)| holder);
                let Some((above, key)) = holder.and_then(pointer::split_last) else { return false };
                if key != "allOf" {
                    return false;
                }
                referred = above;
            }
            if !is_definition(referred) {
                return false;
            }
            let Some(Some(from)) = self.0.get(referred) else { return false };
            if is_of_all(from, whole) {
                return true;
            }
            part = Place::clone(from);
        }
        false
    }
}

/// Whether a schema stands among definitions, and so is for the values alone that refer to it.
fn is_definition(place: &str) -> bool {
    let holder = pointer::split_last(place).and_then(|(holder, _)| pointer::split_last(holder));
    holder.is_some_and(|(_, key)| matches!(&*key, "$defs" | "definitions"))
        && is_among_others(place)
}

fn flat(document: &Document, place: &Place) -> Arc<Flat> {
    document.memo().flat(place, || Flat::new(document, place))
}

fn flat_or_alone(document: &Document, stated: &Stated, place: &Place) -> Vec<Place> {
    match stated.joining.contains(place) {
        true => flat(document, place).places.clone(),
        false => vec![Place::clone(place)],
    }
}

/// The bounds that schemas state.
#[derive(Default)]
struct Stated {
    bounds: HashMap<Place, Vec<Bound>>,
    /// Schemas that state bounds or bring others together, as they are written.
    order: Vec<Place>,
    /// Schemas to which others belong.
    joining: HashSet<Place>,
}

impl Stated {
    fn new(document: &Document, ref_is_alone: bool) -> Self {
        let mut stated = Self::default();
        // Those around each other: a definition beside a reference can hold another one.
        let mut alone: Vec<Place> = Vec::new();
        each(document.root(), "", &mut |at, schema| {
            alone.retain(|alone| pointer::is_within(at, alone));
            let is_ignored = alone.iter().any(|alone| is_beside(at, alone));
            let refers = schema.get("$ref").is_some();
            if is_ignored {
                return;
            }
            let place: Place = at.into();
            if refers && ref_is_alone {
                alone.push(place);
                return;
            }
            let bounds = bounds(document, &place, schema);
            let joins = refers
                || ["allOf", "anyOf", "oneOf", "$dynamicRef", "$recursiveRef"]
                    .iter()
                    .any(|key| schema.get(*key).is_some());
            if joins || !bounds.is_empty() {
                stated.order.push(Place::clone(&place));
            }
            if joins {
                stated.joining.insert(Place::clone(&place));
            }
            if !bounds.is_empty() {
                stated.bounds.insert(place, bounds);
            }
        });
        stated
    }

    /// Pairs of the tightest bounds of some schemas that exclude each other.
    fn apart(&self, together: &[Place]) -> Vec<(&Bound, &Bound)> {
        let mut tightest: HashMap<&str, &Bound> = HashMap::new();
        for bound in together.iter().filter_map(|place| self.bounds.get(place)).flatten() {
            let is_least = PAIRS.iter().any(|(least, ..)| *least == bound.keyword);
            let tighter = if is_least { Ordering::Greater } else { Ordering::Less };
            let known = tightest.get(bound.keyword);
            if known.is_none_or(|known| compare(&bound.value, &known.value) == Some(tighter)) {
                tightest.insert(bound.keyword, bound);
            }
        }
        let pairs = PAIRS.iter().filter_map(|(least, most, equal_fits)| {
            let (least, most) = (*tightest.get(least)?, *tightest.get(most)?);
            // Each schema counts other items.
            if least.keyword == "minContains" && least.place != most.place {
                return None;
            }
            let is_apart = match compare(&least.value, &most.value)? {
                Ordering::Less => false,
                Ordering::Equal => !equal_fits,
                Ordering::Greater => true,
            };
            is_apart.then_some((least, most))
        });
        pairs.collect()
    }
}

/// Whether a schema belongs to what stands beside the `$ref` of another, which definitions do not.
fn is_beside(at: &str, alone: &str) -> bool {
    let below = at.strip_prefix(alone).filter(|_| pointer::is_within(at, alone));
    below.is_some_and(|below| {
        let keyword = pointer::segments(below).next();
        !matches!(keyword.as_deref(), None | Some("$defs" | "definitions"))
    })
}

fn bounds(document: &Document, place: &Place, schema: &Value) -> Vec<Bound> {
    let mut found: Vec<Bound> = Vec::new();
    let keywords = PAIRS.iter().flat_map(|(least, most, _)| [*least, *most]);
    for keyword in keywords.filter(|keyword| !document.lacks(place, keyword)) {
        let value = schema.get(keyword).and_then(Value::as_number);
        if let Some(value) = value.filter(|_| found.iter().all(|known| known.keyword != keyword)) {
            found.push(Bound { place: Place::clone(place), keyword, value: value.clone() });
        }
    }
    found
}

/// Integers are compared exactly.
fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (exact(one), exact(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

fn exact(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}
