//! Unset, null, empty and filled: what a field holds when it seems to hold nothing, and the way back.

use serde_json::{Map, Value};

use crate::Form;
use crate::field::{Field, Kind};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The property is left out.
    Unset,
    /// It is null.
    Null,
    /// It is an empty text, list or object.
    Empty,
    /// It holds something.
    Filled,
}

impl Form {
    /// What a field holds.
    pub fn state(&self, field: &Field) -> State {
        match self.value_at(&field.pointer) {
            None => State::Unset,
            Some(Value::Null) => State::Null,
            Some(Value::String(text)) if text.is_empty() => State::Empty,
            Some(Value::Array(items)) if items.is_empty() => State::Empty,
            Some(Value::Object(map)) if map.is_empty() => State::Empty,
            Some(_) => State::Filled,
        }
    }

    /// The states a person can put a field into, other than filling it.
    pub fn states(&self, field: &Field) -> Vec<State> {
        let mut states = Vec::new();
        if field.read_only {
            return states;
        }
        let is_item = field.key.parse::<usize>().is_ok()
            && crate::pointer::split_last(&field.pointer)
                .and_then(|(parent, _)| self.value_at(parent))
                .is_some_and(Value::is_array);
        if !is_item && !field.free_key {
            states.push(State::Unset);
        }
        if field.nullable || is_any(field) {
            states.push(State::Null);
        }
        if empty(field).is_some() {
            states.push(State::Empty);
        }
        states
    }

    /// Puts a field into a state on purpose. What it held can be put back until it is edited.
    pub fn put_into(&mut self, field: &Field, state: State) {
        let held = self.value_at(&field.pointer).cloned();
        let prefilled = self.prefilled.clone();
        match state {
            State::Unset => self.unset(&field.pointer),
            State::Null => self.set(&field.pointer, Value::Null),
            State::Empty => {
                let Some(value) = empty(field) else { return };
                self.set(&field.pointer, value);
            }
            State::Filled => return,
        }
        if let Some(held) = held {
            self.before.insert(field.pointer.clone(), (held, prefilled));
        }
    }

    /// Whether there is something to put back.
    pub fn can_put_back(&self, field: &Field) -> bool {
        self.before.contains_key(&field.pointer)
    }

    /// Puts back what a field held before [`Form::put_into`].
    pub fn put_back(&mut self, field: &Field) {
        if let Some((value, prefilled)) = self.before.remove(&field.pointer) {
            self.set(&field.pointer, value);
            // Groups around it that nobody had touched are as they were.
            let around = |group: &String| {
                crate::pointer::is_within(&field.pointer, group)
                    || crate::pointer::is_within(group, &field.pointer)
            };
            let prefilled: Vec<String> = prefilled.into_iter().filter(around).collect();
            for group in prefilled {
                self.made.entry(group.clone()).or_insert_with(|| Value::Object(Map::new()));
                self.prefilled.insert(group);
            }
        }
    }

    /// Whether a field holds what its schema gives it by default.
    pub fn is_default(&self, field: &Field) -> bool {
        field.default.as_ref() == self.value_at(&field.pointer)
    }

    /// Gives a field its default again.
    pub fn use_default(&mut self, field: &Field) {
        match &field.default {
            Some(default) => self.set(&field.pointer, default.clone()),
            None => self.unset(&field.pointer),
        }
    }
}

/// What the empty state of a field is, where it has one.
fn empty(field: &Field) -> Option<Value> {
    match &field.kind {
        Kind::Text(rules) if rules.format.is_none() => Some(Value::String(String::new())),
        Kind::List(_) | Kind::Choices(..) => Some(Value::Array(Vec::new())),
        Kind::Object => Some(Value::Object(Map::new())),
        _ => None,
    }
}

fn is_any(field: &Field) -> bool {
    field.unions.iter().any(|union| union.place.ends_with("#any"))
}
