//! A search that goes on while somebody types.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::guides::Guides;
use crate::index::Index;
use crate::words::Words;

/// What a word is worth that only a guide has.
const GUIDE: u32 = 1;

/// Looks for words, and where they only grow looks through what it has found before.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    index: Index,
    guides: Guides,
    words: Words,
    /// What fits `words`, in the list's order; `None` before anything was looked for.
    found: Option<Vec<u32>>,
}

impl Finder {
    /// A finder over a list; the words of its guides may come later.
    pub fn new(index: Index) -> Self {
        Self { index, ..Self::default() }
    }

    /// Looks into guides from now on.
    pub fn read(&mut self, guides: Guides) {
        self.guides = guides;
        self.found = None;
    }

    /// Numbers of the workflows that have all words of a text, best first, else in the list's order; all of them where
    /// there is no word.
    pub fn find(&mut self, text: &str) -> Arc<[u32]> {
        let words = Words::new(text);
        let before = self.found.take().filter(|_| words.narrow(&self.words));
        self.words = words;
        if self.words.is_empty() {
            return (0..self.index.len() as u32).collect();
        }
        let mut scored = match before {
            Some(found) => self.scored(found.into_iter()),
            None => self.scored(0..self.index.len() as u32),
        };
        self.found = Some(scored.iter().map(|(_, row)| *row).collect());
        // Numbers are different, so that this keeps the list's order among equals.
        scored.sort_unstable_by_key(|(score, row)| (Reverse(*score), *row));
        scored.into_iter().map(|(_, row)| row).collect()
    }

    /// Those of the rows that have all words, and how well.
    fn scored(&self, rows: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
        let in_guides: Vec<Vec<bool>> =
            self.words.0.iter().map(|word| self.in_guides(word)).collect();
        let score = |row: u32| {
            let words = self.words.0.iter().zip(&in_guides);
            words
                .map(|(word, guides)| {
                    let by_guide = || guides[row as usize].then_some(GUIDE);
                    self.index.score(row as usize, word).or_else(by_guide)
                })
                .sum::<Option<u32>>()
        };
        rows.filter_map(|row| Some((score(row)?, row))).collect()
    }

    /// By workflow: a word of its guide begins like this.
    fn in_guides(&self, word: &str) -> Vec<bool> {
        let mut marks = vec![false; self.index.len()];
        for row in self.guides.rows(word) {
            if let Some(mark) = marks.get_mut(*row as usize) {
                *mark = true;
            }
        }
        marks
    }
}
