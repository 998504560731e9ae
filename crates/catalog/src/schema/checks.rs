use portico_form::pointer;
use portico_validate::Dialect;
use serde_json::Value;

use super::growth::growth;
use super::keywords::each;
use super::origin::Origin;
use super::references::References;
use super::validity::{Judge, problems};
use super::{bounds, custom, cut, defaults, drafts, required, siblings};
use crate::{Code, Diagnostic};

/// Everything wrong with a bundled schema, besides its references. What was copied from the shared
/// definitions is judged once, by [`check_all`].
pub(crate) fn check(
    references: &References,
    dialect: Dialect,
    origin: &Origin<'_>,
    judge: &Judge,
    found: &mut Vec<Diagnostic>,
) {
    check_where(references, dialect, origin, judge, &|place| !origin.is_shared(place), found);
    for place in references.unused() {
        if !origin.is_shared(&place) {
            let name =
                pointer::split_last(&place).map(|(_, name)| name.into_owned()).unwrap_or_default();
            let message = format!("nothing uses the definition {name:?}");
            let help = "Remove it, or refer to it with $ref.";
            found.push(origin.warning(&place, Code::UnusedDefinition, message, help));
        }
    }
}

/// Everything wrong with a schema, wherever it was written.
pub(crate) fn check_all(
    schema: &Value,
    dialect: Dialect,
    origin: &Origin<'_>,
    judge: &Judge,
    found: &mut Vec<Diagnostic>,
) {
    check_where(&References::new(schema.clone()), dialect, origin, judge, &|_| true, found);
}

fn check_where(
    references: &References,
    dialect: Dialect,
    origin: &Origin<'_>,
    judge: &Judge,
    is_own: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    let before = found.len();
    each(references.root(), "", &mut |place, schema| {
        siblings::check(references, schema, place, origin, found);
        drafts::check(references, schema, place, origin, found);
        if is_own(place) {
            problems(schema, place, dialect, origin, judge, found);
            bounds::check_choices(schema, place, origin, found);
            custom::check(schema, place, origin, found);
        }
    });
    bounds::check(references, dialect, origin, is_own, found);
    let growth = growth(references, origin);
    let is_finite = growth.faults.is_empty();
    found.extend(growth.faults);
    if !growth.is_bounded {
        return;
    }
    if is_finite {
        cut::check(references, origin, is_own, found);
    }
    required::check(references, dialect, origin, judge, is_own, found);
    let compiled =
        (is_finite && references.is_complete()).then(|| judge.compiles(references.root()));
    let can_judge = matches!(compiled, Some(Ok(())));
    defaults::check(references, can_judge, judge, origin, is_own, found);
    // What is wrong with a part says more than what the whole fails by.
    if let Some(Err(error)) = compiled.filter(|_| !found[before..].iter().any(Diagnostic::is_error))
    {
        let help = "Correct the schema so that a JSON Schema validator can use it.";
        found.push(origin.error(&error.pointer, Code::InvalidSchema, error.message, help));
    }
}
