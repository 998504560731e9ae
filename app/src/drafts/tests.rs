use std::collections::HashMap;

use serde_json::json;

use super::slot::ASIDE;
use super::store::MEMORY;
use super::tabs::{SEEN, Seen};
use super::*;
use crate::storage::stand_in::{break_down, narrow, new_tab, texts};

fn place(name: &str) -> Place {
    Place::new("local", "n", name)
}

fn reload() {
    MEMORY.with_borrow_mut(HashMap::clear);
    SEEN.with_borrow_mut(HashMap::clear);
}

/// A tab that nobody looks at.
#[derive(Default)]
struct Tab {
    memory: HashMap<(Place, Slot), Found>,
    seen: HashMap<Place, Seen>,
    stored: Vec<(String, String)>,
}

impl Tab {
    /// Looks at it; now it is the other one that nobody looks at.
    fn switch(&mut self) {
        MEMORY.with_borrow_mut(|memory| std::mem::swap(memory, &mut self.memory));
        SEEN.with_borrow_mut(|seen| std::mem::swap(seen, &mut self.seen));
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
    let (whole, masked) =
        (json!({ "token": "hunter2", "a": 1 }), json!({ "token": { "$secret": true }, "a": 1 }));
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
fn a_tab_keeps_its_own_draft_when_another_one_goes_on_with_it_and_sends_it() {
    let place = place("GoesOn");
    let (one, key) = (json!({ "a": "one" }), Slot::Now.key(&place));
    let mut other = Tab::default();
    typed(&place, one.clone(), 1.0);
    assert!(has_own(&place));
    other.switch();
    assert_eq!(input(&place), Some(one.clone()));
    given_elsewhere(&key);
    typed(&place, json!({ "a": "two" }), 2.0);
    assert!(all_aside(&place).is_empty());
    other.switch();
    assert!(!has_own(&place), "this tab alone has it");
    for heard in ["portico.favourites", "portico.draft-aside-1.x", "portico.draft", &key] {
        given_elsewhere(heard);
    }
    assert!(has_own(&place));
    assert_eq!(aside(&place), [] as [f64; 0], "it is that of now");
    other.switch();
    assert_eq!(aside(&place), [1.0]);
    remove(&place, 2.0);
    assert_eq!((input(&place), aside(&place)), (None, vec![1.0]));
    other.switch();
    for _ in 0..2 {
        assert_eq!((input(&place), aside(&place)), (Some(one.clone()), vec![]));
        reload();
    }
    typed(&place, json!({ "a": "three" }), 3.0);
    assert!(all_aside(&place).is_empty());
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
