//! Keywords that hold schemas: those of 2020-12 (core, section 10; `$defs`, section 8.2.4; `contentSchema`) and of earlier
//! drafts.

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
