//! Custom fields, which a form names and does not draw.

use portico_form::custom::{KEYWORD, asked_for};
use portico_form::pointer;
use serde_json::Value;

use super::origin::Origin;
use crate::{Code, Diagnostic};

pub(super) fn check(schema: &Value, place: &str, origin: &Origin<'_>, found: &mut Vec<Diagnostic>) {
    let Some(name) = asked_for(schema) else { return };
    let message =
        format!("the custom field {name:?} is not drawn: its value is asked for as its type says");
    let help = "Remove \"ui:field\"; \"options\" in the config can offer choices in its place.";
    found.push(origin.warning(&pointer::child(place, KEYWORD), Code::CustomField, message, help));
}
