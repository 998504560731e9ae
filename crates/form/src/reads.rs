//! Which values a condition looks at, so that other edits need not ask the validator.

use serde_json::{Map, Value};

use crate::worker::Condition;
use crate::{Form, pointer};

/// What one condition looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    at: String,
    /// Keys of the value; `None` for all of it.
    keys: Option<Vec<String>>,
}

impl Reads {
    /// Whether an edit at a pointer can change the verdict.
    pub fn touches(&self, edited: &str) -> bool {
        if pointer::is_within(&self.at, edited) {
            return true;
        }
        if !pointer::is_within(edited, &self.at) {
            return false;
        }
        let Some(keys) = &self.keys else { return true };
        pointer::segments(&edited[self.at.len()..])
            .next()
            .is_none_or(|first| keys.iter().any(|key| *key == first))
    }
}

impl Form {
    /// What the conditions look at.
    pub fn reads(&self, conditions: &[Condition]) -> Vec<Reads> {
        let of = |condition: &Condition| {
            let mut keys = Vec::new();
            let schema =
                if condition.schema.is_some() { None } else { self.document.at(&condition.place) };
            let known = schema.is_some_and(|schema| collect(schema, &mut keys));
            Reads { at: condition.at.clone(), keys: known.then_some(keys) }
        };
        conditions.iter().map(of).collect()
    }
}

/// Collects the keys a schema speaks of; `false` when it can look at others too.
fn collect(schema: &Value, keys: &mut Vec<String>) -> bool {
    let Some(map) = schema.as_object() else { return true };
    map.iter().all(|(keyword, value)| match keyword.as_str() {
        "properties" => {
            keys.extend(value.as_object().into_iter().flat_map(Map::keys).cloned());
            true
        }
        "required" => {
            keys.extend(
                value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned),
            );
            true
        }
        "not" => collect(value, keys),
        "allOf" | "anyOf" | "oneOf" => {
            value.as_array().is_some_and(|all| all.iter().all(|one| collect(one, keys)))
        }
        "type" | "title" | "description" | "$comment" => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: &Value, edited: &str, expect: bool) {
        let mut keys = Vec::new();
        let known = collect(schema, &mut keys);
        let reads = Reads { at: "/o".into(), keys: known.then_some(keys) };
        assert_eq!(reads.touches(edited), expect);
    }

    #[test]
    fn edits_that_matter() {
        let schema =
            json!({ "properties": { "a": { "const": 1 } }, "allOf": [{ "required": ["b"] }] });
        check(&schema, "/o/a", true);
        check(&schema, "/o/a/deep", true);
        check(&schema, "/o/b", true);
        check(&schema, "/o/c", false);
        check(&schema, "/x", false);
        check(&schema, "/o", true);
        check(&schema, "", true);
        check(&json!({ "$ref": "#/$defs/x" }), "/o/c", true);
        check(&json!({ "minProperties": 3 }), "/o/c", true);
    }
}
