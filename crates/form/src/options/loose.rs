//! Choices that hold a term's letters in order, for when none holds the terms as they are.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::index::Index;

/// Shorter terms have to be there as they are: their letters are everywhere.
const SHORTEST: usize = 3;
/// A term's letters may have this many others between them, all in all.
const WIDEST: usize = 12;
/// Only as many are scored as a person would look at.
const SCORED: usize = 100;
/// Longer labels are not scored.
const LONGEST: usize = 500;

/// Whether letters in order can mean anything for these terms.
pub(super) fn can(terms: &[String]) -> bool {
    terms.iter().any(|term| !is_short(term))
}

/// Whether what has the letters of longer terms has those of these terms too.
pub(super) fn narrows(terms: &[String]) -> bool {
    !terms.iter().any(|term| is_short(term))
}

fn is_short(term: &str) -> bool {
    term.chars().count() < SHORTEST
}

/// How much lies between the terms' letters in a label, in bytes; `None` if they are not there in order.
pub(super) fn spread(label: &str, terms: &[String]) -> Option<usize> {
    let mut sum = 0;
    for term in terms {
        let (from, to) = closest(label.as_bytes(), term.as_bytes())?;
        let between = to - from - term.len();
        if between > if is_short(term) { 0 } else { WIDEST } {
            return None;
        }
        sum += between;
    }
    Some(sum)
}

/// The shortest stretch that holds a term's bytes in order.
fn closest(label: &[u8], term: &[u8]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut after = 0;
    // Of all stretches that end in the same place, the one that begins last is the shortest.
    while let Some(to) = end_of(label, term, after) {
        let from = start_of(label, term, to);
        if best.is_none_or(|(first, last)| to - from < last - first) {
            best = Some((from, to));
        }
        after = from + 1;
    }
    best
}

fn end_of(label: &[u8], term: &[u8], after: usize) -> Option<usize> {
    let mut wanted = term.iter();
    let mut next = wanted.next()?;
    for (at, byte) in label.iter().enumerate().skip(after) {
        if byte == next {
            match wanted.next() {
                Some(following) => next = following,
                None => return Some(at + 1),
            }
        }
    }
    None
}

fn start_of(label: &[u8], term: &[u8], to: usize) -> usize {
    let mut wanted = term.iter().rev().peekable();
    for at in (0..to).rev() {
        if wanted.peek() == Some(&&label[at]) {
            wanted.next();
            if wanted.peek().is_none() {
                return at;
            }
        }
    }
    0
}

/// Best first: the closer the letters the better, and among equals as the matcher scores them. `found` is by spread.
pub(super) fn rank(found: &[Vec<u32>], index: &Index, terms: &[String]) -> Vec<u32> {
    let matcher = matcher();
    let mut ranked = Vec::with_capacity(found.iter().map(Vec::len).sum());
    for equals in found {
        let (first, rest) = equals.split_at(equals.len().min(SCORED.saturating_sub(ranked.len())));
        let scored = first.iter().map(|choice| {
            let label = index.label(&index.entries[*choice as usize]);
            (Reverse(score(&matcher, label, terms)), *choice)
        });
        let mut scored: Vec<_> = scored.collect();
        scored.sort_unstable();
        ranked.extend(scored.into_iter().map(|(_, choice)| choice));
        ranked.extend_from_slice(rest);
    }
    ranked
}

fn score(matcher: &SkimMatcherV2, label: &str, terms: &[String]) -> i64 {
    if label.len() > LONGEST {
        return 0;
    }
    terms.iter().filter_map(|term| matcher.fuzzy_match(label, term)).sum()
}

pub(super) fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().ignore_case()
}

/// Which letters of a label a term stands for, by their place.
pub(super) fn letters_of(matcher: &SkimMatcherV2, label: &str, term: &str) -> Vec<usize> {
    if label.len() > LONGEST {
        return Vec::new();
    }
    matcher.fuzzy_indices(label, term).map(|(_, letters)| letters).unwrap_or_default()
}
