//! The words of guides: gathered when a catalog is built, searched in the browser.

use std::collections::{BTreeMap, BTreeSet};

use crate::fold::fold;
use crate::index::Index;

/// Letters of the words that are kept: a single one finds too much, and nobody types longer ones.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=32;
/// Different words that are kept of one guide; guides of people have a few hundred.
const MOST: usize = 500;
/// What stands around a word and is none of it.
const AROUND: &[char] = &[
    '(', ')', '[', ']', '{', '}', '<', '>', '"', '\'', '`', '“', '”', '‘', '’', '«', '»', ';', '!',
    '?', '*', '|', '…',
];

/// Gathers the words of guides, workflow after workflow.
#[derive(Clone, Debug, Default)]
pub struct Gather {
    rows: BTreeMap<String, Vec<u32>>,
}

impl Gather {
    /// Adds the guide of a workflow that is in the index: its words as far as the workflow is not found by them anyway.
    /// Workflows come in the index's order, each once.
    pub fn add(&mut self, index: &Index, row: u32, guide: &str) {
        let mut folded = String::with_capacity(guide.len());
        fold(guide, &mut folded);
        let words = folded.split(' ').map(|word| word.trim_matches(AROUND));
        let mut seen = BTreeSet::new();
        for word in words.filter(|word| LETTERS.contains(&word.chars().count())) {
            if seen.len() == MOST {
                break;
            }
            if index.score(row as usize, word).is_none() && seen.insert(word) {
                self.rows.entry(word.to_owned()).or_default().push(row);
            }
        }
    }

    /// The words in their order, each with the workflows it is in: the first one's number, then the distance of each
    /// from the one before.
    pub fn words(self) -> impl Iterator<Item = (String, Vec<u32>)> {
        self.rows.into_iter().map(|(word, rows)| {
            let mut before = 0;
            let gaps = rows.into_iter().map(|row| row - std::mem::replace(&mut before, row));
            (word, gaps.collect())
        })
    }
}

/// The words of guides, to be searched by how they begin.
#[derive(Clone, Debug, Default)]
pub struct Guides {
    text: String,
    words: Vec<Word>,
    /// Numbers of workflows, word after word.
    rows: Vec<u32>,
}

/// Where a word and its workflows end.
#[derive(Clone, Copy, Debug)]
struct Word {
    text: usize,
    rows: usize,
}

impl Guides {
    /// Adds the next word as [`Gather::words`] gives it, for a catalog of `count` workflows; whether it can be one.
    #[must_use = "what cannot be a word comes from a broken file"]
    pub fn add(&mut self, word: &str, gaps: &[u32], count: usize) -> bool {
        let comes_next = self.words.len().checked_sub(1).is_none_or(|last| self.word(last) < word);
        if !comes_next || gaps.is_empty() || gaps[1..].contains(&0) {
            return false;
        }
        let mut row = 0_u32;
        for gap in gaps {
            match row.checked_add(*gap).filter(|row| (*row as usize) < count) {
                Some(next) => row = next,
                None => return false,
            }
            self.rows.push(row);
        }
        self.text.push_str(word);
        self.words.push(Word { text: self.text.len(), rows: self.rows.len() });
        true
    }

    /// Workflows in whose guides a word begins like this; one may come several times.
    pub(crate) fn rows(&self, beginning: &str) -> &[u32] {
        let place = |is_before: &dyn Fn(&str) -> bool| {
            let (mut from, mut until) = (0, self.words.len());
            while from < until {
                let middle = usize::midpoint(from, until);
                if is_before(self.word(middle)) { from = middle + 1 } else { until = middle }
            }
            from
        };
        let first = place(&|word| word < beginning);
        let after = place(&|word| word < beginning || word.starts_with(beginning));
        let rows = |words: usize| words.checked_sub(1).map_or(0, |last| self.words[last].rows);
        &self.rows[rows(first)..rows(after)]
    }

    fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.words[before].text);
        &self.text[start..self.words[at].text]
    }
}
