//! Bounds that no value can meet.

use portico_form::pointer;
use serde_json::Value;

use super::origin::Origin;
use crate::{Code, Diagnostic};

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

/// More values than these belong into a source that is searched.
const MANY: usize = 1_000;

pub(super) fn check(schema: &Value, place: &str, origin: &Origin<'_>, found: &mut Vec<Diagnostic>) {
    for (least, most, equal_fits) in PAIRS {
        let (Some(low), Some(high)) = (number(schema, least), number(schema, most)) else {
            continue;
        };
        if low > high || (low >= high && !equal_fits) {
            let message = format!("{least} {low} and {most} {high} leave no value");
            let help = format!("Make {least} smaller or {most} larger.");
            found.push(origin.error(
                &pointer::child(place, least),
                Code::ContradictoryBounds,
                message,
                help,
            ));
        }
    }
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

fn number(schema: &Value, keyword: &str) -> Option<f64> {
    schema.get(keyword)?.as_f64()
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
