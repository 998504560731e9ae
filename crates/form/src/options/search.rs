//! Which choices fit what is typed, best first.

use std::sync::Arc;

use super::index::{Entry, Index, letters, plain};
use super::loose;

/// What is looked for: terms, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<String>,
    phrase: String,
    letters: u64,
}

impl Query {
    /// What a typed text looks for.
    pub fn new(text: &str) -> Self {
        let text: String = text.chars().map(plain).collect();
        let terms: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let phrase = terms.join(" ");
        Self { letters: letters(&phrase), terms, phrase }
    }

    /// Whether everything is wanted.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether whatever fits this query fits the other one too.
    fn narrows(&self, other: &Self) -> bool {
        other.terms.iter().all(|theirs| self.terms.iter().any(|ours| ours.contains(&**theirs)))
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// What was looked for.
    pub query: Query,
    /// Numbers of the choices, best first.
    pub ranked: Arc<Vec<u32>>,
    /// No choice holds all terms as they are: these hold their letters in order.
    pub is_loose: bool,
    /// The same in the list's order, to search on in.
    members: Arc<Vec<u32>>,
}

/// How well a choice fits; the list's order decides among equals.
const CLASSES: usize = 5;

/// A search that is under way.
#[derive(Debug)]
pub struct Search {
    query: Query,
    /// Choices to look at; `None` for all.
    among: Option<Arc<Vec<u32>>>,
    at: usize,
    found: [Vec<u32>; CLASSES],
    members: Vec<u32>,
    /// Nothing holds the terms as they are: a second pass looks for their letters. By how far they spread.
    loose: Option<Vec<Vec<u32>>>,
}

impl Search {
    /// A search; what was found before is looked through where nothing else can fit.
    pub fn new(query: Query, before: Option<&Matches>) -> Self {
        let can_narrow = |before: &&Matches| {
            query.narrows(&before.query)
                && (!before.is_loose || loose::narrows(&before.query.terms))
        };
        let before = before.filter(can_narrow);
        let is_loose = before.is_some_and(|before| before.is_loose);
        Self {
            among: before.map(|before| Arc::clone(&before.members)),
            at: 0,
            found: Default::default(),
            members: Vec::new(),
            loose: is_loose.then(Vec::new),
            query,
        }
    }

    /// Looks at up to `most` more choices; what was found, in the step after all were looked at.
    pub fn step(&mut self, index: &Index, most: usize) -> Option<Matches> {
        if self.query.is_empty() {
            let all: Arc<Vec<u32>> = Arc::new((0..index.len() as u32).collect());
            return Some(self.matches(Arc::clone(&all), all));
        }
        let count = self.among.as_ref().map_or(index.len(), |among| among.len());
        if self.at < count {
            let until = self.at.saturating_add(most).min(count);
            for at in self.at..until {
                let choice = self.among.as_ref().map_or(at as u32, |among| among[at]);
                self.look(index, choice);
            }
            self.at = until;
            // To rank what was found is a step of its own.
            return None;
        }
        if self.loose.is_none() && self.members.is_empty() && loose::can(&self.query.terms) {
            // What was looked through so far is what may hold the terms: any other may hold their letters.
            self.loose = Some(Vec::new());
            self.among = None;
            self.at = 0;
            return if index.is_empty() { Some(self.finished(index)) } else { None };
        }
        Some(self.finished(index))
    }

    fn look(&mut self, index: &Index, choice: u32) {
        let entry = &index.entries[choice as usize];
        if self.query.letters & !entry.letters != 0 {
            return;
        }
        match &mut self.loose {
            Some(loose) => {
                if let Some(spread) = loose::spread(index.label(entry), &self.query.terms) {
                    if loose.len() <= spread {
                        loose.resize(spread + 1, Vec::new());
                    }
                    loose[spread].push(choice);
                    self.members.push(choice);
                }
            }
            None => {
                if let Some(class) = class(&self.query, index, entry) {
                    self.found[class].push(choice);
                    self.members.push(choice);
                }
            }
        }
    }

    fn finished(&mut self, index: &Index) -> Matches {
        let members = Arc::new(std::mem::take(&mut self.members));
        let ranked = match self.loose.take() {
            Some(found) => {
                let is_some = !found.is_empty();
                let ranked = loose::rank(&found, index, &self.query.terms);
                let mut matches = self.matches(Arc::new(ranked), members);
                matches.is_loose = is_some;
                return matches;
            }
            None => self.found.iter_mut().flat_map(std::mem::take).collect(),
        };
        self.matches(Arc::new(ranked), members)
    }

    fn matches(&mut self, ranked: Arc<Vec<u32>>, members: Arc<Vec<u32>>) -> Matches {
        Matches { query: std::mem::take(&mut self.query), ranked, is_loose: false, members }
    }
}

/// How well a choice fits that holds all terms; `None` if it lacks one.
fn class(query: &Query, index: &Index, entry: &Entry) -> Option<usize> {
    let (searched, label) = (index.searched(entry), index.label(entry).as_bytes());
    let mut words = true;
    for term in &query.terms {
        let (at, is_word) = find(searched, term.as_bytes())?;
        words &= is_word && at < label.len();
    }
    let phrase = query.phrase.as_bytes();
    Some(if label.starts_with(phrase) {
        usize::from(label.len() != phrase.len())
    } else if find(label, phrase).is_some_and(|(_, is_word)| is_word) {
        2
    } else {
        4 - usize::from(words)
    })
}

/// Where a term is, and whether a word begins there; the first beginning of a word if there is one.
pub(super) fn find(text: &[u8], term: &[u8]) -> Option<(usize, bool)> {
    let first = *term.first()?;
    let mut inside = None;
    for at in 0..=text.len().checked_sub(term.len())? {
        if text[at] != first || !text[at..].starts_with(term) {
            continue;
        }
        if at == 0 || matches!(text[at - 1], b' ' | b'\n') {
            return Some((at, true));
        }
        inside.get_or_insert(at);
    }
    inside.map(|at| (at, false))
}
