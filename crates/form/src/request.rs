//! What is sent. The rules are in docs/forms.md.

use serde_json::{Map, Value};

use crate::Form;
use crate::field::{Field, Kind};

impl Form {
    /// The input as it would be sent: without values of branches that were left, without what is unset.
    pub fn request(&self) -> Value {
        self.sent(&self.root(), &self.value).unwrap_or_else(|| Value::Object(Map::new()))
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
            Some(field) => self.sent(&field, value),
            None => Some(value.clone()),
        }
    }

    fn sent(&self, field: &Field, value: &Value) -> Option<Value> {
        match (&field.kind, value) {
            (Kind::Object, Value::Object(map)) => self.sent_object(field, map),
            (Kind::List(_), Value::Array(items)) => {
                let sent = items.iter().enumerate().map(|(index, value)| {
                    self.sent(&self.item(field, index), value).unwrap_or_else(|| match value {
                        Value::Object(_) => Value::Object(Map::new()),
                        _ => Value::Null,
                    })
                });
                Some(Value::Array(sent.collect()))
            }
            _ => Some(value.clone()),
        }
    }

    fn sent_object(&self, field: &Field, map: &Map<String, Value>) -> Option<Value> {
        let applied = self.applied(&field.places, &field.pointer);
        let mut sent = Map::new();
        let mut incomplete = false;
        for name in applied.property_names() {
            let Some(child) = self.child_of(field, &applied, &name) else { continue };
            let value = map.get(&name).and_then(|value| self.sent(&child, value));
            incomplete |= value.is_none() && child.required;
            if let Some(value) = value {
                sent.insert(name, value);
            }
        }
        for (key, value) in map {
            if sent.contains_key(key) {
                continue;
            }
            match self.child_of(field, &applied, key) {
                Some(child) => {
                    if let Some(value) = self.sent(&child, value) {
                        sent.insert(key.clone(), value);
                    }
                }
                // A key that a condition without a verdict may declare.
                None => {
                    sent.insert(key.clone(), value.clone());
                }
            }
        }
        // A free key stays until it is removed on purpose.
        if !field.required && !field.free_key {
            let untouched = self.prefilled.contains(&field.pointer);
            let given_empty = map.is_empty() && !untouched;
            if (sent.is_empty() && !given_empty) || (untouched && incomplete) {
                return None;
            }
        }
        Some(Value::Object(sent))
    }
}
