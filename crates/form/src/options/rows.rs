//! What a list shows from top to bottom: choices, under headings where they have groups.

use std::sync::Arc;

use super::index::Index;
use super::search::Matches;

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The name of the choices that follow.
    Heading(Arc<str>),
    /// A choice: its number, and its place among those that are shown.
    Choice {
        /// Its number in the index.
        choice: u32,
        /// Its place, from 0.
        place: usize,
    },
}

/// The lines of a list. A group stands where its best choice does.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    choices: Arc<Vec<u32>>,
    /// Place of the first choice below each heading.
    headings: Vec<(usize, Arc<str>)>,
}

impl Rows {
    /// The lines for what was found.
    pub fn new(index: &Index, matches: &Matches) -> Self {
        if !index.has_groups() {
            return Self { choices: Arc::clone(&matches.ranked), headings: Vec::new() };
        }
        let mut order: Vec<u32> = Vec::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for &choice in matches.ranked.iter() {
            let group = index.entries[choice as usize].group as usize;
            if groups.len() <= group {
                groups.resize(group + 1, Vec::new());
            }
            if groups[group].is_empty() {
                order.push(group as u32);
            }
            groups[group].push(choice);
        }
        let mut rows = Self::default();
        let mut choices = Vec::with_capacity(matches.ranked.len());
        for group in order {
            if let Some(name) = index.group(group) {
                rows.headings.push((choices.len(), Arc::clone(name)));
            }
            choices.append(&mut groups[group as usize]);
        }
        rows.choices = Arc::new(choices);
        rows
    }

    /// How many choices there are.
    pub fn len(&self) -> usize {
        self.choices.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.choices.len() + self.headings.len()
    }

    /// The choice at a place.
    pub fn choice(&self, place: usize) -> Option<u32> {
        self.choices.get(place).copied()
    }

    /// The line of the choice at a place.
    pub fn line_of(&self, place: usize) -> usize {
        place + self.headings.partition_point(|(first, _)| *first <= place)
    }

    /// The heading that the choice at a place is under.
    pub fn heading_of(&self, place: usize) -> Option<Arc<str>> {
        let at = self.headings.partition_point(|(first, _)| *first <= place).checked_sub(1)?;
        Some(Arc::clone(&self.headings[at].1))
    }

    /// Some of the lines.
    pub fn window(&self, from: usize, to: usize) -> Vec<Row> {
        let to = to.min(self.lines());
        let mut rows = Vec::with_capacity(to.saturating_sub(from));
        // The headings before this line: each stands at its first choice's place plus the headings before it.
        let before = |line: usize| {
            let (mut low, mut high) = (0, self.headings.len());
            while low < high {
                let middle = low.midpoint(high);
                if self.headings[middle].0 + middle < line {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let mut heading = before(from);
        for line in from..to {
            match self.headings.get(heading) {
                Some((first, name)) if first + heading == line => {
                    rows.push(Row::Heading(Arc::clone(name)));
                    heading += 1;
                }
                _ => {
                    let place = line - heading;
                    rows.push(Row::Choice { choice: self.choices[place], place });
                }
            }
        }
        rows
    }
}
