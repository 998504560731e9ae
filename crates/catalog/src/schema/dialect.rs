use portico_validate::{Dialect, dialect_of};
use serde_json::{Map, Value, json};

use crate::suggest::did_you_mean;

/// The dialects a `$schema` may name, as the bundle writes them.
const URIS: [&str; 3] = [
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema#",
];

/// The `$schema` of a dialect as the bundle writes it.
pub(super) fn uri(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Draft2020 => URIS[0],
        Dialect::Draft2019 => URIS[1],
        Dialect::Draft07 | Dialect::Draft06 | Dialect::Draft04 => URIS[2],
    }
}

/// The schema as it is read from here on: one of three dialects, named by `$schema`. Draft-04 and
/// draft-06 become draft-07, so that what they spell otherwise, or later drafts added, is understood.
/// The error says what is wrong with `$schema` and how to mend it.
pub(crate) fn read_dialect(schema: &Value) -> Result<(Dialect, Value), (String, String)> {
    let named = schema.get("$schema");
    let dialect = match (named, dialect_of(schema)) {
        (None | Some(Value::String(_)), Some(dialect)) => dialect,
        (named, _) => {
            let text = named.map(ToString::to_string).unwrap_or_default();
            let otherwise = format!("Leave $schema out, or write one of: {}.", URIS.join(", "));
            let help = did_you_mean(text.trim_matches('"'), URIS, &otherwise);
            return Err((format!("$schema names no dialect Portico reads: {text}"), help));
        }
    };
    let uri = uri(dialect);
    let dialect = if uri == URIS[2] { Dialect::Draft07 } else { dialect };
    let mut schema = schema.clone();
    if dialect_of(&schema) == Some(Dialect::Draft04) {
        upgrade(&mut schema);
    }
    let mut members = Map::from_iter([("$schema".to_owned(), json!(uri))]);
    if let Value::Object(author) = schema {
        members.extend(author.into_iter().filter(|(key, _)| key != "$schema"));
    }
    Ok((dialect, Value::Object(members)))
}

/// Draft-04 to draft-07: `id`, and exclusive bounds that were booleans.
fn upgrade(schema: &mut Value) {
    let places: Vec<String> = {
        let mut places = Vec::new();
        super::keywords::each(schema, "", &mut |at, _| places.push(at.to_owned()));
        places
    };
    for place in places {
        let Some(Value::Object(members)) = schema.pointer_mut(&place) else { continue };
        if let Some(Value::String(id)) = members.get("id").cloned() {
            members.remove("id");
            members.entry("$id").or_insert(id.into());
        }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
        {
            let Some(Value::Bool(is_exclusive)) = members.get(exclusive).cloned() else { continue };
            members.remove(exclusive);
            if is_exclusive && let Some(value) = members.remove(bound) {
                members.insert(exclusive.into(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draft_04_is_read_as_draft_07() {
        let (dialect, schema) = read_dialect(&json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "properties": {
                "id": { "type": "number", "minimum": 0, "exclusiveMinimum": true },
                "n": { "id": "#n", "maximum": 9, "exclusiveMaximum": false }
            }
        }))
        .unwrap();
        assert_eq!(dialect, Dialect::Draft07);
        assert_eq!(
            schema,
            json!({
                "$schema": "http://json-schema.org/draft-07/schema#",
                "properties": {
                    "id": { "type": "number", "exclusiveMinimum": 0 },
                    "n": { "$id": "#n", "maximum": 9 }
                }
            })
        );
    }

    #[test]
    fn without_schema_it_is_2020_12() {
        let (dialect, schema) = read_dialect(&json!({ "type": "object" })).unwrap();
        assert_eq!(dialect, Dialect::Draft2020);
        assert_eq!(schema["$schema"], URIS[0]);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for name in [json!("https://json-schema.org/draft/2021-12/schema"), json!(7)] {
            assert!(read_dialect(&json!({ "$schema": name })).is_err(), "{name}");
        }
    }
}
