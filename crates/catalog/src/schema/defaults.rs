//! Defaults that their own schema refuses.

use portico_form::pointer;
use portico_validate::refusals;
use serde_json::Value;

use super::keywords::each;
use super::origin::Origin;
use super::references::References;
use super::validity::Judge;
use crate::{Code, Diagnostic};

/// Wrong parts of one default that are told.
const MOST_PARTS: usize = 20;

/// `can_judge`: the whole schema can be used, and so can what its parts refer to.
pub(super) fn check(
    references: &References,
    can_judge: bool,
    judge: &Judge,
    origin: &Origin<'_>,
    is_own: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    each(references.root(), "", &mut |place, schema| {
        let Some(default) = schema.get("default").filter(|_| is_own(place)) else { return };
        if !can_judge && !super::bundle::references(schema, "").is_empty() {
            return;
        }
        let help = "Write a default that the schema accepts, or leave it out.";
        for problem in refusals(judge.refuses(references, place, default)).take(MOST_PARTS) {
            let at = format!("{place}/default{}", problem.pointer);
            let value = pointer::get(default, &problem.pointer).map(short).unwrap_or_default();
            let part =
                if problem.pointer.is_empty() { "the default" } else { "a part of the default," };
            let message = format!("its own schema refuses {part} {value}: it {}", problem.message);
            // Somebody adds an item and sees at once what is wrong with it; anything else would be so in every new form.
            found.push(match is_of_items(place) {
                true => origin.warning(&at, Code::DefaultRefused, message, help),
                false => origin.error(&at, Code::DefaultRefused, message, help),
            });
        }
    });
}

/// Whether the schema is that of a list's items, rather than of a property called `items`.
fn is_of_items(place: &str) -> bool {
    let Some((list, last)) = pointer::split_last(place) else { return false };
    let within = pointer::split_last(list).map(|(_, within)| within).unwrap_or_default();
    last == "items" && !["properties", "patternProperties"].contains(&&*within)
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}
