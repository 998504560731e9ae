//! Keywords that hold schemas: those of 2020-12 (core, section 10; `$defs`, section 8.2.4; `contentSchema`) and of earlier
//! drafts. With them, what schemas are inside a schema.

use serde_json::Value;

use crate::pointer;

/// Hold a schema.
pub const ONE: [&str; 12] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Hold a list of schemas.
pub const LIST: [&str; 5] = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
/// Hold schemas by name.
pub const MAP: [&str; 6] =
    ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// The schemas directly inside a schema, each with its pointer below `at`.
pub fn children<'a>(schema: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let Value::Object(members) = schema else { return Vec::new() };
    let mut found = Vec::new();
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        let place = || pointer::child(at, keyword);
        match value {
            Value::Object(inner) if MAP.contains(&keyword) => {
                let schemas = inner.iter().filter(|(_, v)| is_schema(v));
                found.extend(schemas.map(|(key, v)| (pointer::child(&place(), key), v)));
            }
            Value::Array(items) if LIST.contains(&keyword) => {
                let items = items.iter().enumerate();
                found.extend(items.map(|(i, v)| (pointer::child(&place(), &i.to_string()), v)));
            }
            _ if ONE.contains(&keyword) && is_schema(value) => found.push((place(), value)),
            _ => {}
        }
    }
    found
}

/// Every schema from `schema` downwards, itself first, without following references.
pub fn each<'a>(schema: &'a Value, at: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(at, schema);
    for (place, inner) in children(schema, at) {
        each(inner, &place, visit);
    }
}

/// Whether a schema directly inside another, at the pointer `below` it, applies to the same value.
pub fn is_in_place(below: &str) -> bool {
    matches!(
        pointer::segments(below).next().as_deref(),
        Some(
            "allOf"
                | "anyOf"
                | "oneOf"
                | "if"
                | "then"
                | "else"
                | "not"
                | "dependentSchemas"
                | "dependencies"
        )
    )
}

/// Whether a value can be a schema at all.
pub fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

/// Whether a pointer into a schema leads to where a schema stands among others, by name or in a list.
pub fn is_among_others(at: &str) -> bool {
    enum Here {
        Schema,
        Others,
        /// One schema, or a list of them.
        Items,
        Elsewhere,
    }
    let mut here = Here::Schema;
    let mut among = false;
    for segment in pointer::segments(at) {
        let key = segment.as_ref();
        let is_index = key.bytes().all(|byte| byte.is_ascii_digit());
        among = matches!(here, Here::Others) || matches!(here, Here::Items) && is_index;
        here = match here {
            _ if among => Here::Schema,
            Here::Elsewhere => Here::Elsewhere,
            _ if key == "items" => Here::Items,
            _ if LIST.contains(&key) || MAP.contains(&key) => Here::Others,
            _ if ONE.contains(&key) => Here::Schema,
            _ => Here::Elsewhere,
        };
    }
    among
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_among_others() {
        for (at, expect) in [
            ("/properties/a", true),
            ("/properties/properties", true),
            ("/properties/properties/type", false),
            ("/properties/a/items/0", true),
            ("/properties/a/items", false),
            ("/items/items/allOf/1", true),
            ("/$defs/a/not", false),
            ("/default/properties/a", false),
            ("/properties", false),
            ("", false),
        ] {
            assert_eq!(is_among_others(at), expect, "{at}");
        }
    }
}
