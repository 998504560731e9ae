//! What is searched of the cards.

use std::ops::Range;

use portico_contract::http::Card;

use crate::fold::fold;

/// What a word's place is worth: at the beginning of a word, and inside one.
const NAME: (u32, u32) = (16, 8);
const LABEL: (u32, u32) = (6, 4);
const TEXT: (u32, u32) = (3, 2);

/// The searched texts of a list of workflows, folded once, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    text: String,
    rows: Vec<Row>,
}

/// Where the texts of one workflow are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    name: usize,
    labels: usize,
    text: usize,
    end: usize,
}

impl Index {
    /// Adds the next workflow of the list.
    pub fn add(&mut self, card: &Card) {
        let name = self.text.len();
        fold(&card.name, &mut self.text);
        let labels = self.text.len();
        let team = [Some(&card.team), card.team_name.as_ref(), Some(&card.workflow_type)];
        for label in card.tags.iter().chain(team.into_iter().flatten()) {
            self.text.push(' ');
            fold(label, &mut self.text);
        }
        let text = self.text.len();
        fold(card.description.as_deref().unwrap_or_default(), &mut self.text);
        self.rows.push(Row { name, labels, text, end: self.text.len() });
    }

    /// How many workflows were added.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was added.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What a folded word is worth in a workflow; `None` where it is not found.
    pub(crate) fn score(&self, row: usize, word: &str) -> Option<u32> {
        let Row { name, labels, text, end } = *self.rows.get(row)?;
        let worth = |range: Range<usize>, (beginning, inside): (u32, u32)| {
            let is_beginning = find(&self.text.as_bytes()[range], word.as_bytes())?;
            Some(if is_beginning { beginning } else { inside })
        };
        worth(name..labels, NAME)
            .or_else(|| worth(labels..text, LABEL))
            .or_else(|| worth(text..end, TEXT))
    }
}

/// Whether a word is in a text, and if so whether at the beginning of a word there. Words are short and so are texts:
/// what a cleverer search would prepare for each word costs more than it saves.
fn find(text: &[u8], word: &[u8]) -> Option<bool> {
    let first = *word.first()?;
    let mut found = None;
    for at in 0..=text.len().checked_sub(word.len())? {
        if text[at] != first || !text[at..].starts_with(word) {
            continue;
        }
        if at == 0 || text[at - 1] == b' ' {
            return Some(true);
        }
        found = Some(false);
    }
    found
}
