//! The schemas that apply to values with choices: found once, and known until something changes that decides on them.
//!
//! Which they are depends on the schema, which does not change, and on what [`crate::applied::Deciding`] is asked for.
//! All of that is [`Marked`], so what was found is right for as long as the marks are the same.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::applied::Applied;
use crate::schema::{Document, Place};

/// Values of which it is known at a time: a list may have more items than are worth the memory.
const MOST: usize = 1_000;

/// Something that gets another mark whenever it is borrowed for a change: what has the same mark holds the same.
#[derive(Clone, Debug)]
pub(crate) struct Marked<T> {
    held: T,
    mark: u64,
}

impl<T> Marked<T> {
    pub(crate) fn new(held: T) -> Self {
        Self { held, mark: next_mark() }
    }

    pub(crate) fn mark(&self) -> u64 {
        self.mark
    }
}

impl<T: Default> Default for Marked<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Deref for Marked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.held
    }
}

impl<T> DerefMut for Marked<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.mark = next_mark();
        &mut self.held
    }
}

/// No two are the same, also of different forms: one form can become another.
fn next_mark() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The marks of all that decides on branches; whether there is a judge is its own mark.
pub(crate) type Marks = [u64; 6];

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Found>);

#[derive(Debug, Default)]
struct Found {
    /// What it was found for.
    marks: Marks,
    /// By pointer: a value can be asked about with other schemas too.
    by_value: HashMap<String, Vec<(Vec<Place>, Applied<'static>)>>,
}

impl Clone for Known {
    /// A copy of a form, which goes its own way, finds out by itself.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Known {
    /// What applies to the value at `at` by the schemas at `places`; where that is not known, `find` finds it. Where
    /// nothing is decided it is found as quickly as it would be looked up.
    pub(crate) fn applied<'d>(
        &self,
        document: &'d Document,
        marks: Marks,
        places: &[Place],
        at: &str,
        find: impl FnOnce() -> Applied<'d>,
    ) -> Applied<'d> {
        if let Some(known) = self.get(document, marks, places, at) {
            return known;
        }
        // Nothing is locked meanwhile.
        let applied = find();
        let is_decided = !applied.unions.is_empty()
            || !applied.guards.is_empty()
            || !applied.inactive.is_empty();
        if is_decided {
            let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if found.by_value.len() < MOST {
                let of_value = found.by_value.entry(at.to_owned()).or_default();
                of_value.push((places.to_vec(), applied.kept()));
            }
        }
        applied
    }

    fn get<'d>(
        &self,
        document: &'d Document,
        marks: Marks,
        places: &[Place],
        at: &str,
    ) -> Option<Applied<'d>> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if found.marks != marks {
            *found = Found { marks, by_value: HashMap::new() };
        }
        let of_value = found.by_value.get(at)?;
        let (_, known) = of_value.iter().find(|(of, _)| of.as_slice() == places)?;
        Some(Applied::of_kept(known, document))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::applied::Deciding;

    /// Nothing decides: all is as it is at first.
    struct Nothing;

    impl Deciding for Nothing {
        fn value(&self, _: &str) -> Option<&Value> {
            None
        }

        fn chosen(&self, _: &str, _: &str) -> Option<usize> {
            None
        }

        fn supposed(&self, _: &str, _: &str) -> Option<usize> {
            None
        }

        fn verdict(&self, _: &str, _: &str) -> Option<bool> {
            None
        }

        fn is_judged(&self, _: &str, _: &Place) -> bool {
            false
        }
    }

    #[test]
    fn a_mark_stays_until_a_change() {
        let mut one = Marked::new(vec![1]);
        let other = one.clone();
        assert_eq!((one.mark(), one.len()), (other.mark(), 1));
        one.push(2);
        assert_ne!(one.mark(), other.mark());
        assert_ne!(Marked::new(vec![1]).mark(), other.mark());
    }

    #[test]
    fn what_applies_is_found_once_until_something_changes() {
        let document = Document::new(Arc::new(json!({
            "type": "object", "oneOf": [{ "properties": { "a": {} } }, { "properties": { "b": {} } }],
            "$defs": { "plain": { "type": "string" },
                "guarded": { "properties": { "k": { "type": "string" } }, "oneOf": [
                    { "properties": { "k": { "const": "a" }, "x": {} } },
                    { "properties": { "k": { "const": "b" }, "y": {} } } ] } },
        })));
        let known = Known::default();
        let mut finds = 0;
        let mut ask = |mark: u64, place: &str, at: &str| {
            let places = [Place::from(place)];
            let find = || {
                finds += 1;
                Applied::new(&document, &places, at, &Nothing)
            };
            let asked = known.applied(&document, [mark; 6], &places, at, find);
            let anew = Applied::new(&document, &places, at, &Nothing);
            assert!(asked.pairs().eq(anew.pairs()), "{place} at {at}");
            assert_eq!((asked.unions, asked.inactive), (anew.unions, anew.inactive));
            assert_eq!(asked.guards, anew.guards);
            finds
        };
        assert_eq!((ask(1, "", ""), ask(1, "", "")), (1, 1));
        assert_eq!((ask(1, "", "/x"), ask(1, "", "/x"), ask(1, "", "")), (2, 2, 2));
        assert_eq!((ask(2, "", ""), ask(2, "", "")), (3, 3), "something changed");
        assert_eq!((ask(2, "/$defs/plain", ""), ask(2, "", "")), (4, 4), "other schemas");
        let mut guarded = || ask(2, "/$defs/guarded", "");
        assert_eq!((guarded(), guarded()), (5, 5), "decided by a property");
    }
}
