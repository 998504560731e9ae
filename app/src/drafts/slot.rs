//! The drafts that a place may have, and the keys they are kept under.

use crate::attempt::Place;

/// Which of a place's drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// What is being typed.
    Now,
    /// What was there before it, and was not sent either; by when it was kept, in milliseconds since 1970.
    Aside(u64),
}

/// What the draft of now is kept as.
const NOW: &str = "draft";
/// The beginning of the keys of all drafts.
pub(super) const KEYS: &str = "portico.draft";
/// The same of those that were set aside.
pub(super) const ASIDE: &str = "portico.draft-aside-";

impl Slot {
    pub(super) fn key(self, place: &Place) -> String {
        match self {
            Self::Now => place.kept_as(NOW),
            Self::Aside(at) => place.kept_as(&format!("draft-aside-{at}")),
        }
    }

    /// The place whose draft of now has this key.
    pub(super) fn place_of_now(key: &str) -> Option<Place> {
        Place::of_key(key, NOW)
    }

    /// The one whose key this is, if it was set aside at this place.
    pub(super) fn aside(key: &str, place: &Place) -> Option<Self> {
        let (at, _) = key.strip_prefix(ASIDE)?.split_once('.')?;
        let slot = Self::Aside(at.parse().ok()?);
        (slot.key(place) == key).then_some(slot)
    }
}
