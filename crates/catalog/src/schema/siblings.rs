//! Assertions beside `$ref`, which drafts before 2019-09 ignore.

use portico_form::keywords::Draft;
use portico_form::pointer;
use serde_json::Value;

use super::keywords::asserts;
use super::origin::Origin;
use super::references::{References, reference};
use crate::{Code, Diagnostic};

pub(super) fn check(
    references: &References,
    schema: &Value,
    place: &str,
    origin: &Origin<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (Some(_), Value::Object(members)) = (reference(schema), schema) else { return };
    if !references.document().draft_at(place).is_some_and(Draft::ref_is_alone) {
        return;
    }
    for keyword in members.keys().filter(|keyword| asserts(keyword)) {
        let message = format!("{keyword:?} beside $ref is ignored by draft-07: use allOf");
        let help = "Use allOf: [{\"$ref\": …}, {…}], or $schema 2020-12, where it counts.";
        found.push(origin.warning(
            &pointer::child(place, keyword),
            Code::IgnoredBesideRef,
            message,
            help,
        ));
    }
}
