//! Keywords of another draft than the schema's, which say nothing.

use portico_form::keywords::Draft;
use portico_form::pointer;
use serde_json::Value;

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
    let Value::Object(members) = schema else { return };
    let Some(draft) = references.document().draft_at(place) else { return };
    // Beside such a reference nothing counts, and that is told.
    if draft.ref_is_alone() && reference(schema).is_some() {
        return;
    }
    let named = match draft {
        Draft::Draft07 => "draft-07",
        Draft::Draft2019 => "2019-09",
        Draft::Draft2020 => "2020-12",
    };
    for keyword in members.keys().filter(|keyword| draft.lacks(keyword)) {
        let instead = match keyword.as_str() {
            "dependentRequired" | "dependentSchemas" => "dependencies, or $schema 2020-12",
            "prefixItems" => "a list of schemas in items, or $schema 2020-12",
            "$recursiveRef" if draft == Draft::Draft2020 => "$dynamicRef, or $schema 2019-09",
            "$recursiveRef" => "$ref, or $schema 2019-09",
            "$dynamicRef" => "$ref, or $schema 2020-12",
            _ => "$schema 2020-12",
        };
        let message = format!("{keyword:?} says nothing in {named}: use {instead}");
        let help = format!("Use {instead}. Forms and checks pass over it in {named}.");
        let at = pointer::child(place, keyword);
        found.push(origin.warning(&at, Code::IgnoredByDraft, message, help));
    }
}
