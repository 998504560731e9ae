//! Schemas beyond what a form draws at one value.

use std::collections::BTreeMap;

use portico_form::limits::{MOST_AT_ONE_VALUE, at_one_value, too_many_branches};
use portico_form::pointer;
use portico_form::schema::Place;
use serde_json::Value;

use super::keywords::each;
use super::origin::Origin;
use super::references::References;
use crate::{Code, Diagnostic};

/// Comparisons after which the search is given up.
const MAX_STEPS: usize = 20_000_000;

pub(super) fn check(
    references: &References,
    origin: &Origin<'_>,
    is_own: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    let document = references.document();
    let mut crowded: BTreeMap<Place, &Value> = BTreeMap::new();
    let mut left = MAX_STEPS;
    each(references.root(), "", &mut |at, schema| {
        let place: Place = at.into();
        for keyword in ["oneOf", "anyOf"] {
            let Some(count) = too_many_branches(document, &place, keyword) else { continue };
            if is_own(at) {
                let message = format!(
                    "only the first {MOST_AT_ONE_VALUE} of {count} branches can be chosen in the form"
                );
                let help = "Put branches together: a choice between a few kinds, each with a choice of its own.";
                found.push(origin.warning(
                    &pointer::child(at, keyword),
                    Code::CutShort,
                    message,
                    help,
                ));
            }
        }
        let holds_more = schema.get("allOf").is_some() || schema.get("$ref").is_some();
        if holds_more && left > 0 {
            let count = at_one_value(document, &place);
            left = left.saturating_sub(count * count);
            if count >= MOST_AT_ONE_VALUE {
                crowded.insert(place, schema);
            }
        }
    });
    for (place, schema) in &crowded {
        // What is brought by one of its parts is told there.
        let target = references.target(place, schema);
        let all = pointer::child(place, "allOf");
        let is_part = |part: &Place| {
            Some(part) == target.as_ref()
                || pointer::split_last(part).is_some_and(|(holder, _)| holder == all)
        };
        if crowded.keys().any(is_part) || !is_own(place) {
            continue;
        }
        let keyword = if schema.get("allOf").is_some() { "allOf" } else { "$ref" };
        let message = format!(
            "{MOST_AT_ONE_VALUE} schemas or more apply to one value at once: the form draws what the first of them say"
        );
        let help = "Put what they say into fewer schemas.";
        found.push(origin.warning(&pointer::child(place, keyword), Code::CutShort, message, help));
    }
}
