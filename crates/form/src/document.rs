//! The whole input at once: as text for editing, and taken back.

use serde_json::Value;

use crate::json::{self, Text, TextFault};
use crate::taken::is_mark;
use crate::{Form, mask_secrets};

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

    /// Takes a whole input as it is: nothing is filled in. Marks of secrets stand for those typed before,
    /// and the requester stays who they are.
    pub fn take(&mut self, mut input: Value) {
        let masked = mask_secrets(self.document.root(), &self.value);
        unmask(&mut input, &self.value, &masked);
        if let (Some(key), Some(map)) = (&self.requester_field, input.as_object_mut())
            && let Some(requester) = self.value.get(key)
        {
            map.insert(key.clone(), requester.clone());
        }
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

    /// Becomes what the form was before a whole input was taken. The worker is told anew.
    pub fn go_back_to(&mut self, earlier: Self) {
        let has_judge = self.has_judge;
        *self = Self { has_judge, told: None, untold: Vec::new(), ..earlier };
    }
}

/// Puts secrets back where their marks stand; a mark that stands for nothing goes. `held` is what was typed
/// before, `masked` the same as the text showed it.
fn unmask(value: &mut Value, held: &Value, masked: &Value) {
    match value {
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                let (held, masked) = (held.get(&key), masked.get(&key));
                let Some(value) = map.get_mut(&key) else { continue };
                if !is_mark(value) {
                    let nothing = &Value::Null;
                    unmask(value, held.unwrap_or(nothing), masked.unwrap_or(nothing));
                } else if let Some(secret) = held {
                    *value = secret.clone();
                } else {
                    map.shift_remove(&key);
                }
            }
        }
        Value::Array(items) => {
            let none = Vec::new();
            let held = held.as_array().unwrap_or(&none);
            let masked = masked.as_array().unwrap_or(&none);
            let counterparts = counterparts(items, held, masked);
            for (item, index) in items.iter_mut().zip(counterparts) {
                let held = index.and_then(|index| held.get(index)).unwrap_or(&Value::Null);
                let masked = index.and_then(|index| masked.get(index)).unwrap_or(&Value::Null);
                if is_mark(item) {
                    *item = held.clone();
                } else {
                    unmask(item, held, masked);
                }
            }
        }
        _ => {}
    }
}

/// Which item of the list before each item is, where that is certain: a secret must not move to another item.
fn counterparts(items: &[Value], held: &[Value], masked: &[Value]) -> Vec<Option<usize>> {
    let same_length = items.len() == masked.len();
    let changed = items.iter().zip(masked).filter(|(item, before)| item != before).count();
    let edited_in_place = same_length && changed <= 1;
    let counterpart = |(at, item): (usize, &Value)| {
        if edited_in_place || same_length && masked.get(at) == Some(item) {
            return Some(at);
        }
        let mut alike = masked.iter().enumerate().filter(|(_, before)| *before == item);
        let (first, _) = alike.next()?;
        alike.all(|(other, _)| held.get(other) == held.get(first)).then_some(first)
    };
    items.iter().enumerate().map(counterpart).collect()
}
