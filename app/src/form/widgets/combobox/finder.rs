//! What fits the typed text: looked for in steps, so that keys and frames come in between.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::{Index, Matches, Query, Rows, Search};

use super::source::Source;
use crate::slices::Latest;

/// How many choices are looked at between two looks at the clock.
const CHUNK: usize = 512;

#[derive(Clone, Copy)]
pub(super) struct Finder {
    /// What is listed, over which index.
    pub(super) found: RwSignal<Found>,
    pub(super) rows: RwSignal<Arc<Rows>>,
    searches: Latest,
}

/// What a search found.
#[derive(Clone, Default)]
pub(super) struct Found {
    pub(super) index: Arc<Index>,
    pub(super) matches: Matches,
    /// What is marked in the labels.
    pub(super) query: Query,
}

impl Finder {
    /// Looks for `text` in the source's list whenever either changes, while `narrowing`.
    pub(super) fn new(source: &Source, text: RwSignal<String>, narrowing: RwSignal<bool>) -> Self {
        let finder = Self {
            found: RwSignal::default(),
            rows: RwSignal::default(),
            searches: Latest::default(),
        };
        let source = source.clone();
        let look = move || {
            let Some(index) = source.index() else { return finder.forget() };
            let text = if narrowing.get() { text.get() } else { String::new() };
            let query = Query::new(&text);
            let narrow = if source.narrows(&text) { query.clone() } else { Query::default() };
            finder.look(index, narrow, query);
        };
        // A list that is here is drawn at once; the effect looks again when something changes.
        untrack(&look);
        Effect::new(move |_| look());
        finder
    }

    fn forget(self) {
        self.searches.stop();
        if !self.rows.with_untracked(|rows| rows.is_empty()) {
            self.found.set(Found::default());
            self.rows.set(Arc::default());
        }
    }

    fn look(self, index: Arc<Index>, narrow: Query, query: Query) {
        let search = self.found.with_untracked(|found| {
            let same = Arc::ptr_eq(&found.index, &index);
            let is_found = same && found.matches.query == narrow && found.query == query;
            (!is_found).then(|| Search::new(narrow, same.then_some(&found.matches)))
        });
        let Some(mut search) = search else { return self.searches.stop() };
        self.searches.begin(move || {
            let Some(matches) = search.step(&index, CHUNK) else { return false };
            let rows = Rows::new(&index, &matches);
            self.found.set(Found { index: Arc::clone(&index), matches, query: query.clone() });
            self.rows.set(Arc::new(rows));
            true
        });
    }
}
