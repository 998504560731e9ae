//! Bounds of text, numbers, lists and keys: of several schemas the tightest counts.

use serde_json::{Map, Number, Value};

use crate::applied::{Applied, all_unconditional, unconditional};
use crate::choices::{choices, without_null};
use crate::field::{KeyRules, ListRules, NumberRules, TextRules};
use crate::pointer;
use crate::schema::{Document, Place};

pub(crate) fn text_rules(applied: &Applied<'_>) -> TextRules {
    let max = counts(applied, "maxLength").min();
    TextRules {
        min: counts(applied, "minLength").max(),
        max,
        format: applied.first("format").and_then(Value::as_str).map(str::to_owned),
        // A bound of a megabyte is a text in lines too: one line would drop the breaks of what is pasted.
        lines: max.is_some_and(|max| max >= 300) || applied.first("contentMediaType").is_some(),
    }
}

pub(crate) fn number_rules(applied: &Applied<'_>, integer: bool) -> NumberRules {
    // Draft-04 says of a bound that it is exclusive by a second keyword that is true.
    let bounds = |keys: [&str; 2], step: i64| {
        let mut found: Vec<Number> = Vec::new();
        for schema in applied.schemas() {
            let excluded = schema.get(keys[1]);
            for (bound, exclusive) in
                [(schema.get(keys[0]), excluded == Some(&Value::Bool(true))), (excluded, true)]
            {
                let Some(bound) = bound.and_then(Value::as_number) else { continue };
                found.push(match bound.as_i64() {
                    Some(exact) if integer && exclusive => {
                        exact.checked_add(step).map_or_else(|| bound.clone(), Number::from)
                    }
                    _ => bound.clone(),
                });
            }
        }
        found
    };
    let size = |number: &Number| number.as_f64().unwrap_or_default();
    let by_size = |a: &Number, b: &Number| size(a).total_cmp(&size(b));
    NumberRules {
        integer,
        min: bounds(["minimum", "exclusiveMinimum"], 1).into_iter().max_by(by_size),
        max: bounds(["maximum", "exclusiveMaximum"], -1).into_iter().min_by(by_size),
        step: applied.first("multipleOf").and_then(Value::as_number).cloned(),
    }
}

pub(crate) fn list_rules(document: &Document, applied: &Applied<'_>) -> ListRules {
    let size = |count: Option<u64>| count.and_then(|count| usize::try_from(count).ok());
    let tuple = ["prefixItems", "items"]
        .into_iter()
        .find_map(|key| applied.first(key)?.as_array())
        .map(Vec::len);
    let items = applied.item(tuple.unwrap_or(0));
    let plain = tuple.is_none()
        && items.iter().any(|place| {
            unconditional(document, place).first("type").and_then(Value::as_str) == Some("string")
        });
    ListRules {
        min: size(counts(applied, "minItems").max()).unwrap_or(0),
        max: size(counts(applied, "maxItems").min())
            .or_else(|| Some(tuple.unwrap_or(0)).filter(|_| takes_no_more_items(applied))),
        unique: applied.says("uniqueItems"),
        fixed: tuple.unwrap_or(0),
        plain,
    }
}

/// Whether a list holds nothing beyond its tuple.
fn takes_no_more_items(applied: &Applied<'_>) -> bool {
    let is_false = |schema: &Value, key| schema.get(key) == Some(&Value::Bool(false));
    let is_tuple = |schema: &Value| schema.get("items").is_some_and(Value::is_array);
    // Without a tuple in `items`, `additionalItems` means nothing.
    let rest = |schema: &Value| match is_tuple(schema) {
        true => schema.get("additionalItems").is_some(),
        false => schema.get("items").is_some(),
    };
    let closed = |schema: &Value| {
        is_false(schema, "items") || is_tuple(schema) && is_false(schema, "additionalItems")
    };
    // What another keyword speaks of is not left over.
    let is_spoken_of =
        || applied.schemas().any(|schema| rest(schema) || schema.get("contains").is_some());
    applied.schemas().any(closed)
        || applied.schemas().any(|schema| is_false(schema, "unevaluatedItems")) && !is_spoken_of()
}

/// Which keys an object takes beside its declared fields; `None` for none. Where fields are declared, an
/// object is drawn as closed unless it says otherwise.
pub(crate) fn key_rules(document: &Document, applied: &Applied<'_>) -> Option<KeyRules> {
    let patterns: Vec<String> = applied
        .schemas()
        .filter_map(|schema| schema.get("patternProperties")?.as_object())
        .flat_map(Map::keys)
        .cloned()
        .collect();
    let mut said: Vec<&Value> =
        applied.schemas().filter_map(|schema| schema.get("additionalProperties")).collect();
    // Nothing is left over where `additionalProperties` speaks of all the rest.
    if said.is_empty() {
        said.extend(applied.schemas().filter_map(|schema| schema.get("unevaluatedProperties")));
    }
    let closed = said.contains(&&Value::Bool(false));
    let bare = !applied.has_properties() && patterns.is_empty() && applied.unions.is_empty();
    let open = !closed && (!said.is_empty() || (bare && applied.inactive.is_empty()));
    if !open && patterns.is_empty() {
        return None;
    }
    let max = counts(applied, "maxProperties").min();
    Some(KeyRules {
        names: key_names(document, applied),
        patterns,
        open,
        max: max.and_then(|max| usize::try_from(max).ok()),
    })
}

/// The names that `propertyNames` leaves, wherever they are written; empty for any.
fn key_names(document: &Document, applied: &Applied<'_>) -> Vec<String> {
    let places: Vec<Place> = applied
        .pairs()
        .filter(|(_, schema)| schema.get("propertyNames").is_some())
        .map(|(place, _)| pointer::child(place, "propertyNames").into())
        .collect();
    let name = all_unconditional(document, &places);
    if let Some(only) = name.first("const") {
        return only.as_str().map(str::to_owned).into_iter().collect();
    }
    let names = choices(document, &name).into_iter().flatten();
    names.filter_map(|name| name.value.as_str().map(str::to_owned)).collect()
}

fn counts<'a>(applied: &'a Applied<'_>, key: &'static str) -> impl Iterator<Item = u64> + 'a {
    applied.schemas().filter_map(move |schema| {
        let bound = schema.get(key)?;
        // "5.0" is a whole number too.
        bound.as_u64().or_else(|| {
            bound.as_f64().filter(|float| float.fract() == 0.0 && *float >= 0.0).map(|f| f as u64)
        })
    })
}

/// The schemas of an item when all of them have one place.
pub(crate) fn item_choices(
    document: &Document,
    applied: &Applied<'_>,
) -> Option<Vec<crate::field::Choice>> {
    let items: Vec<Place> = applied.item(0);
    let item = all_unconditional(document, &items);
    choices(document, &item).map(without_null).filter(|options| !options.is_empty())
}
