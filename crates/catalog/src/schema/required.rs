//! `required` names that no property has.

use portico_form::faults::required;
use portico_validate::Dialect;

use super::origin::Origin;
use super::references::References;
use super::validity::Judge;
use crate::suggest::did_you_mean;
use crate::{Code, Diagnostic};

pub(super) fn check(
    references: &References,
    dialect: Dialect,
    origin: &Origin<'_>,
    judge: &Judge,
    is_own: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    let matches = |pattern: &str, name: &str| judge.matches(pattern, name);
    for unknown in required::unknown(references.document(), dialect.ref_is_alone(), &matches) {
        if is_own(&unknown.place) {
            let name = &unknown.name;
            let message = format!("{name:?} is required, but no property has that name");
            let known = unknown.known.iter().map(String::as_str);
            let help = "Add it to \"properties\", or take it out of \"required\".";
            let help = did_you_mean(name, known, help);
            found.push(origin.error(&unknown.place, Code::RequiredUnknown, message, help));
        }
    }
}
