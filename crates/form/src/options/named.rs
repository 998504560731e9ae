//! Typed and pasted text as choices.

use std::collections::HashMap;
use std::hash::Hash;

use portico_contract::http::OptionItem;
use serde_json::{Number, Value};

use super::index::{Index, plain, text_of};
use super::same::same;
use crate::field::ListRules;
use crate::tags;

/// This many of what is not known are named.
const NAMED: usize = 3;

/// What a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum Named<'a> {
    /// No choice.
    Nothing,
    /// This one.
    One(&'a OptionItem),
    /// Several choices that are called the same: which is meant has to be said by choosing.
    Several,
    /// A choice that cannot be chosen now.
    Disabled(&'a OptionItem),
}

/// A list after a text was pasted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// The whole list.
    pub items: Vec<Value>,
    /// How many came.
    pub added: usize,
    /// What was not added stays to be mended.
    pub rest: String,
    /// Why, as a sentence.
    pub refused: Option<String>,
}

/// Reads what is on no list as a value.
pub type ReadOther<'a> = &'a dyn Fn(&str) -> Option<Value>;

impl Index {
    /// The choice that a text names, by its value or its label.
    pub fn named(&self, text: &str) -> Named<'_> {
        let text = text.trim();
        // A value is the surest name there is.
        if let Some(choice) = self.typed(text) {
            return of(self.item(choice));
        }
        let wanted: String = text.chars().map(plain).collect();
        let mut exact: Vec<&OptionItem> = Vec::new();
        let mut alike: Vec<&OptionItem> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if self.label(entry) == wanted {
                let item = self.item(at as u32);
                if item.label == text { exact.push(item) } else { alike.push(item) }
            }
        }
        match (&exact[..], &alike[..]) {
            ([one], _) | ([], [one]) => of(one),
            ([], []) => Named::Nothing,
            _ => Named::Several,
        }
    }

    /// The first choice whose value is typed like this.
    fn typed(&self, text: &str) -> Option<u32> {
        let number = serde_json::from_str::<Number>(text).ok().map(Value::Number);
        let with = |value: Value| {
            let choice = self.position(&value)?;
            (text_of(&self.item(choice).value).as_deref() == Some(text)).then_some(choice)
        };
        [Some(Value::from(text)), number].into_iter().flatten().filter_map(with).min()
    }

    /// Adds what a pasted text names to the values that are there. `other` reads what is on no list, where such
    /// values are accepted.
    pub fn paste(
        &self,
        held: &[Value],
        text: &str,
        rules: &ListRules,
        other: Option<ReadOther<'_>>,
    ) -> Pasted {
        let names = Names::of(self);
        let mut pasted = Pasted { items: held.to_vec(), ..Pasted::default() };
        let (mut rest, mut unknown) = (Vec::new(), Vec::new());
        for part in tags::split(text) {
            let known = names.choice(part);
            let item = known.flatten().map(|at| self.item(at)).filter(|item| !item.disabled);
            let value = match (item, other) {
                (Some(item), _) => Some(item.value.clone()),
                (None, Some(read)) if known.is_none() => read(part),
                _ => None,
            };
            let Some(value) = value else {
                unknown.push(part);
                rest.push(part);
                continue;
            };
            // What is there already is there.
            if rules.unique && pasted.items.iter().any(|item| same(item, &value)) {
                continue;
            }
            if rules.max.is_some_and(|max| pasted.items.len() >= max) {
                let most = pasted.items.len();
                let why = || format!("{part} is one too many: {most} is the most there can be");
                pasted.refused.get_or_insert_with(why);
                rest.push(part);
                continue;
            }
            pasted.items.push(value);
            pasted.added += 1;
        }
        if !unknown.is_empty() {
            pasted.refused = Some(unknown_words(&unknown));
        }
        pasted.rest = rest.join(", ");
        pasted
    }
}

/// What the choices of a list are called, for naming many of them.
struct Names<'a> {
    index: &'a Index,
    /// By the label as it is; `None` for one that several choices have.
    labels: HashMap<&'a str, Option<u32>>,
    /// By label or value, in small letters and however it is parted; `None` for a name that several choices share.
    alike: HashMap<String, Option<u32>>,
}

impl<'a> Names<'a> {
    fn of(index: &'a Index) -> Self {
        let mut labels = HashMap::with_capacity(index.len());
        let mut alike = HashMap::with_capacity(index.len());
        for (at, entry) in index.entries.iter().enumerate() {
            let choice = at as u32;
            let item = index.item(choice);
            note(&mut labels, item.label.as_str(), choice);
            note(&mut alike, index.label(entry).to_owned(), choice);
            if let Some(value) = text_of(&item.value) {
                note(&mut alike, value.chars().map(plain).collect(), choice);
            }
        }
        Self { index, labels, alike }
    }

    /// The choice that a text names: the surest name first, and none by a name that is several choices'. `None` where
    /// nothing is called so.
    fn choice(&self, text: &str) -> Option<Option<u32>> {
        if let Some(choice) = self.index.typed(text) {
            return Some(Some(choice));
        }
        let alike = || self.alike.get(&text.chars().map(plain).collect::<String>());
        self.labels.get(text).or_else(alike).copied()
    }
}

/// A choice is called so. It may be called so twice, by its label and its value.
fn note<K: Eq + Hash>(names: &mut HashMap<K, Option<u32>>, name: K, choice: u32) {
    let shared = |one: &mut Option<u32>| *one = one.filter(|one| *one == choice);
    names.entry(name).and_modify(shared).or_insert(Some(choice));
}

fn of(item: &OptionItem) -> Named<'_> {
    if item.disabled { Named::Disabled(item) } else { Named::One(item) }
}

fn unknown_words(unknown: &[&str]) -> String {
    let named = unknown.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match unknown.len() {
        1 => format!("{named} is none of the choices"),
        count if count > NAMED => {
            format!("{named} and {} more are none of the choices", count - NAMED)
        }
        _ => format!("{named} are none of the choices"),
    }
}
