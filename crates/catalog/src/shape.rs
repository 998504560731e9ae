//! Checks a tree against the config's own JSON Schema, all faults in one walk, and keeps what is sound.
//! It reads the keywords that [`Config::json_schema`] uses, with words for publishers.

use std::sync::LazyLock;

use portico_form::pointer;
use serde_json::{Map, Value};

use crate::author::Config;
use crate::doc::Doc;
use crate::parse::{Entry, Kind, Node};
use crate::suggest::did_you_mean;
use crate::{Code, Diagnostic};

static SCHEMA: LazyLock<Value> = LazyLock::new(Config::json_schema);

/// The config's sound parts. What is unsound was reported and left out, down to the smallest optional
/// part; a missing required key is stood in for, so that the rest can still be judged.
pub(crate) fn check(doc: &Doc, found: &mut Vec<Diagnostic>) -> Option<Config> {
    let mut walk = Walk { doc, found };
    let Kind::Object(entries) = &doc.root.kind else {
        let message = format!("a workflow config is an object, not {}", doc.root.describe());
        let help = "Begin with { and write the keys of docs/workflow-config.md.";
        walk.error("", Code::WrongType, message, help.into());
        return None;
    };
    let mut sound = walk.members(&SCHEMA, entries, "").0;
    for key in Config::REQUIRED {
        let stand_in = if key == "schema" { Value::Object(Map::new()) } else { "".into() };
        sound.entry(key).or_insert(stand_in);
    }
    match serde_json::from_value(Value::Object(sound)) {
        Ok(config) => Some(config),
        Err(error) => {
            walk.error(
                "",
                Code::WrongType,
                error.to_string(),
                "Mend it as the message says.".into(),
            );
            None
        }
    }
}

struct Walk<'a> {
    doc: &'a Doc,
    found: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    /// The sound part of a value; `None` when nothing of it is.
    fn value(&mut self, schema: &Value, node: &Node, at: &str) -> Option<Value> {
        let schema = resolved(schema);
        if let Some(Value::Array(branches)) = schema.get("oneOf") {
            return self.variant(branches, node, at);
        }
        if let Some(Value::Array(words)) = schema.get("enum") {
            return self.word(words, node, at);
        }
        let expected = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        match (expected, &node.kind) {
            ("", _) => Some(node.to_value()),
            ("string", Kind::String(text)) => self.text(schema, text, at),
            ("integer", Kind::Number(number)) if number.is_i64() || number.is_u64() => {
                self.number(schema, node, at)
            }
            ("boolean", Kind::Bool(value)) => Some(Value::Bool(*value)),
            ("array", Kind::Array(items)) => self.items(schema, items, at),
            ("object", Kind::Object(entries)) => {
                let (members, complete) = self.members(schema, entries, at);
                complete.then_some(Value::Object(members))
            }
            _ => {
                let message =
                    format!("{} must be {}, not {}", name(at), article(expected), node.describe());
                self.error(at, Code::WrongType, message, help(schema));
                None
            }
        }
    }

    /// The sound members of an object, and whether all it must have are among them.
    fn members(
        &mut self,
        schema: &Value,
        entries: &[Entry],
        at: &str,
    ) -> (Map<String, Value>, bool) {
        let empty = Map::new();
        let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let others = schema.get("additionalProperties");
        let mut sound = Map::new();
        for entry in entries {
            let place = pointer::child(at, &entry.key);
            let member = match (known.get(&entry.key), others) {
                (Some(schema), _) | (None, Some(schema @ Value::Object(_))) => schema,
                (None, None) if known.is_empty() => &Value::Bool(true),
                _ => {
                    let names = known.keys().map(String::as_str);
                    let all = names
                        .clone()
                        .filter(|n| !n.starts_with('$'))
                        .collect::<Vec<_>>()
                        .join(", ");
                    let message = format!("{} has no key {:?}", owner(at), entry.key);
                    let help = did_you_mean(
                        &entry.key,
                        names,
                        &format!("Remove it, or use one of: {all}."),
                    );
                    self.error(&place, Code::UnknownKey, message, help);
                    continue;
                }
            };
            if let Some(value) = self.value(member, &entry.value, &place) {
                sound.insert(entry.key.clone(), value);
            }
        }
        if let Some(most) = bound(schema, "maxProperties")
            && entries.len() as u64 > most
        {
            let message = format!("{} has {} keys; {most} are allowed", name(at), entries.len());
            self.error(at, Code::OutOfBounds, message, help(schema));
        }
        let mut complete = true;
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            complete &= sound.contains_key(key);
            if !entries.iter().any(|e| e.key == key) {
                let message = format!("{} needs the key {key:?}", owner(at));
                let help = known.get(key).map(help).unwrap_or_default();
                self.error(at, Code::MissingKey, message, help);
            }
        }
        (sound, complete)
    }

    fn items(&mut self, schema: &Value, items: &[Node], at: &str) -> Option<Value> {
        let length = items.len() as u64;
        self.length(schema, at, length, ("minItems", "maxItems"), "items")?;
        let Some(each) = schema.get("items") else {
            return Some(items.iter().map(Node::to_value).collect());
        };
        let sound = items.iter().enumerate().filter_map(|(index, item)| {
            self.value(each, item, &pointer::child(at, &index.to_string()))
        });
        Some(sound.collect())
    }

    fn text(&mut self, schema: &Value, text: &str, at: &str) -> Option<Value> {
        let length = text.chars().count() as u64;
        self.length(schema, at, length, ("minLength", "maxLength"), "characters")?;
        if bound(schema, "minLength").is_some() && text.trim().is_empty() {
            self.error(at, Code::OutOfBounds, format!("{} is blank", name(at)), help(schema));
            return None;
        }
        Some(text.into())
    }

    fn number(&mut self, schema: &Value, node: &Node, at: &str) -> Option<Value> {
        let value = node.to_value();
        let (least, most) = (bound(schema, "minimum"), bound(schema, "maximum"));
        let fits = value.as_u64().is_some_and(|v| {
            least.is_none_or(|least| v >= least) && most.is_none_or(|most| v <= most)
        });
        if !fits {
            let range = format!("from {} to {}", least.unwrap_or(0), most.unwrap_or(u64::MAX));
            let message = format!("{} must be {range}, not {value}", name(at));
            self.error(at, Code::OutOfBounds, message, help(schema));
            return None;
        }
        Some(value)
    }

    fn length(
        &mut self,
        schema: &Value,
        at: &str,
        length: u64,
        (least, most): (&str, &str),
        unit: &str,
    ) -> Option<()> {
        let (code, message) = match (bound(schema, least), bound(schema, most)) {
            (_, Some(most)) if length > most => {
                (Code::TooLong, format!("{} has {length} {unit}; {most} are allowed", name(at)))
            }
            (Some(least), _) if length < least && length == 0 => {
                (Code::OutOfBounds, format!("{} is empty", name(at)))
            }
            (Some(least), _) if length < least => (
                Code::OutOfBounds,
                format!("{} has {length} {unit}; at least {least} are needed", name(at)),
            ),
            _ => return Some(()),
        };
        self.error(at, code, message, help(schema));
        None
    }

    fn word(&mut self, words: &[Value], node: &Node, at: &str) -> Option<Value> {
        let value = node.to_value();
        if words.contains(&value) {
            return Some(value);
        }
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        let message = format!("{} cannot be {value}", name(at));
        let all = format!("Write one of: {}.", words.join(", "));
        let help = did_you_mean(value.as_str().unwrap_or_default(), words.iter().copied(), &all);
        self.error(at, Code::UnknownValue, message, help);
        None
    }

    /// An enum whose variants are objects of one key.
    fn variant(&mut self, branches: &[Value], node: &Node, at: &str) -> Option<Value> {
        let kinds: Vec<(&str, &Value)> = branches
            .iter()
            .filter_map(|branch| branch.get("properties")?.as_object()?.iter().next())
            .map(|(key, schema)| (key.as_str(), schema))
            .collect();
        let all = kinds.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
        let entry = match &node.kind {
            Kind::Object(entries) if entries.len() == 1 => &entries[0],
            _ => {
                let message = format!("{} must be an object with exactly one key", name(at));
                self.error(at, Code::WrongType, message, format!("Write one of: {all}."));
                return None;
            }
        };
        let place = pointer::child(at, &entry.key);
        let Some((_, schema)) = kinds.iter().find(|(key, _)| *key == entry.key) else {
            let message = format!("{} has no key {:?}", owner(at), entry.key);
            let names = kinds.iter().map(|(key, _)| *key);
            let help = did_you_mean(&entry.key, names, &format!("Write one of: {all}."));
            self.error(&place, Code::UnknownKey, message, help);
            return None;
        };
        let inner = self.value(schema, &entry.value, &place)?;
        Some(Value::Object([(entry.key.clone(), inner)].into_iter().collect()))
    }

    fn error(&mut self, at: &str, code: Code, message: String, help: String) {
        self.found.push(self.doc.error(at, code, message, help));
    }
}

fn resolved(schema: &Value) -> &Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    reference.and_then(|r| SCHEMA.pointer(r.strip_prefix('#')?)).unwrap_or(schema)
}

fn bound(schema: &Value, keyword: &str) -> Option<u64> {
    schema.get(keyword)?.as_u64()
}

/// What the schema says of the key, on one line.
fn help(schema: &Value) -> String {
    let text = schema.get("description").or_else(|| resolved(schema).get("description"));
    text.and_then(Value::as_str).unwrap_or_default().replace('\n', " ")
}

/// The part as a person would name it.
fn name(at: &str) -> String {
    match pointer::split_last(at) {
        None => "the file".into(),
        Some((_, key)) if key.parse::<usize>().is_ok() => format!("item {at}"),
        Some((_, key)) => format!("{key:?}"),
    }
}

fn owner(at: &str) -> String {
    if at.is_empty() { "a workflow config".into() } else { name(at) }
}

fn article(expected: &str) -> String {
    match expected {
        "integer" => "a whole number".into(),
        "array" | "object" => format!("an {expected}"),
        _ => format!("a {expected}"),
    }
}
