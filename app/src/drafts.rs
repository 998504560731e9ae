//! What was typed into the form of a workflow and not sent, kept over leaving the page, reloads and closing the browser.
//!
//! Each place has the draft of now, and those that were set aside for others, however many. Of the one of now a tab keeps its own copy, so
//! that two tabs over one workflow do not take each other's. The browser's copy is that of the tab that kept one last: another tab's is
//! set aside for it, and stays that tab's draft, so that tabs that take turns have one there each. Those that were set aside are all tabs'.
//! Secrets are kept in memory only, as long as the portal is not reloaded.

mod slot;
mod store;
mod tabs;
#[cfg(test)]
mod tests;

use portico_form::draft::{self, Draft};
use serde_json::Value;

use self::slot::{KEYS, Slot};
use self::store::{all_aside, forget, get, kept_at, put, saved_at};
use self::tabs::{Seen, saw, seen};
pub use self::tabs::{given_elsewhere, has_own};
use crate::attempt::Place;
use crate::storage::{self, Area, Fault};

/// How long a draft is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// For days.
    Well,
    /// Until the tab is closed; why not longer.
    InTab(Fault),
    /// Until the page is left or reloaded; why not longer.
    InPage(Fault),
    /// The same: it is larger than a draft may be.
    TooLarge,
}

impl Kept {
    /// Of two the one that is kept the shorter.
    #[must_use]
    pub fn shorter(self, other: Self) -> Self {
        if other.briefness() > self.briefness() { other } else { self }
    }

    fn briefness(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::InTab(_) => 1,
            Self::InPage(_) | Self::TooLarge => 2,
        }
    }
}

/// A draft that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The draft.
    pub draft: Draft,
    /// All of what was typed, while that is known.
    pub whole: Option<Whole>,
}

/// What was typed, secrets included.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// The input.
    pub input: Value,
    /// A text that does not parse.
    pub text: Option<String>,
}

/// The draft of a place: this tab's own, else the one that was kept last. What is done next goes on from it.
pub fn find(place: &Place) -> Option<Found> {
    let found = get(place, Slot::Now);
    if !store::is_in_page(place, Slot::Now) {
        match kept_at(Area::Tab, &Slot::Now.key(place)) {
            // This tab's own, from before a reload.
            Some(at) if seen(place).is_none() => saw(place, Some(Seen { at, is_own: true })),
            Some(_) => {}
            None => {
                let at = found.as_ref().map(|found| found.draft.saved_at);
                saw(place, at.map(|at| Seen { at, is_own: false }));
            }
        }
    }
    found
}

/// When the draft of a place was kept.
pub fn now_saved_at(place: &Place) -> Option<f64> {
    saved_at(place, Slot::Now)
}

/// When the drafts of a place that were set aside were kept, the last one first. What another tab set aside of this one's draft
/// is that of now still.
pub fn aside(place: &Place) -> Vec<f64> {
    let now = now_saved_at(place);
    let all = all_aside(place).into_iter().map(|(_, saved_at)| saved_at);
    all.filter(|saved_at| Some(*saved_at) != now).collect()
}

/// Keeps a draft of `whole`: how, and how the one is kept that was there for another definition, and is set aside for it.
pub fn keep(place: &Place, draft: Draft, whole: Whole) -> (Kept, Kept) {
    let before = get(place, Slot::Now);
    let is_other = before.is_some_and(|found| found.draft.definition != draft.definition);
    let aside = if is_other { set_aside(place) } else { Kept::Well };
    (put(place, Slot::Now, Found { draft, whole: Some(whole) }), aside)
}

/// Sets the draft of now aside. It stays until it is taken back, removed or too old.
pub fn set_aside(place: &Place) -> Kept {
    let Some(found) = find(place) else { return Kept::Well };
    // It goes where it was: a browser may have no room for it twice.
    let older = forget(place, Slot::Now);
    let saved_at = found.draft.saved_at;
    let kept = put(place, Slot::Aside(saved_at as u64), found);
    put_back(place, saved_at, kept, older);
    kept
}

/// Makes the draft that was kept at `saved_at` the draft of now again, and sets aside what there is now; how the one is kept,
/// and how the other.
pub fn take_back(place: &Place, saved_at: f64) -> Option<(Found, Kept, Kept)> {
    if let Some(found) = find(place).filter(|found| found.draft.saved_at == saved_at) {
        return Some((found, Kept::Well, Kept::Well));
    }
    let (slot, _) = all_aside(place).into_iter().find(|(_, at)| *at == saved_at)?;
    let found = get(place, slot)?;
    // First, for it is not to have the room of the other.
    let aside = set_aside(place);
    let older = forget(place, slot);
    let kept = put(place, Slot::Now, found.clone());
    put_back(place, saved_at, kept, older);
    Some((found, kept, aside))
}

/// Where the draft of `saved_at` is not kept as well as could be, what was stored before it is: it may be older, and shorter.
/// The draft itself is not stored beside its copy in the tab.
fn put_back(place: &Place, saved_at: f64, kept: Kept, mut older: Vec<(Area, String)>) {
    if kept == Kept::Well {
        return;
    }
    older.dedup_by(|(_, later), (_, first)| later == first);
    for (area, text) in older {
        let Some(at) = draft::kept_at(&text) else { continue };
        if at == saved_at && matches!(kept, Kept::InTab(_)) {
            continue;
        }
        let aside = Slot::Aside(at as u64).key(place);
        if storage::write(area, &aside, &text).is_err() {
            // A shorter key: there it was.
            let _ = storage::write(area, &Slot::Now.key(place), &text);
        }
    }
}

/// Removes the draft that was kept at `saved_at`, for good.
pub fn remove(place: &Place, saved_at: f64) {
    let now = now_saved_at(place).map(|at| (Slot::Now, at));
    for (slot, at) in now.into_iter().chain(all_aside(place)) {
        if at == saved_at {
            forget(place, slot);
        }
    }
}

/// Removes drafts that are too old, at `now` in milliseconds since 1970.
pub fn clear_out(now: f64) {
    for area in [Area::Browser, Area::Tab] {
        let keys = storage::keys(area, KEYS).into_iter();
        let kept = keys.map(|key| (key.clone(), kept_at(area, &key))).collect();
        for key in draft::superfluous(kept, now) {
            storage::remove(area, &key);
        }
    }
}
