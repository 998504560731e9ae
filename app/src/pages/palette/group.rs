//! One kind of things to jump to, searched as the choices of a field are.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::OptionItem;
use portico_form::options::{Index, Items, Matches, Query, Search};
use serde_json::json;

use crate::slices::{Latest, free};

/// How many entries are looked at between two looks at the clock.
const CHUNK: usize = 512;

/// One kind of things to jump to. Copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// Its heading.
    pub(super) name: &'static str,
    /// Its heading before anything is typed.
    pub(super) resting: &'static str,
    /// Icon of the sprite.
    pub(super) icon: &'static str,
    /// Entries that are shown.
    pub(super) most: usize,
    /// All entries, and how many of the first are shown before anything is typed.
    entries: RwSignal<(Arc<Index>, usize)>,
    /// What fits what is typed.
    pub(super) found: RwSignal<Found>,
    reading: Latest,
    searches: Latest,
}

/// What fits what is typed, over which index.
#[derive(Clone, Default)]
pub(super) struct Found {
    pub(super) index: Arc<Index>,
    pub(super) matches: Matches,
    pub(super) query: Query,
    resting: usize,
    /// Counts what was found before.
    pub(super) turn: u64,
}

impl Group {
    pub(super) fn new(
        name: &'static str,
        resting: &'static str,
        icon: &'static str,
        most: usize,
    ) -> Self {
        let (entries, found) = (RwSignal::default(), RwSignal::default());
        let (reading, searches) = (Latest::default(), Latest::default());
        Self { name, resting, icon, most, entries, found, reading, searches }
    }

    /// Takes other entries; the first `resting` are shown before anything is typed.
    pub(super) fn take(self, items: Vec<OptionItem>, resting: usize) {
        let mut index = Some(Index::over(Arc::new(Items::new(items, free))));
        self.reading.begin(move || {
            let is_done = index.as_mut().is_none_or(|index| index.read(CHUNK));
            if let Some(index) = index.take_if(|_| is_done) {
                self.entries.set((Arc::new(index), resting));
            }
            is_done
        });
    }

    /// Looks for a text whenever it or the entries change.
    pub(super) fn follow(self, text: RwSignal<String>) {
        Effect::new(move || {
            let (index, resting) = self.entries.get();
            let query = text.with(|text| Query::new(text));
            let mut search = self.found.with_untracked(|found| {
                let is_same = Arc::ptr_eq(&found.index, &index);
                Search::new(query.clone(), is_same.then_some(&found.matches))
            });
            self.searches.begin(move || {
                let Some(matches) = search.step(&index, CHUNK) else { return false };
                let (index, query) = (Arc::clone(&index), query.clone());
                self.found.update(|found| {
                    *found = Found { index, matches, query, resting, turn: found.turn + 1 };
                });
                true
            });
        });
    }
}

impl Found {
    /// Something holds what was typed as it is.
    pub(super) fn is_exact(&self) -> bool {
        !self.matches.is_loose && !self.matches.ranked.is_empty()
    }

    /// Numbers of the entries that are shown.
    pub(super) fn shown(&self, most: usize) -> &[u32] {
        let most = if self.query.is_empty() { most.min(self.resting) } else { most };
        &self.matches.ranked[..most.min(self.matches.ranked.len())]
    }

    /// Where those lead that hold what was typed as it is, the best ones first.
    pub(super) fn best(&self, most: usize) -> Vec<String> {
        let most = if self.is_exact() && !self.query.is_empty() { most } else { 0 };
        self.matches.ranked.iter().take(most).filter_map(|entry| self.href(*entry)).collect()
    }

    /// Where an entry leads.
    pub(super) fn href(&self, entry: u32) -> Option<String> {
        self.index.item(entry).value.get(0)?.as_str().map(str::to_owned)
    }
}

/// An entry: its address, which is not searched, its words, and what is said beside them.
pub(super) fn entry(href: String, label: String, hint: String) -> OptionItem {
    OptionItem {
        value: json!([href]),
        label,
        hint: Some(hint).filter(|hint| !hint.is_empty()),
        group: None,
        disabled: false,
        reason: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_the_typed_text_is_best() {
        let item = |label: &str| entry(format!("/{label}"), label.to_owned(), String::new());
        let index = Arc::new(Index::whole(["Alpha", "Beta", "Alps"].map(item).to_vec()));
        let best = |text: &str| {
            let query = Query::new(text);
            let mut search = Search::new(query.clone(), None);
            let matches = loop {
                if let Some(matches) = search.step(&index, CHUNK) {
                    break matches;
                }
            };
            assert!(!matches.ranked.is_empty(), "{text}");
            Found { index: Arc::clone(&index), matches, query, ..Found::default() }.best(2)
        };
        assert_eq!(best("a"), ["/Alpha", "/Alps"]);
        assert_eq!(best("bet"), ["/Beta"]);
        assert_eq!(best(""), [] as [&str; 0], "everything fits");
        assert_eq!(best("aph"), [] as [&str; 0], "only its letters are there");
    }
}
