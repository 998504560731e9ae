//! The letters of a text that were looked for.

use super::index::plain;
use super::loose;
use super::search::{Query, find};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The part.
    pub text: String,
    /// Whether it was looked for.
    pub is_marked: bool,
}

/// A text in its parts: what a query looked for is marked, with what only parts two marked words.
pub fn pieces(text: &str, query: &Query, is_loose: bool) -> Vec<Piece> {
    let letters: Vec<char> = text.chars().collect();
    let plain: String = letters.iter().copied().map(plain).collect();
    let mut marked = vec![false; letters.len()];
    let matcher = is_loose.then(loose::matcher);
    for term in &query.terms {
        if let Some((at, _)) = find(plain.as_bytes(), term.as_bytes()) {
            let from = plain[..at].chars().count();
            marked[from..from + term.chars().count()].fill(true);
        } else if let Some(matcher) = &matcher {
            for at in loose::letters_of(matcher, &plain, term) {
                marked[at] = true;
            }
        }
    }
    for at in 1..letters.len().saturating_sub(1) {
        let parts_words = super::index::plain(letters[at]) == ' ';
        marked[at] |= parts_words && marked[at - 1] && marked[at + 1];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (letter, is_marked) in letters.into_iter().zip(marked) {
        match pieces.last_mut() {
            Some(last) if last.is_marked == is_marked => last.text.push(letter),
            _ => pieces.push(Piece { text: letter.into(), is_marked }),
        }
    }
    pieces
}
