//! Free keys of an object: adding, renaming and removing them without losing a value.

use serde_json::{Map, Value};

use crate::edit;
use crate::field::{Field, Kind};
use crate::{Form, pointer};

/// Why a key cannot be taken. Completes "The name …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// Nothing was typed.
    Empty,
    /// Another value has it.
    Taken,
    /// A field of the object has it.
    Declared,
    /// The object is full.
    Full,
}

impl std::fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "is missing",
            Self::Taken => "is there already: choose another one",
            Self::Declared => "is that of a field of its own: choose another one",
            Self::Full => "cannot be added: there are as many as are allowed",
        })
    }
}

impl Form {
    /// Adds a key to an object; the pointer of its value, which starts with its default or empty.
    pub fn add_key(&mut self, object: &Field, key: &str) -> Result<String, KeyProblem> {
        self.is_free(object, key)?;
        let held = self.keys_held(&object.pointer);
        if object.keys.as_ref().and_then(|keys| keys.max).is_some_and(|max| held >= max) {
            return Err(KeyProblem::Full);
        }
        let at = pointer::child(&object.pointer, key);
        // What its value may be is known only once the key is there.
        self.set(&at, Value::Null);
        self.restart_key(&at);
        Ok(at)
    }

    /// How many keys an object has.
    pub fn keys_held(&self, at: &str) -> usize {
        self.value_at(at).and_then(Value::as_object).map_or(0, Map::len)
    }

    /// Gives a free key's value the start that its schema asks for, if nothing was typed into it yet.
    pub(crate) fn restart_key(&mut self, at: &str) {
        let Some(field) = self.field_at(at) else { return };
        let value = match self.new_item(&field) {
            Value::Null if matches!(field.kind, Kind::Text(_)) => Value::String(String::new()),
            other => other,
        };
        edit::set(&mut self.value, at, value);
        self.start_filling(at);
        if let Some(field) = self.field_at(at) {
            self.fill_below(&field);
        }
        self.untold.push(at.to_owned());
    }

    /// Gives a value another key, in its place among the others; all that was typed inside stays. On an
    /// error nothing changes.
    pub fn rename_key(
        &mut self,
        object: &Field,
        from: &str,
        to: &str,
    ) -> Result<String, KeyProblem> {
        let old = pointer::child(&object.pointer, from);
        if from == to {
            return Ok(old);
        }
        self.is_free(object, to)?;
        let new = pointer::child(&object.pointer, to);
        self.pin(&old);
        let Some(Value::Object(map)) = self.value.pointer_mut(&object.pointer) else {
            return Err(KeyProblem::Empty);
        };
        *map = std::mem::take(map)
            .into_iter()
            .map(|(key, value)| (if key == from { to.to_owned() } else { key }, value))
            .collect();
        self.remap(|at| match at.strip_prefix(old.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Some(format!("{new}{rest}")),
            _ => Some(at.to_owned()),
        });
        // Whether the new name matches a pattern has to be asked again.
        self.verdicts.retain(|(at, place), _| *at != new || !place.starts_with(crate::worker::KEY));
        self.touch_list(&object.pointer);
        Ok(new)
    }

    /// Removes a free key with its value.
    pub fn remove_key(&mut self, object: &Field, key: &str) {
        let at = pointer::child(&object.pointer, key);
        self.unset(&at);
        self.remap(|other| (!pointer::is_within(other, &at)).then(|| other.to_owned()));
    }

    /// Names that can still be taken, where only some are allowed.
    pub fn names_left(&self, object: &Field) -> Vec<String> {
        let Some(keys) = &object.keys else { return Vec::new() };
        keys.names.iter().filter(|name| self.is_free(object, name).is_ok()).cloned().collect()
    }

    fn is_free(&self, object: &Field, key: &str) -> Result<(), KeyProblem> {
        if key.trim().is_empty() {
            return Err(KeyProblem::Empty);
        }
        let held = self.value_at(&object.pointer).and_then(|value| value.get(key)).is_some();
        match self.child(object, key) {
            Some(child) if !child.free_key => Err(KeyProblem::Declared),
            _ if held => Err(KeyProblem::Taken),
            _ => Ok(()),
        }
    }
}
