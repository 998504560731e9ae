//! What was typed into the form of a workflow and not sent, kept over leaving the page, reloads and closing the browser.
//!
//! Each place has the draft of now, and those that were set aside for others, however many. Of the one of now a tab keeps its own copy, so
//! that two tabs over one workflow do not take each other's. The browser's copy is that of the tab that kept one last: another tab's is
//! set aside for it, and stays that tab's draft, so that tabs that take turns have one there each. Those that were set aside are all tabs'.
//! Secrets are kept in memory only, as long as the portal is not reloaded.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use portico_form::draft::{self, Draft};
use serde_json::Value;

use crate::attempt::Place;
use crate::storage::{self, Area, Fault};

/// Which of a place's drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Slot {
    /// What is being typed.
    Now,
    /// What was there before it, and was not sent either; by when it was kept, in milliseconds since 1970.
    Aside(u64),
}

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

thread_local! {
    static MEMORY: RefCell<HashMap<(Place, Slot), Found>> = RefCell::default();
    /// When the draft of now was kept that this tab last found in the browser, or gave it: any other that it has is another tab's.
    static KNOWN: RefCell<HashMap<Place, f64>> = RefCell::default();
    /// The same of those that it gave.
    static GIVEN: RefCell<HashMap<Place, f64>> = RefCell::default();
}

/// The beginning of the keys of all drafts.
const KEYS: &str = "portico.draft";
/// The same of those that were set aside.
const ASIDE: &str = "portico.draft-aside-";

impl Slot {
    fn key(self, place: &Place) -> String {
        match self {
            Self::Now => place.kept_as("draft"),
            Self::Aside(at) => place.kept_as(&format!("draft-aside-{at}")),
        }
    }

    /// The one whose key this is, if it was set aside at this place.
    fn aside(key: &str, place: &Place) -> Option<Self> {
        let (at, _) = key.strip_prefix(ASIDE)?.split_once('.')?;
        let slot = Self::Aside(at.parse().ok()?);
        (slot.key(place) == key).then_some(slot)
    }
}

/// The draft of a place: this tab's own, else the one that was kept last. What is done next goes on from it.
pub fn find(place: &Place) -> Option<Found> {
    let is_typed_here = MEMORY.with_borrow(|it| it.contains_key(&(place.clone(), Slot::Now)));
    let found = get(place, Slot::Now);
    if !is_typed_here {
        match kept_at(Area::Tab, &Slot::Now.key(place)) {
            // This tab's own, from before a reload.
            Some(at) => {
                GIVEN.with_borrow_mut(|given| given.insert(place.clone(), at));
                if known(place).is_none() {
                    know(place, Some(at));
                }
            }
            None => know(place, found.as_ref().map(|found| found.draft.saved_at)),
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

/// All that are kept as set aside, with when they were kept.
fn all_aside(place: &Place) -> Vec<(Slot, f64)> {
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

fn get(place: &Place, slot: Slot) -> Option<Found> {
    let known = MEMORY.with_borrow(|memory| memory.get(&(place.clone(), slot)).cloned());
    known.or_else(|| {
        let key = slot.key(place);
        let stored = |area| Draft::read(&storage::read(area, &key).ok()??);
        let draft = stored(Area::Tab).or_else(|| stored(Area::Browser))?;
        Some(Found { draft, whole: None })
    })
}

/// When the draft that [`get`] gets was kept. What was typed is not read for it, which may be long.
fn saved_at(place: &Place, slot: Slot) -> Option<f64> {
    let is_it = (place.clone(), slot);
    let known = MEMORY.with_borrow(|memory| Some(memory.get(&is_it)?.draft.saved_at));
    known.or_else(|| {
        let key = slot.key(place);
        let stored = |area| draft::saved_at(&storage::read(area, &key).ok()??);
        stored(Area::Tab).or_else(|| stored(Area::Browser))
    })
}

fn put(place: &Place, slot: Slot, found: Found) -> Kept {
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
        Slot::Now => write_now(place, text, saved_at),
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

/// Has the browser keep the draft of now. What another tab set aside of the one before it is not needed any more.
fn write_now(place: &Place, text: &str, saved_at: f64) -> Result<(), Fault> {
    set_theirs_aside(place, known(place))?;
    storage::write(Area::Browser, &Slot::Now.key(place), text)?;
    know(place, Some(saved_at));
    let before = GIVEN.with_borrow_mut(|given| given.insert(place.clone(), saved_at));
    if let Some(before) = before {
        forget(place, Slot::Aside(before as u64));
    }
    Ok(())
}

/// Sets aside what another tab has kept in the browser since, before it is replaced: it would be nowhere once that tab is closed.
fn set_theirs_aside(place: &Place, known: Option<f64>) -> Result<(), Fault> {
    let Some(text) = storage::read(Area::Browser, &Slot::Now.key(place))? else { return Ok(()) };
    match draft::kept_at(&text) {
        Some(at) if known != Some(at) => {
            storage::write(Area::Browser, &Slot::Aside(at as u64).key(place), &text)
        }
        _ => Ok(()),
    }
}

fn known(place: &Place) -> Option<f64> {
    let here = KNOWN.with_borrow(|known| known.get(place).copied());
    here.or_else(|| storage::read(Area::Tab, &known_key(place)).ok()??.parse().ok())
}

/// Over reloads too, since the tab's own copy outlives them.
fn know(place: &Place, saved_at: Option<f64>) {
    let key = known_key(place);
    match saved_at {
        Some(at) => {
            KNOWN.with_borrow_mut(|known| known.insert(place.clone(), at));
            // A tab without room has no copy of its own either.
            let _ = storage::write(Area::Tab, &key, &at.to_string());
        }
        None => {
            KNOWN.with_borrow_mut(|known| known.remove(place));
            storage::remove(Area::Tab, &key);
        }
    }
}

/// It is no draft, and begins otherwise than theirs.
fn known_key(place: &Place) -> String {
    place.kept_as("known-draft")
}

/// Another tab may have kept another draft since: that one stays. What was stored and is not any more, the browser's first.
fn forget(place: &Place, slot: Slot) -> Vec<(Area, String)> {
    let key = slot.key(place);
    let mut ours = [saved_at(place, slot), None];
    if slot == Slot::Now {
        // The browser may have had no room for the last one: then it has the one before it.
        ours[1] = known(place);
        know(place, None);
        GIVEN.with_borrow_mut(|given| given.remove(place));
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
fn kept_at(area: Area, key: &str) -> Option<f64> {
    draft::kept_at(&storage::read(area, key).ok()??)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::storage::stand_in::{break_down, narrow, new_tab, texts};

    fn place(name: &str) -> Place {
        Place::new("local", "n", name)
    }

    fn reload() {
        MEMORY.with_borrow_mut(HashMap::clear);
        KNOWN.with_borrow_mut(HashMap::clear);
        GIVEN.with_borrow_mut(HashMap::clear);
    }

    /// A tab that nobody looks at.
    #[derive(Default)]
    struct Tab {
        memory: HashMap<(Place, Slot), Found>,
        known: HashMap<Place, f64>,
        given: HashMap<Place, f64>,
        stored: Vec<(String, String)>,
    }

    impl Tab {
        /// Looks at it; now it is the other one that nobody looks at.
        fn switch(&mut self) {
            MEMORY.with_borrow_mut(|memory| std::mem::swap(memory, &mut self.memory));
            KNOWN.with_borrow_mut(|known| std::mem::swap(known, &mut self.known));
            GIVEN.with_borrow_mut(|given| std::mem::swap(given, &mut self.given));
            let text = |key: &str| storage::read(Area::Tab, key).ok().flatten();
            let keys = storage::keys(Area::Tab, "").into_iter();
            let left = keys.filter_map(|key| Some((text(&key)?, key))).collect();
            new_tab();
            for (text, key) in std::mem::replace(&mut self.stored, left) {
                storage::write(Area::Tab, &key, &text).unwrap();
            }
        }
    }

    fn typed(place: &Place, input: Value, at: f64) -> Kept {
        let schema = json!({ "properties": { "token": { "writeOnly": true } } });
        keep(place, Draft::new("d", &schema, &input, None, at), Whole { input, text: None }).0
    }

    fn input(place: &Place) -> Option<Value> {
        find(place).map(|found| found.draft.input)
    }

    #[test]
    fn a_draft_outlives_a_reload_and_its_secrets_do_not() {
        let place = place("Reload");
        let (whole, masked) = (
            json!({ "token": "hunter2", "a": 1 }),
            json!({ "token": { "$secret": true }, "a": 1 }),
        );
        assert_eq!(typed(&place, whole.clone(), 1.0), Kept::Well);
        assert_eq!(find(&place).unwrap().whole, Some(Whole { input: whole, text: None }));
        reload();
        let found = find(&place).unwrap();
        assert_eq!((found.draft.input, found.whole), (masked.clone(), None));
        new_tab();
        assert_eq!(input(&place), Some(masked));
        assert!(!texts().iter().any(|text| text.contains("hunter2")));
        remove(&place, 0.5);
        assert!(find(&place).is_some(), "that is another one");
        remove(&place, 1.0);
        assert_eq!(find(&place), None);
    }

    #[test]
    fn what_is_set_aside_can_be_had_again() {
        let place = place("Aside");
        for at in 1..=5 {
            typed(&place, json!({ "a": at }), f64::from(at));
            reload();
            set_aside(&place);
        }
        assert_eq!((input(&place), aside(&place)), (None, vec![5.0, 4.0, 3.0, 2.0, 1.0]));
        typed(&place, json!({ "a": 6 }), 6.0);
        assert_eq!(take_back(&place, 4.0).unwrap().0.draft.input, json!({ "a": 4 }));
        reload();
        assert_eq!(
            (input(&place), aside(&place)),
            (Some(json!({ "a": 4 })), vec![6.0, 5.0, 3.0, 2.0, 1.0])
        );
        assert_eq!(take_back(&place, 4.0).unwrap().0.draft.saved_at, 4.0, "it is the one of now");
        assert_eq!(take_back(&place, 9.0), None);
        remove(&place, 4.0);
        assert_eq!((input(&place), aside(&place).len()), (None, 5), "those were not sent");
    }

    #[test]
    fn what_is_set_aside_stays_until_it_is_removed() {
        let (place, other) = (place("Removed"), place("Other.1"));
        for at in 1..=3 {
            for place in [&place, &other] {
                typed(place, json!({ "a": at }), f64::from(at));
                set_aside(place);
            }
        }
        // An earlier version of the portal numbered them.
        let earlier = Draft::new("d", &json!({}), &json!({ "a": 0 }), None, 0.5);
        let key = Slot::Aside(0).key(&place);
        storage::write(Area::Browser, &key, &earlier.write().unwrap()).unwrap();
        typed(&place, json!({ "a": 4 }), 4.0);
        assert_eq!(aside(&place), [3.0, 2.0, 1.0, 0.5]);
        remove(&place, 2.0);
        remove(&place, 0.5);
        remove(&place, 4.0);
        for _ in 0..2 {
            assert_eq!((input(&place), aside(&place)), (None, vec![3.0, 1.0]));
            assert_eq!(aside(&other), [3.0, 2.0, 1.0]);
            reload();
            new_tab();
        }
    }

    #[test]
    fn what_is_set_aside_is_in_the_tab_only_where_the_browser_has_no_room() {
        let place = place("Areas");
        let in_tab = || storage::keys(Area::Tab, KEYS);
        typed(&place, json!({ "a": 1 }), 1.0);
        assert_eq!(in_tab(), [Slot::Now.key(&place)]);
        set_aside(&place);
        assert_eq!(in_tab(), [] as [String; 0]);
        reload();
        assert_eq!(aside(&place), [1.0]);
        break_down(Area::Browser, Some(Fault::Full));
        typed(&place, json!({ "a": 2 }), 2.0);
        set_aside(&place);
        assert_eq!(in_tab(), [Slot::Aside(2).key(&place)]);
    }

    #[test]
    fn a_tab_without_room_does_not_bring_back_what_is_older() {
        let place = place("TabFull");
        typed(&place, json!({ "a": 1 }), 1.0);
        break_down(Area::Tab, Some(Fault::Full));
        assert_eq!(typed(&place, json!({ "a": 2 }), 2.0), Kept::Well);
        reload();
        assert_eq!(input(&place), Some(json!({ "a": 2 })));
    }

    #[test]
    fn a_draft_of_another_definition_is_set_aside() {
        let place = place("Definition");
        let typed_for = |definition: &str, at: f64| {
            let input = json!({ "a": at });
            let draft = Draft::new(definition, &json!({}), &input, None, at);
            keep(&place, draft, Whole { input, text: None });
        };
        typed_for("one", 1.0);
        typed_for("one", 2.0);
        assert_eq!(aside(&place), [] as [f64; 0]);
        reload();
        typed_for("two", 3.0);
        typed_for("two", 4.0);
        assert_eq!((input(&place), aside(&place)), (Some(json!({ "a": 4.0 })), vec![2.0]));
        let back = take_back(&place, 2.0).unwrap().0.draft;
        assert_eq!((back.definition.as_str(), back.input), ("one", json!({ "a": 2.0 })));
        assert_eq!(aside(&place), [4.0], "what was typed since waits in its turn");
    }

    #[test]
    fn two_tabs_keep_their_own() {
        let place = place("Tabs");
        typed(&place, json!({ "a": "one" }), 1.0);
        reload();
        new_tab();
        typed(&place, json!({ "a": "two" }), 2.0);
        // Another tab keeps its own meanwhile.
        let theirs = Draft::new("d", &json!({}), &json!({ "a": "three" }), None, 3.0);
        storage::write(Area::Browser, &Slot::Now.key(&place), &theirs.write().unwrap()).unwrap();
        reload();
        assert_eq!(input(&place), Some(json!({ "a": "two" })));
        remove(&place, 2.0);
        new_tab();
        assert_eq!(input(&place), Some(json!({ "a": "three" })));
    }

    #[test]
    fn two_tabs_that_take_turns_lose_nothing() {
        for is_blank in [true, false] {
            let place = place(&format!("Turns, blank: {is_blank}"));
            let stored = || {
                let keys = storage::keys(Area::Browser, ASIDE).into_iter();
                let aside: Vec<Slot> = keys.filter_map(|key| Slot::aside(&key, &place)).collect();
                (kept_at(Area::Browser, &Slot::Now.key(&place)), aside)
            };
            let mut other = Tab::default();
            if !is_blank {
                typed(&place, json!({ "a": 1 }), 1.0);
                new_tab();
                reload();
            }
            for _ in 0..2 {
                find(&place);
                other.switch();
            }
            typed(&place, json!({ "a": 2 }), 2.0);
            other.switch();
            if is_blank {
                // As the first edit does that goes on from no draft.
                set_aside(&place);
            }
            typed(&place, json!({ "a": 3 }), 3.0);
            for at in 4..=9_u32 {
                other.switch();
                typed(&place, json!({ "a": at }), f64::from(at));
                let theirs = Slot::Aside(u64::from(at) - 1);
                assert_eq!(stored(), (Some(f64::from(at)), vec![theirs]), "{place:?}");
            }
            other.switch();
            for _ in 0..2 {
                assert_eq!((input(&place), aside(&place)), (Some(json!({ "a": 8 })), vec![]));
                reload();
            }
            remove(&place, 8.0);
            assert_eq!(stored(), (Some(9.0), vec![]), "it was sent; the other one's was not");
            assert_eq!(input(&place), Some(json!({ "a": 9 })));
        }
    }

    #[test]
    fn what_another_tab_set_aside_goes_with_a_later_state_after_a_reload_too() {
        let place = place("ReloadTurns");
        let mut other = Tab::default();
        typed(&place, json!({ "a": 1 }), 1.0);
        other.switch();
        set_aside(&place);
        typed(&place, json!({ "a": 2 }), 2.0);
        other.switch();
        reload();
        assert_eq!(input(&place), Some(json!({ "a": 1 })));
        typed(&place, json!({ "a": 3 }), 3.0);
        assert_eq!(aside(&place), [2.0]);
    }

    #[test]
    fn what_another_tab_set_aside_on_purpose_stays_when_one_goes_on_with_it() {
        let place = place("Purpose");
        let mut other = Tab::default();
        typed(&place, json!({ "a": "one" }), 1.0);
        other.switch();
        find(&place);
        other.switch();
        set_aside(&place);
        other.switch();
        typed(&place, json!({ "a": "two" }), 2.0);
        other.switch();
        reload();
        assert_eq!(aside(&place), [1.0]);
    }

    #[test]
    fn what_the_browser_had_no_room_for_goes_with_the_one_before_it_after_a_reload_too() {
        let place = place("FullReload");
        typed(&place, json!({ "a": "one" }), 1.0);
        break_down(Area::Browser, Some(Fault::Full));
        assert_eq!(typed(&place, json!({ "a": "two" }), 2.0), Kept::InTab(Fault::Full));
        reload();
        assert_eq!(input(&place), Some(json!({ "a": "two" })));
        remove(&place, 2.0);
        assert_eq!((input(&place), aside(&place)), (None, vec![]));
    }

    #[test]
    fn what_another_tab_has_typed_stays_where_there_is_no_room_aside() {
        let place = place("Theirs");
        let mut other = Tab::default();
        typed(&place, json!({ "a": "one" }), 1.0);
        other.switch();
        find(&place);
        typed(&place, json!({ "a": "two" }), 2.0);
        other.switch();
        break_down(Area::Browser, Some(Fault::Full));
        assert_eq!(typed(&place, json!({ "a": "three" }), 3.0), Kept::InTab(Fault::Full));
        assert_eq!(kept_at(Area::Browser, &Slot::Now.key(&place)), Some(2.0));
        break_down(Area::Browser, None);
        assert_eq!(typed(&place, json!({ "a": "four" }), 4.0), Kept::Well);
        assert_eq!((find(&place).unwrap().draft.saved_at, aside(&place)), (4.0, vec![2.0]));
    }

    #[test]
    fn a_browser_that_keeps_nothing_is_told_and_the_page_still_does() {
        let place = place("Fault");
        break_down(Area::Browser, Some(Fault::Full));
        assert_eq!(typed(&place, json!({ "a": 1 }), 1.0), Kept::InTab(Fault::Full));
        break_down(Area::Browser, Some(Fault::Forbidden));
        break_down(Area::Tab, Some(Fault::Forbidden));
        assert_eq!(typed(&place, json!({ "a": 2 }), 2.0), Kept::InPage(Fault::Forbidden));
        assert_eq!(input(&place), Some(json!({ "a": 2 })));
        break_down(Area::Browser, None);
        break_down(Area::Tab, None);
        let large = json!({ "a": "x".repeat(draft::LARGEST) });
        assert_eq!(typed(&place, large, 3.0), Kept::TooLarge);
    }

    #[test]
    fn what_has_no_room_aside_costs_nothing_that_was_stored() {
        let place = place("Room");
        let full = Kept::InTab(Fault::Full);
        let short = |at: f64| assert_eq!(typed(&place, json!({ "a": "short" }), at), Kept::Well);
        narrow(Area::Browser, 300);
        short(1.0);
        assert_eq!(typed(&place, json!({ "a": "x".repeat(300) }), 2.0), full);
        assert_eq!(set_aside(&place), full);
        reload();
        assert_eq!((input(&place), aside(&place)), (None, vec![2.0, 1.0]));
        new_tab();
        assert_eq!((input(&place), aside(&place)), (None, vec![1.0]), "as it was before");

        // Nor does what is taken back make room for it.
        short(3.0);
        assert_eq!(typed(&place, json!({ "a": "x".repeat(150) }), 4.0), full);
        let (_, kept, kept_aside) = take_back(&place, 1.0).unwrap();
        assert_eq!((kept, kept_aside), (Kept::Well, full));
        reload();
        new_tab();
        assert_eq!(find(&place).unwrap().draft.saved_at, 1.0);
        assert_eq!(aside(&place), [3.0]);
    }

    #[test]
    fn what_is_taken_back_in_the_tab_alone_is_there_once() {
        let place = place("Once");
        let full = Kept::InTab(Fault::Full);
        break_down(Area::Browser, Some(Fault::Full));
        assert_eq!(typed(&place, json!({ "a": 1 }), 1.0), full);
        assert_eq!(set_aside(&place), full);
        assert_eq!((input(&place), aside(&place)), (None, vec![1.0]));
        let (_, kept, kept_aside) = take_back(&place, 1.0).unwrap();
        assert_eq!((kept, kept_aside), (full, Kept::Well));
        assert_eq!(aside(&place), [] as [f64; 0]);
        reload();
        assert_eq!((input(&place), aside(&place)), (Some(json!({ "a": 1 })), vec![]));
    }

    #[test]
    fn what_is_too_large_aside_leaves_what_was_stored_before() {
        let place = place("Large");
        typed(&place, json!({ "a": 1 }), 1.0);
        typed(&place, json!({ "a": "x".repeat(draft::LARGEST) }), 2.0);
        assert_eq!(set_aside(&place), Kept::TooLarge);
        assert_eq!(aside(&place), [2.0, 1.0]);
        reload();
        new_tab();
        assert_eq!((input(&place), aside(&place)), (None, vec![1.0]));
    }

    #[test]
    fn garbage_and_old_drafts_are_cleared_out() {
        let (old, garbage, new) = (place("Old"), place("Garbage"), place("New"));
        typed(&old, json!({}), 0.0);
        typed(&new, json!({}), draft::LONGEST);
        storage::write(Area::Browser, &Slot::Now.key(&garbage), "{ nonsense").unwrap();
        assert_eq!(find(&garbage), None);
        reload();
        clear_out(draft::LONGEST + 1.0);
        let keys = storage::keys(Area::Browser, KEYS);
        assert!(find(&old).is_none() && find(&new).is_some(), "{keys:?}");
        assert!(!keys.contains(&Slot::Now.key(&garbage)), "{keys:?}");
    }
}
