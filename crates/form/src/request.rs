//! What is sent. The rules are in docs/forms.md.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::Form;
use crate::field::{Field, Kind};

/// What of a value is sent.
#[derive(Default)]
struct Sent {
    /// `None` is left out.
    value: Option<Value>,
    /// It lacks nothing that is required in it, nor in groups that are.
    is_complete: bool,
}

impl Form {
    /// The input as it would be sent: without values of branches that were left, without what is unset.
    pub fn request(&self) -> Value {
        self.sent(&self.root(), &self.value).value.unwrap_or_else(|| Value::Object(Map::new()))
    }

    /// The value at a pointer as it would be sent.
    pub fn request_at(&self, at: &str) -> Option<Value> {
        if at.is_empty() {
            return Some(self.request());
        }
        let value = self.value_at(at)?;
        // Whatever its field is, a plain value is sent as it is.
        if !value.is_object() && !value.is_array() {
            return Some(value.clone());
        }
        match self.field_at(at) {
            Some(field) => self.sent(&field, value).value,
            None => Some(value.clone()),
        }
    }

    /// Whether there is anything to send at a pointer. A list is sent whatever is in it.
    pub(crate) fn is_sent(&self, at: &str) -> bool {
        match self.value_at(at) {
            Some(Value::Object(_)) => self.request_at(at).is_some(),
            value => value.is_some(),
        }
    }

    fn sent(&self, field: &Field, value: &Value) -> Sent {
        match (&field.kind, value) {
            (Kind::Object, Value::Object(map)) => self.sent_object(field, map),
            (Kind::List(_), Value::Array(items)) => {
                let sent = items.iter().enumerate().map(|(index, value)| {
                    if !value.is_object() && !value.is_array() {
                        return value.clone();
                    }
                    let item = self.sent(&self.item(field, index), value).value;
                    item.unwrap_or_else(|| match value {
                        Value::Object(_) => Value::Object(Map::new()),
                        _ => Value::Null,
                    })
                });
                Sent { value: Some(Value::Array(sent.collect())), is_complete: true }
            }
            _ => Sent { value: Some(value.clone()), is_complete: true },
        }
    }

    fn sent_object(&self, field: &Field, map: &Map<String, Value>) -> Sent {
        let applied = self.applied(&field.places, &field.pointer);
        let mut sent = Map::new();
        let mut is_complete = true;
        let declared = applied.property_names();
        let known: HashSet<&str> = declared.iter().map(String::as_str).collect();
        let others = map.keys().filter(|key| !known.contains(key.as_str()));
        for name in declared.iter().chain(others) {
            let value = map.get(name);
            // Whatever its field is, a plain value is sent as it is, and there can be many.
            let is_plain = value.is_some_and(|value| !value.is_object() && !value.is_array());
            let child = match is_plain && !known.contains(name.as_str()) {
                true => None,
                false => self.child_of(field, &applied, name),
            };
            let member = match child {
                Some(child) => {
                    let member = value.map(|value| self.sent(&child, value)).unwrap_or_default();
                    is_complete &= !child.required || member.value.is_some() && member.is_complete;
                    member.value
                }
                // That, or a key that a condition without a verdict may declare.
                None => value.cloned(),
            };
            if let Some(value) = member {
                sent.insert(name.clone(), value);
            }
        }
        // Names that no schema declares can be required too.
        let required = applied.schemas().filter_map(|schema| schema.get("required")?.as_array());
        let mut names = required.flatten().filter_map(Value::as_str);
        is_complete &= names.all(|name| sent.contains_key(name));
        // A free key stays until it is removed on purpose.
        if !field.required && !field.free_key {
            let untouched = self.prefilled.contains(&field.pointer);
            let given_empty = map.is_empty() && !untouched;
            if (sent.is_empty() && !given_empty) || (untouched && !is_complete) {
                return Sent { value: None, is_complete };
            }
        }
        Sent { value: Some(Value::Object(sent)), is_complete }
    }
}
