//! What is looked for.

use crate::fold::fold;

/// Letters of a typed text that are read: it may come from an address.
const LETTERS: usize = 256;
/// Words of it that are looked for.
const MOST: usize = 16;

/// The words of a typed text, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl Words {
    pub(crate) fn new(text: &str) -> Self {
        let text: String = text.chars().take(LETTERS).collect();
        let mut folded = String::with_capacity(text.len());
        fold(&text, &mut folded);
        let words = folded.split(' ').filter(|word| !word.is_empty()).take(MOST);
        Self(words.map(str::to_owned).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all that these words find is found by the other ones too. A word of a guide is found by its beginning,
    /// so another letter inside a word may find more.
    pub(crate) fn narrow(&self, other: &Self) -> bool {
        other.0.iter().all(|theirs| self.0.iter().any(|ours| ours.starts_with(&**theirs)))
    }
}
