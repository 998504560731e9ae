//! A choice between shapes as it is drawn.

use serde_json::Value;

use crate::applied::{Branches, UnionAt, unconditional};
use crate::field::{Branch, Union};
use crate::label;
use crate::schema::{Document, Place};

pub(crate) fn drawn_union(document: &Document, union: &UnionAt) -> Union {
    let branches = match &union.branches {
        Branches::Types(types) => types
            .iter()
            .map(|name| Branch { label: type_label(name).to_owned(), description: None })
            .collect(),
        Branches::Schemas(places) => {
            let known = places.iter().enumerate().map(|(index, place)| {
                document.memo().branch(place, || branch(document, place, index))
            });
            known.map(|branch| Branch::clone(&branch)).collect()
        }
    };
    Union { place: union.place.clone(), branches, active: union.active, is_told: union.is_told }
}

fn branch(document: &Document, place: &Place, index: usize) -> Branch {
    let applied = unconditional(document, place);
    let text = |key: &str| applied.first(key).and_then(Value::as_str).map(str::to_owned);
    let discriminator = || {
        let mut maps = applied
            .schemas()
            .filter_map(|schema| schema.get("properties").and_then(Value::as_object));
        let only = |property: &Value| {
            let listed = || match property.get("enum")?.as_array()?.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            };
            let value = property.get("const").cloned().or_else(listed)?;
            let titled =
                property.get("title").and_then(Value::as_str).map(|title| document.words(title));
            Some(titled.unwrap_or_else(|| label::of_value(&value)))
        };
        maps.find_map(|properties| properties.values().find_map(only))
    };
    let referred = || {
        let reference = document.at(place)?.get("$ref")?.as_str()?;
        reference.rsplit('/').next().map(label::from_key)
    };
    let property = || {
        let required = applied.first("required")?.as_array()?;
        let [Value::String(only)] = required.as_slice() else { return None };
        Some(label::from_key(only))
    };
    let typed = || text("type").map(|name| type_label(&name).to_owned());
    let label = text("title")
        .map(|title| document.words(&title))
        .or_else(discriminator)
        .or_else(referred)
        .or_else(property)
        .or_else(typed)
        .unwrap_or_else(|| format!("Option {}", index + 1));
    Branch { label, description: text("description") }
}

fn type_label(name: &str) -> &str {
    match name {
        "string" => "Text",
        "integer" => "Whole number",
        "number" => "Number",
        "boolean" => "Yes or no",
        "array" => "List",
        "object" => "Group of fields",
        other => other,
    }
}
