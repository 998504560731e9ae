//! What happens to values when conditions take their properties away, and when they bring them back.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::defaults::MOST;
use crate::edit;
use crate::field::{Field, Kind};
use crate::items::holders;
use crate::schema::Place;
use crate::{Form, pointer};

/// A property that is declared inside a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Declared {
    pub(crate) pointer: String,
    /// Its first schema.
    pub(crate) place: Place,
    pub(crate) required: bool,
}

/// Those inside a value, in order.
pub(crate) type Snapshot = Vec<Declared>;

impl Form {
    /// The properties declared at `at` and inside what it holds.
    pub(crate) fn snapshot(&self, at: &str) -> Snapshot {
        let mut found = Vec::new();
        if let Some(field) = self.field_at(at) {
            self.collect_declared(&field, &mut found);
        }
        found
    }

    fn collect_declared(&self, field: &Field, found: &mut Snapshot) {
        if found.len() >= MOST {
            return;
        }
        match (&field.kind, self.value_at(&field.pointer)) {
            (Kind::Object, Some(Value::Object(_))) => {
                // No schema declares a free key.
                let declared = self.children_where(field, |applied, name| {
                    !self.is_free_key(applied, &field.pointer, name)
                });
                for child in declared {
                    let place = child.places.first().cloned().unwrap_or_else(|| "".into());
                    let (pointer, required) = (child.pointer.clone(), child.required);
                    found.push(Declared { pointer, place, required });
                    self.collect_declared(&child, found);
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in holders(items).take(MOST) {
                    if found.len() >= MOST {
                        break;
                    }
                    self.collect_declared(&self.item(field, index), found);
                }
            }
            _ => {}
        }
    }

    /// Takes values away whose properties are gone since `before`, brings back those whose properties have
    /// returned, and fills in defaults of new ones if `fills`. What lies at `given` was set as a whole and
    /// stays as it is.
    pub(crate) fn reconcile(
        &mut self,
        at: &str,
        before: &Snapshot,
        fills: bool,
        given: Option<&str>,
    ) {
        let after = self.snapshot(at);
        let now: HashMap<&str, &Place> = after.iter().map(of).collect();
        for (pointer, place) in before.iter().map(of) {
            let stays = match now.get(pointer) {
                Some(other) if *other == place => true,
                Some(other) => {
                    let here = [Place::clone(other)];
                    self.value_at(pointer).is_none_or(|value| self.accepts(&here, value))
                }
                None => false,
            };
            if stays {
                continue;
            }
            if let Some(value) = self.value_at(pointer).cloned() {
                self.touch(pointer);
                edit::unset(&mut self.value, pointer);
                self.kept.insert((pointer.to_owned(), Place::clone(place)), value);
                self.settle(pointer);
            }
        }
        let known: HashSet<(&str, &Place)> = before.iter().map(of).collect();
        let new = after.iter().filter(|declared| !known.contains(&of(declared)));
        for Declared { pointer, place, .. } in new {
            let is_given = given.is_some_and(|given| pointer::is_within(pointer, given));
            if is_given || !self.has_room(pointer) {
                continue;
            }
            if let Some(value) = self.kept.remove(&(pointer.clone(), Place::clone(place))) {
                edit::set(&mut self.value, pointer, value);
            } else if fills && let Some(field) = self.field_at(pointer) {
                self.suppose_around(pointer);
                self.fill(&field, false);
            }
        }
        self.untold.push(at.to_owned());
    }
}

/// Which property it is, and what is said of it.
fn of(declared: &Declared) -> (&str, &Place) {
    (declared.pointer.as_str(), &declared.place)
}
