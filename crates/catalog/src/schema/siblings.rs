//! Assertions beside `$ref`, which drafts before 2019-09 ignore.

use portico_form::pointer;
use portico_validate::Dialect;
use serde_json::Value;

use super::keywords::asserts;
use super::origin::Origin;
use super::references::reference;
use crate::{Code, Diagnostic};

pub(super) fn check(
    schema: &Value,
    place: &str,
    dialect: Dialect,
    origin: &Origin<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (Some(_), Value::Object(members)) = (reference(schema), schema) else { return };
    if !dialect.ref_is_alone() {
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
