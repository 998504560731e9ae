//! The whole input at once: as text for editing, and taken back.

use portico_contract::http::SECRET_MARK;
use serde_json::{Map, Value};

use crate::json::{self, Text, TextFault};
use crate::{Form, mask_secrets, pointer};

impl Form {
    /// What would be sent, as JSON text. Secrets are marks, which [`Form::take_text`] understands.
    pub fn text(&self) -> String {
        json::print(&mask_secrets(self.document.root(), &self.request()))
    }

    /// Takes a whole input from JSON text. On a fault nothing changes, so that the text can be mended.
    pub fn take_text(&mut self, text: &str) -> Result<Text, TextFault> {
        let read = Text::read(text)?;
        self.take(read.value.clone());
        Ok(read)
    }

    /// Takes a whole input as it is: nothing is filled in. Marks of secrets stand for those typed before.
    pub fn take(&mut self, mut input: Value) {
        unmask(&mut input, "", &self.value);
        if input == self.request() {
            return;
        }
        self.value = input;
        self.is_whole = true;
        // Which branch is meant is seen in the new data.
        self.chosen.clear();
        self.stash.clear();
        self.prefilled.clear();
        self.made.clear();
        self.unreadable.clear();
        self.before.clear();
        self.untold.push(String::new());
    }
}

/// Puts secrets back where their marks stand; a mark that stands for nothing goes.
fn unmask(value: &mut Value, at: &str, held: &Value) {
    match value {
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                let inner = pointer::child(at, &key);
                if map.get(&key).is_some_and(is_mark) {
                    match held.pointer(&inner) {
                        Some(secret) => {
                            map.insert(key, secret.clone());
                        }
                        None => {
                            map.shift_remove(&key);
                        }
                    }
                } else if let Some(value) = map.get_mut(&key) {
                    unmask(value, &inner, held);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let inner = pointer::child(at, &index.to_string());
                if is_mark(item) {
                    *item = held.pointer(&inner).cloned().unwrap_or(Value::Null);
                } else {
                    unmask(item, &inner, held);
                }
            }
        }
        _ => {}
    }
}

fn is_mark(value: &Value) -> bool {
    let mark = |map: &Map<String, Value>| {
        map.len() == 1 && map.get(SECRET_MARK) == Some(&Value::Bool(true))
    };
    value.as_object().is_some_and(mark)
}
