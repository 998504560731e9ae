//! Where drafts lie: in this page's memory, in the tab and in the browser.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use portico_form::draft::{self, Draft};

use super::slot::{ASIDE, Slot};
use super::{Found, Kept, tabs};
use crate::attempt::Place;
use crate::storage::{self, Area};

thread_local! {
    pub(super) static MEMORY: RefCell<HashMap<(Place, Slot), Found>> = RefCell::default();
}

/// Whether a draft was typed, or taken back, since the page was loaded.
pub(super) fn is_in_page(place: &Place, slot: Slot) -> bool {
    MEMORY.with_borrow(|memory| memory.contains_key(&(place.clone(), slot)))
}

/// The draft of a slot: this page's, else this tab's, else the browser's.
pub(super) fn get(place: &Place, slot: Slot) -> Option<Found> {
    let known = MEMORY.with_borrow(|memory| memory.get(&(place.clone(), slot)).cloned());
    known.or_else(|| {
        let key = slot.key(place);
        let stored = |area| Draft::read(&storage::read(area, &key).ok()??);
        let draft = stored(Area::Tab).or_else(|| stored(Area::Browser))?;
        Some(Found { draft, whole: None })
    })
}

/// All that are kept as set aside, with when they were kept.
pub(super) fn all_aside(place: &Place) -> Vec<(Slot, f64)> {
    let keys = [Area::Tab, Area::Browser].into_iter().flat_map(|area| storage::keys(area, ASIDE));
    let mut slots: HashSet<Slot> = keys.filter_map(|key| Slot::aside(&key, place)).collect();
    MEMORY.with_borrow(|memory| {
        let here = memory.keys().filter(|(of, slot)| of == place && *slot != Slot::Now);
        slots.extend(here.map(|(_, slot)| *slot));
    });
    let mut found: Vec<(Slot, f64)> =
        slots.into_iter().filter_map(|slot| Some((slot, saved_at(place, slot)?))).collect();
    found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    found
}

/// When the draft that [`get`] gets was kept. What was typed is not read for it, which may be long.
pub(super) fn saved_at(place: &Place, slot: Slot) -> Option<f64> {
    let is_it = (place.clone(), slot);
    let known = MEMORY.with_borrow(|memory| Some(memory.get(&is_it)?.draft.saved_at));
    known.or_else(|| {
        let key = slot.key(place);
        let stored = |area| draft::saved_at(&storage::read(area, &key).ok()??);
        stored(Area::Tab).or_else(|| stored(Area::Browser))
    })
}

/// Keeps a draft wherever there is room for it: how well.
pub(super) fn put(place: &Place, slot: Slot, found: Found) -> Kept {
    let (text, saved_at) = (found.draft.write(), found.draft.saved_at);
    let kept = text.map_or(Kept::TooLarge, |text| write(place, slot, &text, saved_at));
    MEMORY.with_borrow_mut(|memory| memory.insert((place.clone(), slot), found));
    kept
}

/// A tab's own copy is needed of the draft of now, which other tabs write too. One that was set aside takes the tab's little
/// room only where the browser has none.
fn write(place: &Place, slot: Slot, text: &str, saved_at: f64) -> Kept {
    let key = slot.key(place);
    let in_tab = || storage::write(Area::Tab, &key, text);
    let own = (slot == Slot::Now).then(in_tab);
    let in_browser = match slot {
        Slot::Now => tabs::give(place, text, saved_at),
        Slot::Aside(_) => storage::write(Area::Browser, &key, text),
    };
    match in_browser {
        Ok(()) => {
            if own.is_some_and(|own| own.is_err()) {
                // An older copy would be found first.
                storage::remove(Area::Tab, &key);
            }
            Kept::Well
        }
        Err(fault) => match own.unwrap_or_else(in_tab) {
            Ok(()) => Kept::InTab(fault),
            Err(_) => Kept::InPage(fault),
        },
    }
}

/// Another tab may have kept another draft since: that one stays. What was stored and is not any more, the browser's first.
pub(super) fn forget(place: &Place, slot: Slot) -> Vec<(Area, String)> {
    let key = slot.key(place);
    let mut ours = [saved_at(place, slot), None];
    if slot == Slot::Now {
        // The browser may have had no room for the last one: then it has the one before it.
        ours[1] = tabs::seen(place).map(|seen| seen.at);
        tabs::saw(place, None);
    }
    MEMORY.with_borrow_mut(|memory| memory.remove(&(place.clone(), slot)));
    let mut gone = Vec::new();
    for area in [Area::Browser, Area::Tab] {
        let Some(text) = storage::read(area, &key).ok().flatten() else { continue };
        if area == Area::Tab || ours.contains(&draft::kept_at(&text)) {
            storage::remove(area, &key);
            gone.push((area, text));
        }
    }
    gone
}

/// When what is kept under a key was; `None` for what is no draft.
pub(super) fn kept_at(area: Area, key: &str) -> Option<f64> {
    draft::kept_at(&storage::read(area, key).ok()??)
}
