//! Tabs that take turns at one place: each knows which draft of now the browser had when it looked or wrote last, and sets
//! any other aside before it replaces it. A draft that a tab has only opened it goes on with; the tab whose it was keeps its own, as
//! long as it is there.

use std::cell::RefCell;
use std::collections::HashMap;

use portico_form::draft;

use super::slot::Slot;
use super::store::{forget, get, kept_at};
use crate::attempt::Place;
use crate::storage::{self, Area, Fault};

/// The draft of now that this tab last found in the browser, or gave it: any other that is there is another tab's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// When it was kept.
    pub(super) at: f64,
    /// This tab gave it.
    pub(super) is_own: bool,
}

/// Stands behind the time of a tab's own draft.
const OWN: &str = " own";

thread_local! {
    pub(super) static SEEN: RefCell<HashMap<Place, Seen>> = RefCell::default();
}

impl Seen {
    fn write(self) -> String {
        let Self { at, is_own } = self;
        format!("{at}{}", if is_own { OWN } else { "" })
    }

    fn read(text: &str) -> Option<Self> {
        let own = text.strip_suffix(OWN);
        Some(Self { at: own.unwrap_or(text).parse().ok()?, is_own: own.is_some() })
    }
}

/// What this tab knows of the browser's draft of now.
pub(super) fn seen(place: &Place) -> Option<Seen> {
    let here = SEEN.with_borrow(|seen| seen.get(place).copied());
    here.or_else(|| Seen::read(&storage::read(Area::Tab, &key(place)).ok()??))
}

/// Keeps what this tab knows: over reloads too, since the tab's own copy outlives them.
pub(super) fn saw(place: &Place, now: Option<Seen>) {
    match now {
        Some(now) => {
            SEEN.with_borrow_mut(|seen| seen.insert(place.clone(), now));
            // A tab without room has no copy of its own either.
            let _ = storage::write(Area::Tab, &key(place), &now.write());
        }
        None => {
            SEEN.with_borrow_mut(|seen| seen.remove(place));
            storage::remove(Area::Tab, &key(place));
        }
    }
}

/// It is no draft, and begins otherwise than theirs.
fn key(place: &Place) -> String {
    place.kept_as("known-draft")
}

/// Has the browser keep the draft of now. What another tab set aside of the one before it is not needed any more.
pub(super) fn give(place: &Place, text: &str, saved_at: f64) -> Result<(), Fault> {
    let before = seen(place);
    set_theirs_aside(place, before)?;
    storage::write(Area::Browser, &Slot::Now.key(place), text)?;
    saw(place, Some(Seen { at: saved_at, is_own: true }));
    if let Some(Seen { at, is_own: true }) = before {
        forget(place, Slot::Aside(at as u64));
    }
    Ok(())
}

/// Another tab has given the browser a draft under `key`. Where it went on with this tab's, this tab's is set aside as it is here: it
/// would be nowhere once this tab is closed.
pub fn given_elsewhere(key: &str) {
    let Some(place) = Slot::place_of_now(key) else { return };
    let Some(Seen { at, is_own: true }) = seen(&place) else { return };
    if has_own(&place) {
        return;
    }
    let ours = get(&place, Slot::Now).filter(|found| found.draft.saved_at == at);
    if let Some(text) = ours.and_then(|found| found.draft.write()) {
        // Where there is no room for it, whoever closes this tab is asked.
        let _ = storage::write(Area::Browser, &Slot::Aside(at as u64).key(&place), &text);
    }
}

/// Whether the browser still has the draft that this tab gave it last.
pub fn has_own(place: &Place) -> bool {
    let Some(Seen { at, is_own: true }) = seen(place) else { return false };
    let mut slots = [Slot::Now, Slot::Aside(at as u64)].into_iter();
    slots.any(|slot| kept_at(Area::Browser, &slot.key(place)) == Some(at))
}

/// Sets aside what another tab has kept in the browser since, before it is replaced: it would be nowhere once that tab is closed.
fn set_theirs_aside(place: &Place, seen: Option<Seen>) -> Result<(), Fault> {
    let Some(text) = storage::read(Area::Browser, &Slot::Now.key(place))? else { return Ok(()) };
    match draft::kept_at(&text) {
        Some(at) if seen.map(|seen| seen.at) != Some(at) => {
            storage::write(Area::Browser, &Slot::Aside(at as u64).key(place), &text)
        }
        _ => Ok(()),
    }
}
