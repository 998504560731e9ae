//! Values to choose from: `enum`, titled constants, suggestions.

use serde_json::Value;

use crate::applied::{Applied, unconditional};
use crate::field::Choice;
use crate::flat::referred;
use crate::label;
use crate::options::same;
use crate::schema::{Document, Place};

/// The values of `enum` or of titled constants, null among them.
pub(crate) fn choices(document: &Document, applied: &Applied<'_>) -> Option<Vec<Choice>> {
    let mut options: Option<Vec<Choice>> = None;
    for (place, schema) in applied.pairs() {
        let Some(found) = of_schema(document, place, schema) else { continue };
        options = Some(match options {
            None => found,
            Some(known) => {
                let both: Vec<Choice> = known
                    .iter()
                    .filter(|one| found.iter().any(|other| same(&other.value, &one.value)))
                    .cloned()
                    .collect();
                // Conditions that hold only because nothing is chosen yet can contradict each other.
                if both.is_empty() { known } else { both }
            }
        });
    }
    options
}

/// Without null: it is a state that the field can be put into, and a choice only where there is no other.
pub(crate) fn without_null(mut options: Vec<Choice>) -> Vec<Choice> {
    if options.len() > 1 {
        options.retain(|option| !option.value.is_null());
    }
    options
}

fn of_schema(document: &Document, place: &Place, schema: &Value) -> Option<Vec<Choice>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let names = schema.get("enumNames").and_then(Value::as_array);
        let told = ["markdownEnumDescriptions", "enumDescriptions"]
            .into_iter()
            .find_map(|key| schema.get(key).and_then(Value::as_array));
        let text = |list: Option<&Vec<Value>>, index: usize| {
            list.and_then(|list| list.get(index)).and_then(Value::as_str).map(str::to_owned)
        };
        let labelled = values.iter().enumerate().map(|(index, value)| Choice {
            label: text(names, index).unwrap_or_else(|| label::of_value(value)),
            value: value.clone(),
            description: text(told, index),
        });
        return Some(labelled.collect());
    }
    let titled = ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|key| titled_consts(document, place, schema, key))?;
    let described =
        |schema: &Value, key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
    let labelled = titled.into_iter().map(|(value, schema)| Choice {
        value: value.clone(),
        label: described(schema, "title")
            .map_or_else(|| label::of_value(value), |title| document.words(&title)),
        description: described(schema, "description"),
    });
    Some(labelled.collect())
}

/// Options of a `oneOf` or `anyOf` whose branches are all constants, with the schemas that describe them.
pub(crate) fn titled_consts<'a>(
    document: &'a Document,
    place: &Place,
    schema: &'a Value,
    key: &str,
) -> Option<Vec<(&'a Value, &'a Value)>> {
    let branches = schema.get(key)?.as_array()?;
    let mut options = Vec::with_capacity(branches.len());
    for branch in branches {
        let mut described = branch;
        let mut at = Place::clone(place);
        for _ in 0..8 {
            if described.get("$ref").is_none() {
                break;
            }
            let targets = referred(document, &at, described);
            at = targets.into_iter().find_map(|(_, target)| target)?;
            described = document.at(&at)?;
        }
        if let Some(value) = described.get("const") {
            options.push((value, described));
        } else if described.get("type").and_then(Value::as_str) == Some("null") {
            options.push((&Value::Null, described));
        } else if let Some(values) = described.get("enum").and_then(Value::as_array) {
            // What describes several values names none of them.
            let described = if values.len() == 1 { described } else { &Value::Null };
            options.extend(values.iter().map(|value| (value, described)));
        } else {
            return None;
        }
    }
    // A lone "null" is no choice of values.
    let says_something = options.iter().any(|(value, _)| !value.is_null());
    (says_something || options.len() == 1).then_some(options)
}

/// Branches that are all text, some of them fixed: any text is allowed, the fixed ones are suggestions.
pub(crate) fn suggested(document: &Document, branches: &[Place]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    let mut any_text = false;
    for branch in branches {
        let applied = unconditional(document, branch);
        let fixed = applied.schemas().find_map(|schema| {
            let constant = schema.get("const").map(std::slice::from_ref);
            constant.or_else(|| schema.get("enum")?.as_array().map(Vec::as_slice))
        });
        let is_text = applied.first("type").and_then(Value::as_str) == Some("string");
        match fixed {
            Some(fixed) if fixed.iter().all(Value::is_string) => values.extend_from_slice(fixed),
            None if is_text && applied.first("oneOf").is_none() => any_text = true,
            _ => return None,
        }
    }
    (any_text && !values.is_empty()).then_some(values)
}
