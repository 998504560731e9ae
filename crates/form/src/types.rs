//! Which types a value may have: as schemas say, or as their other keywords let on.

use serde_json::Value;

use crate::applied::Applied;
use crate::custom;
use crate::schema::Document;

/// The types a value may have.
#[derive(Default)]
pub(crate) struct Types {
    /// Without null; empty when nothing is said.
    pub(crate) names: Vec<String>,
    pub(crate) nullable: bool,
    /// Types that are asked for at once and exclude each other.
    pub(crate) contradiction: Option<String>,
}

pub(crate) fn types_of(applied: &Applied<'_>) -> Types {
    let mut types = Types::default();
    let mut first = true;
    for schema in applied.schemas() {
        let named: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        let nullable = named.contains(&"null");
        let names: Vec<String> =
            named.iter().filter(|name| **name != "null").map(|name| (*name).to_owned()).collect();
        if first {
            types = Types { names, nullable, contradiction: None };
            first = false;
        } else {
            types.nullable &= nullable;
            let narrowed: Vec<String> = names
                .iter()
                .filter(|name| {
                    types.names.contains(name)
                        || (*name == "integer" && types.names.iter().any(|known| known == "number"))
                })
                .cloned()
                // A number that has to be whole.
                .chain(
                    (names.iter().any(|name| name == "number")
                        && types.names.iter().any(|name| name == "integer"))
                    .then(|| "integer".to_owned()),
                )
                .collect();
            if !narrowed.is_empty() {
                types.names = narrowed;
            } else if !names.is_empty() && !types.names.is_empty() {
                let (one, other) = (types.names.join(" or "), names.join(" or "));
                types.contradiction = Some(format!("{one} and {other}"));
            }
        }
    }
    types
}

/// The types a value of any type is offered as.
pub(crate) const ANY: [&str; 5] = ["string", "number", "boolean", "array", "object"];

/// The type that keywords let on where none is named; `None` where any will do.
pub(crate) fn implied(applied: &Applied<'_>) -> Option<&'static str> {
    if !applied.suggestions.is_empty() {
        return Some("string");
    }
    let has = |keys: &[&str]| keys.iter().any(|key| applied.first(key).is_some());
    if has(&["properties", "required", "additionalProperties", "patternProperties"])
        || has(&["propertyNames", "minProperties", "maxProperties", "dependencies"])
        || has(&["dependentRequired", "dependentSchemas", "unevaluatedProperties"])
    {
        Some("object")
    } else if has(&["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"]) {
        Some("array")
    } else if has(&[
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "contentEncoding",
        "contentMediaType",
    ]) {
        Some("string")
    } else if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
        Some("number")
    } else if applied.schemas().any(|schema| custom::asked_for(schema).is_some()) {
        // What a custom field would give is not known; what is written in its place is text.
        Some("string")
    } else {
        None
    }
}

/// Whether nothing is said about what a value is.
pub(crate) fn is_any(document: &Document, applied: &Applied<'_>) -> bool {
    applied.unions.is_empty()
        && applied.dangling.is_empty()
        && applied.circle.is_none()
        && !applied.nullable
        && !applied.schemas().any(|schema| schema == &Value::Bool(false))
        && ["type", "const", "enum"].iter().all(|key| applied.first(key).is_none())
        && implied(applied).is_none()
        && crate::choices::choices(document, applied).is_none()
}
