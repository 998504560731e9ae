use portico_contract::http::Ui;
use portico_form::{label::from_key, pointer};
use serde_json::Value;

/// References followed from one schema to the next.
const MAX_HOPS: usize = 8;

/// What people call the field a pointer leads to: its hint, its title, or its key as words.
pub(super) fn label(schema: &Value, ui: &Ui, to: &str) -> String {
    let hint = ui.fields.get(to).and_then(|hint| hint.label.clone());
    hint.or_else(|| title(schema, to)).unwrap_or_else(|| {
        let keys: Vec<_> = pointer::segments(to).filter(|segment| segment != "*").collect();
        keys.last().map_or_else(|| to.to_owned(), |key| from_key(key))
    })
}

fn title(schema: &Value, to: &str) -> Option<String> {
    let mut here = schema;
    for segment in pointer::segments(to) {
        let around = resolved(schema, here);
        here = match segment.as_ref() {
            "*" => around.get("items").or_else(|| around.get("additionalProperties"))?,
            key => around.get("properties")?.get(key)?,
        };
    }
    let title = here.get("title").or_else(|| resolved(schema, here).get("title"))?.as_str()?;
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// The schema that a reference leads to, as the catalog bundles it.
fn resolved<'a>(root: &'a Value, mut here: &'a Value) -> &'a Value {
    for _ in 0..MAX_HOPS {
        let reference = here.get("$ref").and_then(Value::as_str);
        match reference.and_then(|r| root.pointer(r.strip_prefix('#')?)) {
            Some(there) => here = there,
            None => break,
        }
    }
    here
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn hints_titles_and_keys() {
        let schema = json!({
            "properties": {
                "db": { "$ref": "#/definitions/db" },
                "own": { "$ref": "#/definitions/db", "title": "Own" },
                "disks": { "items": { "properties": { "zone_name": {}, "size": { "title": "Size" } } } },
                "tags": { "items": {} },
                "loop": { "$ref": "#/properties/loop" },
            },
            "definitions": { "db": { "title": "Database" } },
        });
        let ui: Ui = from_value(json!({ "/tags": { "label": "Labels" } })).unwrap();
        for (to, expected) in [
            ("/db", "Database"),
            ("/own", "Own"),
            ("/disks/*/size", "Size"),
            ("/disks/*/zone_name", "Zone name"),
            ("/tags", "Labels"),
            ("/tags/*", "Tags"),
            ("/loop", "Loop"),
            ("/else/where", "Where"),
        ] {
            assert_eq!(label(&schema, &ui, to), expected, "{to}");
        }
    }
}
