//! A schema of which parts cannot be used: the rest of it still judges.

use portico_form::applicators::{is_among_others, is_schema};
use portico_form::pointer;
use serde_json::Value;

use crate::{SchemaError, Validator};

/// Parts that are left out at most.
const MOST: usize = 50;

impl Validator {
    /// Compiles a schema without the keywords that cannot be used, such as a pattern that is no regex or a
    /// `$ref` that leads outside, and says which those are. For a form alone: who decides what is started
    /// uses [`Validator::new`].
    pub fn mended(schema: &Value) -> Result<(Self, Vec<SchemaError>), SchemaError> {
        let mut schema = schema.clone();
        let mut unusable = Vec::new();
        loop {
            match Self::new(&schema) {
                Ok(validator) => return Ok((validator, unusable)),
                Err(error) if unusable.len() < MOST && leave_out(&mut schema, &error.pointer) => {
                    unusable.push(error);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Takes out what stands at a pointer; whether anything did. In a list a schema that says nothing takes its
/// place, so that the others keep theirs, and so it does of what is no schema and has a name: that stays known.
fn leave_out(schema: &mut Value, at: &str) -> bool {
    let Some((parent, key)) = pointer::split_last(at) else { return false };
    match schema.pointer_mut(parent) {
        Some(Value::Object(map)) if key != "$schema" => {
            let is_none = map.get(key.as_ref()).is_some_and(|member| !is_schema(member));
            match is_none && is_among_others(at) {
                true => map.insert(key.into_owned(), Value::Bool(true)).is_some(),
                false => map.shift_remove(key.as_ref()).is_some(),
            }
        }
        Some(Value::Array(items)) => {
            let item = key.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.filter(|item| **item != Value::Bool(true))
                .map(|item| *item = Value::Bool(true))
                .is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_schema_at_all_takes_anything() {
        let schema = json!({ "properties": { "a": 5, "b": { "type": "string" } },
            "patternProperties": { "(": {} }, "additionalProperties": false });
        let (validator, unusable) = Validator::mended(&schema).unwrap();
        assert!(unusable.iter().any(|fault| fault.pointer == "/properties/a"), "{unusable:?}");
        let problems = validator.problems(&json!({ "a": [], "b": 1 }));
        let told: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(told, ["/b"]);
    }

    #[test]
    fn what_cannot_be_used_is_left_out_and_told() {
        let schema = json!({ "type": "object", "required": ["n"], "properties": {
            "code": { "type": "string", "pattern": "(" },
            "far": { "$ref": "https://example.com/a.json" },
            "gone": { "$ref": "#/$defs/gone", "title": "Gone" },
            "a/b": { "type": "thing" },
            "n": { "type": "integer" } } });
        let (validator, unusable) = Validator::mended(&schema).unwrap();
        let mut places: Vec<&str> = unusable.iter().map(|fault| fault.pointer.as_str()).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [
                "/properties/a~1b/type",
                "/properties/code/pattern",
                "/properties/far/$ref",
                "/properties/gone/$ref"
            ]
        );
        let problems = validator.problems(&json!({ "code": 1, "far": 1, "n": "x" }));
        let told: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(told, ["/code", "/n"]);
        assert!(Validator::mended(&json!({ "$schema": "https://example.com/mine" })).is_err());
        assert!(Validator::mended(&json!(5)).is_err());
    }
}
