//! What can be jumped to at present, from top to bottom.

use leptos::prelude::*;

use super::group::{Found, Group};

/// What is shown, group by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Jumps {
    pub(super) parts: Vec<Part>,
    /// The searches it came of: the same numbers may stand for other entries.
    turns: Vec<u64>,
}

/// What is shown of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The group's place among all.
    pub(super) group: usize,
    pub(super) heading: &'static str,
    /// Numbers of its entries, best first.
    pub(super) entries: Vec<u32>,
}

impl Jumps {
    /// What the groups have found.
    pub(super) fn among(groups: &[Group]) -> Self {
        // Where one group has what was typed, what only comes close in others is left out.
        let is_exact = groups.iter().any(|group| group.found.with(Found::is_exact));
        let part = |(at, group): (usize, &Group)| {
            group.found.with(|found| {
                let entries = found.shown(group.most).to_vec();
                let fits = found.is_exact() || !is_exact;
                let heading = if found.query.is_empty() { group.resting } else { group.name };
                (fits && !entries.is_empty()).then_some(Part { group: at, heading, entries })
            })
        };
        Self {
            parts: groups.iter().enumerate().filter_map(part).collect(),
            turns: groups.iter().map(|group| group.found.with(|found| found.turn)).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.entries.len()).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Where the entry at a place leads.
    pub(super) fn href(&self, groups: &[Group], place: usize) -> Option<String> {
        let entries = |part: &Part| {
            let group = part.group;
            part.entries.clone().into_iter().map(move |entry| (group, entry))
        };
        let (group, entry) = self.parts.iter().flat_map(entries).nth(place)?;
        groups.get(group)?.found.with_untracked(|found| found.href(entry))
    }

    /// The place of the entry that leads there.
    pub(super) fn place(&self, groups: &[Group], href: &str) -> Option<usize> {
        (0..self.len()).find(|place| self.href(groups, *place).as_deref() == Some(href))
    }
}
