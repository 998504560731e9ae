//! An input from elsewhere, such as a link, an earlier run or a draft, made fit for a form: without secrets, and without
//! what belongs to another environment.

use portico_contract::http::{SECRET_MARK, WorkflowDefinition};
use serde_json::{Map, Value};

use crate::{edit, pointer, secret_pointers};

/// What of an input a form takes, and what it does not, by pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// The input without all that is named here.
    pub input: Value,
    /// Secrets that marks stood for: they have to be typed again.
    pub to_type: Vec<String>,
    /// Secrets whose values the input held: they are not taken, and are secrets no more.
    pub refused: Vec<String>,
    /// Values whose choices belong to the environment the input comes from.
    pub emptied: Vec<String>,
}

impl Taken {
    /// Takes an input; `moved`: it comes from another environment.
    pub fn new(definition: &WorkflowDefinition, input: Value, moved: bool) -> Self {
        let mut taken = Self { input, ..Self::default() };
        for at in secret_pointers(&definition.schema, &taken.input) {
            match pointer::get(&taken.input, &at) {
                Some(held) if is_mark(held) => taken.to_type.push(at),
                Some(Value::Null) | None => {}
                Some(_) => taken.refused.push(at),
            }
        }
        // The requester is who asks now.
        let requester = definition.requester_field.as_ref().map(|key| pointer::child("", key));
        if moved {
            // A list in the config is the same there. Where the other config has another one, what is not on this one is
            // marked, like all that left its list.
            let own = definition.options.iter().filter(|(_, field)| !field.fixed);
            let mut found: Vec<String> =
                own.flat_map(|(pattern, _)| matching(&taken.input, pattern)).collect();
            found.sort();
            found.dedup();
            found.retain(|at| Some(at) != requester.as_ref());
            taken.emptied = found;
        }
        // A mark where the schema speaks of no secret stands for nothing that could be sent.
        let mut gone = marks(&taken.input);
        gone.extend(taken.refused.iter().chain(&taken.emptied).cloned());
        for at in gone.into_iter().chain(requester) {
            edit::unset(&mut taken.input, &at);
        }
        taken
    }
}

/// Whether a value stands for a secret.
pub(crate) fn is_mark(value: &Value) -> bool {
    let mark = |map: &Map<String, Value>| {
        map.len() == 1 && map.get(SECRET_MARK) == Some(&Value::Bool(true))
    };
    value.as_object().is_some_and(mark)
}

/// Pointers of the marks in a value.
fn marks(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            value if is_mark(value) => found.push(at.to_owned()),
            Value::Object(map) => {
                for (key, inner) in map {
                    walk(inner, &pointer::child(at, key), found);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    walk(inner, &pointer::child(at, &index.to_string()), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// Pointers of the values that a pattern names, in which `*` stands for any key or item. Of a list whose items are named
/// it is the list: items cannot be left out one by one.
fn matching(value: &Value, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut segments = pattern.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        let below = |at: String| -> Vec<String> {
            match (segment, pointer::get(value, &at)) {
                ("*", Some(Value::Array(items))) if is_last => {
                    if items.is_empty() {
                        Vec::new()
                    } else {
                        vec![at]
                    }
                }
                ("*", Some(Value::Array(items))) => {
                    (0..items.len()).map(|index| format!("{at}/{index}")).collect()
                }
                ("*", Some(Value::Object(map))) => {
                    map.keys().map(|key| pointer::child(&at, key)).collect()
                }
                ("*", _) => Vec::new(),
                _ => vec![format!("{at}/{segment}")],
            }
        };
        found = found.into_iter().flat_map(below).collect();
    }
    found
        .retain(|at| !at.is_empty() && pointer::get(value, at).is_some_and(|held| !held.is_null()));
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::matching;

    #[test]
    fn patterns_name_what_is_there() {
        let value = json!({ "db": "a", "gone": null, "disks": [{ "kind": "x" }, { "size": 1 }, { "kind": "y" }],
            "names": ["a", "b"], "none": [], "map": { "a/b": { "z": 1 }, "c": 2 } });
        for (pattern, expect) in [
            ("/db", vec!["/db"]),
            ("/gone", vec![]),
            ("/other", vec![]),
            ("/disks/*/kind", vec!["/disks/0/kind", "/disks/2/kind"]),
            ("/names", vec!["/names"]),
            ("/names/*", vec!["/names"]),
            ("/none/*", vec![]),
            ("/map/*", vec!["/map/a~1b", "/map/c"]),
            ("/map/*/z", vec!["/map/a~1b/z"]),
            ("/db/*", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(matching(&value, pattern), expect, "{pattern}");
        }
    }
}
