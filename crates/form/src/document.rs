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

    /// The same for a text that is about to be edited: until a field is edited, a mark in it stands for what is
    /// held now, whatever the text says in between.
    pub fn print(&mut self) -> String {
        self.printed = Some(Value::clone(&self.value));
        self.text()
    }

    /// Takes a whole input from JSON text. On a fault nothing changes, so that the text can be mended.
    pub fn take_text(&mut self, text: &str) -> Result<Text, TextFault> {
        let read = Text::read(text)?;
        self.take(read.value.clone());
        Ok(read)
    }

    /// Takes a whole input as it is: nothing is filled in, and until a field is edited no verdict changes it. Marks
    /// of secrets stand for those typed before, and the requester stays who they are.
    pub fn take(&mut self, mut input: Value) {
        self.unmask(&mut input);
        if let (Some(key), Some(map)) = (&self.requester_field, input.as_object_mut())
            && let Some(requester) = self.value.get(key)
        {
            map.insert(key.clone(), requester.clone());
        }
        self.is_taken = true;
        if input == self.request() {
            return;
        }
        *self.value = input;
        self.is_whole = true;
        // Which branch is meant is seen in the new data.
        self.chosen.clear();
        self.supposed.clear();
        self.stash.clear();
        self.prefilled.clear();
        self.made.clear();
        self.filled.clear();
        self.is_given = true;
        self.unreadable.clear();
        self.before.clear();
        self.untold.push(String::new());
    }

    /// Puts secrets back where their marks stand; a mark that stands for nothing goes.
    fn unmask(&self, input: &mut Value) {
        let mask = |held: &Value| mask_secrets(self.document.root(), held);
        let masked = mask(&self.value);
        let printed = self.printed.as_ref().map(|held| (held, mask(held)));
        let mut sources: Vec<Source<'_>> = Vec::new();
        if let Some((held, masked)) = &printed {
            sources.push(Source { held, masked, is_printed: true });
        }
        sources.push(Source { held: &self.value, masked: &masked, is_printed: false });
        unmask(input, &sources);
    }

    /// Becomes what the form was before a whole input was taken. The worker is told anew.
    pub fn go_back_to(&mut self, earlier: Self) {
        let has_judge = self.has_judge;
        *self = Self { has_judge, told: None, untold: Vec::new(), ..earlier };
        if !has_judge {
            self.without_judge();
        }
    }
}

/// What marks stand for.
#[derive(Clone, Copy)]
struct Source<'a> {
    held: &'a Value,
    /// The same as the text showed it.
    masked: &'a Value,
    /// It is what was held when the text was printed, not what is held now.
    is_printed: bool,
}

impl Source<'_> {
    fn at_key(self, key: &str) -> Option<Self> {
        let held = self.held.get(key)?;
        Some(Self { held, masked: self.masked.get(key).unwrap_or(&Value::Null), ..self })
    }

    /// What it has for each of `items`, where that is certain.
    fn at_items(self, items: &[Value]) -> Vec<Option<Self>> {
        let (held, masked) = (list(self.held), list(self.masked));
        let same_length = items.len() == masked.len();
        let found: Vec<Option<usize>> = if self.is_printed {
            // Edits since then can have made one item look like another.
            let is_same = |at: usize| same_length && masked.get(at) == items.get(at);
            (0..items.len()).map(|at| is_same(at).then_some(at)).collect()
        } else {
            counterparts(items, held, masked)
        };
        let item = |index: Option<usize>| {
            let index = index?;
            let masked = masked.get(index).unwrap_or(&Value::Null);
            Some(Self { held: held.get(index)?, masked, ..self })
        };
        found.into_iter().map(item).collect()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Puts secrets back where their marks stand, from the first source that has one.
fn unmask(value: &mut Value, sources: &[Source<'_>]) {
    match value {
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                let below: Vec<Source<'_>> =
                    sources.iter().filter_map(|source| source.at_key(&key)).collect();
                let Some(value) = map.get_mut(&key) else { continue };
                if !is_mark(value) {
                    unmask(value, &below);
                } else if let Some(source) = below.first() {
                    *value = source.held.clone();
                } else {
                    map.shift_remove(&key);
                }
            }
        }
        Value::Array(items) => unmask_items(items, sources),
        _ => {}
    }
}

/// The same for a list. What is held now comes first: only there it is known which item is which.
fn unmask_items(items: &mut [Value], sources: &[Source<'_>]) {
    let mut sources = sources.to_vec();
    sources.sort_by_key(|source| source.is_printed);
    let found: Vec<Vec<Option<Source<'_>>>> =
        sources.iter().map(|source| source.at_items(items)).collect();
    for (at, item) in items.iter_mut().enumerate() {
        let below: Vec<Source<'_>> =
            found.iter().filter_map(|of| of.get(at).copied().flatten()).collect();
        if is_mark(item) {
            *item = below.first().map_or(Value::Null, |source| source.held.clone());
        } else {
            unmask(item, &below);
        }
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
