//! A list made ready for searching, in as many steps as there is time for.

use std::collections::HashMap;
use std::sync::Arc;

use portico_contract::http::OptionItem;
use serde_json::Value;

use super::items::Items;
use super::same::{fingerprint, same};

/// A list's choices and what is searched of them. A value that comes twice is one choice, the first.
#[derive(Clone, Debug, Default)]
pub struct Index {
    items: Arc<Items>,
    /// How many items were read.
    read: usize,
    /// What is searched, one choice after the other: label, value and hint in lines, in small letters.
    text: String,
    pub(super) entries: Vec<Entry>,
    by_value: HashMap<u64, u32>,
    groups: Vec<Arc<str>>,
    by_group: HashMap<Arc<str>, u32>,
}

/// A choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    item: u32,
    start: u32,
    label_end: u32,
    end: u32,
    /// Which letters there are: what lacks one of a term's cannot hold the term.
    pub(super) letters: u64,
    /// Its group's number, from 1; 0 for none.
    pub(super) group: u32,
}

impl Index {
    /// An index over a list, with nothing read yet.
    pub fn over(items: Arc<Items>) -> Self {
        Self { items, ..Self::default() }
    }

    /// An index over a list that is short enough to be read at once.
    pub fn whole(items: Vec<OptionItem>) -> Self {
        let mut index = Self::over(Arc::new(Items::new(items, drop)));
        index.read(usize::MAX);
        index
    }

    /// Reads up to `most` items more; whether all were read.
    pub fn read(&mut self, most: usize) -> bool {
        let items = Arc::clone(&self.items);
        let until = self.read.saturating_add(most).min(items.len());
        if self.read == 0 {
            self.entries.reserve(items.len());
            self.by_value.reserve(items.len());
        }
        for at in self.read..until {
            self.add(at, &items[at]);
        }
        self.read = until;
        self.read == items.len()
    }

    fn add(&mut self, at: usize, item: &OptionItem) {
        let print = fingerprint(&item.value);
        match self.by_value.get(&print) {
            Some(&first) if same(&self.item(first).value, &item.value) => return,
            Some(_) => {}
            None => drop(self.by_value.insert(print, self.entries.len() as u32)),
        }
        let start = self.text.len();
        push_plain(&item.label, &mut self.text);
        let label_end = self.text.len();
        let value = text_of(&item.value).filter(|value| *value != item.label);
        for more in [value.as_deref(), item.hint.as_deref()].into_iter().flatten() {
            self.text.push('\n');
            push_plain(more, &mut self.text);
        }
        let end = self.text.len();
        let group = item.group.as_deref().map_or(0, |name| self.group_number(name));
        self.entries.push(Entry {
            item: at as u32,
            start: start as u32,
            label_end: label_end as u32,
            end: end as u32,
            letters: letters(&self.text[start..end]),
            group,
        });
    }

    fn group_number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.by_group.get(name) {
            return *number;
        }
        let name: Arc<str> = name.into();
        self.groups.push(Arc::clone(&name));
        let number = self.groups.len() as u32;
        self.by_group.insert(name, number);
        number
    }

    /// How many choices there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A choice by its number.
    pub fn item(&self, choice: u32) -> &OptionItem {
        &self.items[self.entries[choice as usize].item as usize]
    }

    /// The number of the choice with a value.
    pub fn position(&self, value: &Value) -> Option<u32> {
        let choice = *self.by_value.get(&fingerprint(value))?;
        if same(&self.item(choice).value, value) {
            return Some(choice);
        }
        (0..self.entries.len() as u32).find(|choice| same(&self.item(*choice).value, value))
    }

    /// Whether choices are listed under headings.
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    pub(super) fn group(&self, number: u32) -> Option<&Arc<str>> {
        self.groups.get((number as usize).checked_sub(1)?)
    }

    /// All that is searched of a choice.
    pub(super) fn searched(&self, entry: &Entry) -> &[u8] {
        &self.text.as_bytes()[entry.start as usize..entry.end as usize]
    }

    /// Its label, in small letters.
    pub(super) fn label(&self, entry: &Entry) -> &str {
        &self.text[entry.start as usize..entry.label_end as usize]
    }
}

/// A value as a person would type it; `None` for what nobody types.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A letter as it is compared: small, and a space where it parts words. One letter stays one letter.
pub(super) fn plain(letter: char) -> char {
    match letter {
        '-' | '_' | '/' | '.' | ':' | ',' => ' ',
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        _ if letter.is_whitespace() => ' ',
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

fn push_plain(text: &str, to: &mut String) {
    to.extend(text.chars().map(plain));
}

/// One bit for each letter and digit, the rest share some.
pub(super) fn letters(plain: &str) -> u64 {
    let bit = |byte: u8| match byte {
        b' ' | b'\n' => 0,
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte - b'0'),
        _ => 1_u64 << (36 + byte % 28),
    };
    plain.bytes().fold(0, |letters, byte| letters | bit(byte))
}
