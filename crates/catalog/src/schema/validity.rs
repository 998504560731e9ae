//! Whether each part is JSON Schema at all: the one validator, asked about schemas.

use std::cell::RefCell;
use std::collections::HashMap;

use portico_contract::http::FieldProblem;
use portico_form::pointer;
use portico_validate::{Dialect, SchemaError, Validator};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::dialect::uri;
use super::keywords::{holds_schemas, known};
use super::origin::Origin;
use super::references::References;
use crate::suggest::{closest, did_you_mean};
use crate::{Code, Diagnostic};

/// Remembers its answers for one load of the catalog, in which most schemas repeat each other.
#[derive(Default)]
pub(crate) struct Judge {
    compiled: RefCell<HashMap<Key, Result<(), SchemaError>>>,
    defaults: RefCell<HashMap<Key, Vec<FieldProblem>>>,
    patterns: RefCell<HashMap<String, Option<Validator>>>,
}

/// SHA-256 of what was asked: thousands of schemas are not kept for their answers.
type Key = [u8; 32];

fn key(question: &str) -> Key {
    Sha256::digest(question).into()
}

impl Judge {
    /// Whether the validator can use a schema.
    pub(crate) fn compiles(&self, schema: &Value) -> Result<(), SchemaError> {
        let mut compiled = self.compiled.borrow_mut();
        let answer = compiled.entry(key(&schema.to_string()));
        answer.or_insert_with(|| Validator::new(schema).map(|_| ())).clone()
    }

    /// Whether a text fits a pattern.
    pub(super) fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry(pattern.to_owned());
        let compiled =
            compiled.or_insert_with(|| Validator::new(&json!({ "pattern": pattern })).ok());
        compiled.as_ref().is_some_and(|validator| validator.is_valid(&text.into()))
    }

    /// What the schema at `place` refuses in a value.
    pub(super) fn refuses(
        &self,
        references: &References,
        place: &str,
        value: &Value,
    ) -> Vec<FieldProblem> {
        let Some(schema) = references.at(place) else { return Vec::new() };
        let alone = if super::bundle::references(schema, "").is_empty() {
            let mut members = schema.as_object().cloned().unwrap_or_default();
            members.insert(
                "$schema".into(),
                references.root().get("$schema").cloned().unwrap_or_default(),
            );
            Value::Object(members)
        } else {
            embedded(references, place)
        };
        let mut defaults = self.defaults.borrow_mut();
        let answer = defaults.entry(key(&format!("{alone}\n{value}")));
        answer
            .or_insert_with(|| {
                Validator::new(&alone).map(|v| v.problems(value)).unwrap_or_default()
            })
            .clone()
    }
}

/// A schema that refers to `place` in the whole document, which goes along as an embedded resource.
fn embedded(references: &References, place: &str) -> Value {
    let root = references.root();
    let id = root.get("$id").and_then(Value::as_str).filter(|id| id.contains(':'));
    let id = id.map_or("urn:portico:bundle", |id| id.trim_end_matches('#')).to_owned();
    let fragment: String = place.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/~-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    });
    let mut whole = root.clone();
    if let Value::Object(members) = &mut whole {
        members.insert("$id".into(), id.clone().into());
    }
    json!({
        "$schema": root.get("$schema"),
        "$ref": format!("{id}#{fragment}"),
        "definitions": { "bundle": whole }
    })
}

/// Checks the keywords of one schema; the schemas inside it are checked by themselves, so that one
/// fault does not hide another.
pub(super) fn problems(
    schema: &Value,
    place: &str,
    dialect: Dialect,
    origin: &Origin<'_>,
    judge: &Judge,
    found: &mut Vec<Diagnostic>,
) {
    let Value::Object(members) = schema else { return };
    if let Some(Value::Object(patterns)) = members.get("patternProperties") {
        let place = pointer::child(place, "patternProperties");
        for key in patterns.keys() {
            pattern(key, &pointer::child(&place, key), origin, judge, found);
        }
    }
    for (keyword, value) in members {
        let at = pointer::child(place, keyword);
        match (keyword.as_str(), value) {
            ("pattern", Value::String(text)) => pattern(text, &at, origin, judge, found),
            ("$ref" | "$schema" | "$id" | "$anchor", Value::String(_)) => {}
            ("$dynamicRef" | "$dynamicAnchor" | "$recursiveRef" | "$recursiveAnchor", _) => {}
            _ if holds_schemas(keyword, value, dialect == Dialect::Draft2020) => {}
            _ if known().any(|k| k == keyword) => {
                // Each keyword by itself: the validator stops at the first that is wrong.
                let alone = Map::from_iter([
                    ("$schema".to_owned(), json!(uri(dialect))),
                    (keyword.clone(), value.clone()),
                ]);
                if let Err(error) = judge.compiles(&Value::Object(alone)) {
                    let at = format!("{place}{}", error.pointer);
                    let message = match (keyword.as_str(), value) {
                        ("type", Value::String(word)) => {
                            format!("not valid JSON Schema: {word:?} is no type")
                        }
                        _ => format!("not valid JSON Schema: {keyword:?}: {}", error.message),
                    };
                    let help = keyword_help(keyword, value);
                    found.push(origin.error(&at, Code::InvalidSchema, message, help));
                }
            }
            _ => {
                if let Some(meant) =
                    closest(keyword, known()).filter(|_| !keyword.starts_with("x-"))
                {
                    let message =
                        format!("JSON Schema has no keyword {keyword:?}, so it does nothing");
                    let help = format!("Did you mean {meant:?}?");
                    found.push(origin.warning(&at, Code::UnknownKeyword, message, help));
                }
            }
        }
    }
}

fn keyword_help(keyword: &str, value: &Value) -> String {
    match (keyword, value) {
        ("items", Value::Array(_)) => "2020-12 writes a list of schemas as prefixItems.".into(),
        ("required", Value::Bool(_)) => {
            "Write the names of required properties as a list, in \"required\" of the object."
                .into()
        }
        ("type", Value::String(word)) => {
            let types = ["array", "boolean", "integer", "null", "number", "object", "string"];
            did_you_mean(word, types, &format!("Write one of: {}.", types.join(", ")))
        }
        _ => {
            "Write it as the dialect named by $schema says; without $schema that is 2020-12.".into()
        }
    }
}

fn pattern(text: &str, at: &str, origin: &Origin<'_>, judge: &Judge, found: &mut Vec<Diagnostic>) {
    if judge.compiles(&json!({ "pattern": text })).is_err() {
        let message = format!("{text:?} is no regular expression");
        let help = "Correct it, or escape a special character with a backslash (in JSON, \\\\).";
        found.push(origin.error(at, Code::InvalidPattern, message, help));
    }
}
