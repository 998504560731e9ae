//! Which types a value may have: as schemas say, or as their other keywords let on.

use serde_json::Value;

use crate::applied::Applied;
use crate::schema::Document;

/// The types a value may have.
#[derive(Default)]
pub(crate) struct Types {
    /// Without null; empty when nothing is said.
    pub(crate) names: Vec<String>,
    pub(crate) nullable: bool,
}

pub(crate) fn types_of(document: &Document, applied: &Applied) -> Types {
    let mut types = Types::default();
    let mut first = true;
    for schema in applied.schemas(document) {
        let named: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        let nullable = named.contains(&"null");
        let names: Vec<String> =
            named.iter().filter(|name| **name != "null").map(|name| (*name).to_owned()).collect();
        if first {
            types = Types { names, nullable };
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
                .collect();
            if !narrowed.is_empty() {
                types.names = narrowed;
            }
        }
    }
    types
}

/// The types a value of any type is offered as.
pub(crate) const ANY: [&str; 5] = ["string", "number", "boolean", "array", "object"];

/// The type that keywords let on where none is named; `None` where any will do.
pub(crate) fn implied(document: &Document, applied: &Applied) -> Option<&'static str> {
    if !applied.suggestions.is_empty() {
        return Some("string");
    }
    let has = |keys: &[&str]| keys.iter().any(|key| applied.first(document, key).is_some());
    if has(&["properties", "required", "additionalProperties", "patternProperties"])
        || has(&["propertyNames", "minProperties", "maxProperties", "dependencies"])
        || has(&["dependentRequired", "dependentSchemas", "unevaluatedProperties"])
    {
        Some("object")
    } else if has(&["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"]) {
        Some("array")
    } else if has(&["pattern", "format", "minLength", "maxLength", "contentEncoding", "contentMediaType"]) {
        Some("string")
    } else if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
        Some("number")
    } else {
        None
    }
}

/// Whether nothing is said about what a value is.
pub(crate) fn is_any(document: &Document, applied: &Applied) -> bool {
    applied.unions.is_empty()
        && applied.dangling.is_empty()
        && applied.circle.is_none()
        && !applied.nullable
        && !applied.schemas(document).any(|schema| schema == &Value::Bool(false))
        && ["type", "const", "enum"].iter().all(|key| applied.first(document, key).is_none())
        && implied(document, applied).is_none()
        && crate::choices::choices(document, applied).is_none()
}
