//! Bounds that no value can meet.

use portico_form::faults::bounds::{Bound, contradictions};
use portico_form::pointer;
use portico_validate::Dialect;
use serde_json::Value;

use super::origin::Origin;
use super::references::References;
use crate::{Code, Diagnostic};

/// More values than these belong into a source that is searched.
const MANY: usize = 1_000;

/// Bounds of one schema, or of several that apply together.
pub(super) fn check(
    references: &References,
    dialect: Dialect,
    origin: &Origin<'_>,
    is_own: &dyn Fn(&str) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    for apart in contradictions(references.document(), dialect.ref_is_alone()) {
        if !is_own(&apart.place) {
            continue;
        }
        let (least, most) = (&apart.least, &apart.most);
        let said = |bound: &Bound| {
            let Bound { place, keyword, value } = bound;
            let elsewhere = || origin.pointer(&pointer::child(place, keyword));
            match *place == apart.place {
                true => format!("{keyword} {value}"),
                false => format!("{keyword} {value} at {}", elsewhere()),
            }
        };
        let here = [least, most].into_iter().find(|bound| bound.place == apart.place);
        let at = here.map_or_else(
            || apart.place.to_string(),
            |bound| pointer::child(&bound.place, bound.keyword),
        );
        let message = format!("{} and {} leave no value", said(least), said(most));
        let help = format!("Make {} smaller or {} larger.", least.keyword, most.keyword);
        found.push(origin.error(&at, Code::ContradictoryBounds, message, help));
    }
}

/// Choices that no value can be, and too many of them.
pub(super) fn check_choices(
    schema: &Value,
    place: &str,
    origin: &Origin<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(Value::Array(choices)) = schema.get("enum") else { return };
    if choices.len() > MANY {
        let message = format!("{} values are loaded each time the form is opened", choices.len());
        let help = "Let the field's choices come from a source, with \"options\" in the config.";
        let at = pointer::child(place, "enum");
        found.push(origin.warning(&at, Code::ManyValues, message, help));
    }
    if let Some(value) = schema.get("const")
        && !choices.contains(value)
    {
        let message = format!("const {value} is not among the choices of enum");
        let help = "Add it to enum, or remove one of the two.";
        found.push(origin.error(
            &pointer::child(place, "const"),
            Code::ContradictoryBounds,
            message,
            help,
        ));
    }
    if !choices.is_empty()
        && let Some(Value::String(kind)) = schema.get("type")
        && !choices.iter().any(|choice| is(choice, kind))
    {
        let message = format!("no choice of enum is of type {kind:?}");
        let help = "Mend the type, or the choices.";
        found.push(origin.error(
            &pointer::child(place, "enum"),
            Code::ContradictoryBounds,
            message,
            help,
        ));
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0)
        }
        "number" => value.is_number(),
        // Another fault says that there is no such type.
        _ => true,
    }
}
