//! Choices between shapes of a value: what stays, what is kept for coming back.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::applied::{Branches, declares, is_type, unconditional};
use crate::edit;
use crate::field::{Field, Kind};
use crate::flat::branch_places;
use crate::form::Stashed;
use crate::options::{holds, same};
use crate::schema::Place;
use crate::{Form, pointer};

/// Choices within each other that are looked into for one that takes a value.
const CHOICES: usize = 2;

/// A branch that is left.
struct Left<'a> {
    branch: &'a Place,
    /// What the value was when it was chosen.
    entered: &'a Stashed,
    /// Properties that are declared without it.
    around: &'a HashSet<String>,
}

impl Form {
    /// Chooses a branch of a union. The values of the branch that is left are kept for coming back.
    pub fn choose(&mut self, field: &Field, union: &Place, branch: usize) {
        let at = field.pointer.clone();
        self.pin_but_undecided(field, union);
        let applied = self.applied(&field.places, &at);
        let Some(found) = applied.unions.iter().find(|known| known.place == *union) else { return };
        let left = found.active;
        let current = self.value_at(&at).cloned();
        if left == branch {
            self.chosen.insert((at, union.clone()), branch);
            return;
        }
        let before = self.snapshot(&at);
        let entered = self.stash.remove(&(at.clone(), union.clone(), left)).unwrap_or_default();
        if let Branches::Schemas(places) = &found.branches {
            self.forget_cleared(field, union, &places[left], entered.value.as_ref());
        }
        let kept = self.stash.remove(&(at.clone(), union.clone(), branch));
        let was_left = kept.is_some();
        let was_typed = kept.as_ref().is_some_and(|kept| kept.carried.is_some());
        let kept = kept.and_then(|kept| kept.value);
        let was_absent = was_left && kept.is_none();
        // It holds what the branch that is left has filled in, and nothing else.
        let is_filled = entered.carried.is_none() && entered.value == current;
        let next = match &found.branches {
            Branches::Schemas(places) => {
                let (old, new) = (&places[left], &places[branch.min(places.len() - 1)]);
                let around = self.declared_without(field, union, branch);
                let left = Left { branch: old, entered: &entered, around: &around };
                self.carried(&left, new, current.as_ref(), kept)
            }
            Branches::Types(types) => {
                let fits =
                    |value: &&Value| types.get(branch).is_some_and(|name| is_type(value, name));
                kept.or_else(|| current.as_ref().filter(fits).cloned())
            }
        };
        let is_bare = |value: &Value| value.as_object().is_some_and(Map::is_empty);
        let next = next.filter(|next| !(was_absent && (is_filled || is_bare(next))));
        let typed = current.clone().filter(|_| !is_filled);
        let stashed = Stashed { value: current, carried: typed };
        self.stash.insert((at.clone(), union.clone(), left), stashed);
        self.touch(&at);
        self.chosen.insert((at.clone(), union.clone()), branch);
        let is_carried = next.is_some();
        let is_of_schemas = matches!(found.branches, Branches::Schemas(_));
        let carried = next.clone().filter(|_| !is_filled || was_typed);
        match next {
            Some(value) => edit::set(&mut self.value, &at, value),
            None if at.is_empty() => *self.value = self.blank(),
            // A key stays until it is removed on purpose.
            None if field.free_key => {
                edit::set(&mut self.value, &at, Value::Null);
                self.restart_key(&at);
            }
            None => edit::unset(&mut self.value, &at),
        }
        self.start_filling(&at);
        // What comes back is as it was left.
        if is_carried && !was_left {
            self.fill_new(&at, before);
        } else if !is_carried
            && !was_left
            && let Some(chosen) = self.field_at(&at)
        {
            // A default of another type than was chosen is none.
            let is_of_type = |default: &Value| match &found.branches {
                Branches::Types(types) => {
                    types.get(branch).is_none_or(|name| is_type(default, name))
                }
                Branches::Schemas(places) => places
                    .get(branch)
                    .is_none_or(|place| self.accepts(std::slice::from_ref(place), default)),
            };
            if chosen.default.as_ref().is_none_or(is_of_type) {
                // The whole input, and an item, is never absent: it is null where it holds nothing.
                if self.value_at(&at) == Some(&Value::Null) && !field.free_key {
                    let value = self.new_item(&chosen);
                    edit::set(&mut self.value, &at, value);
                    self.fill_items(&chosen);
                }
                self.fill(&chosen, false);
            }
        }
        self.touch(&at);
        // What a choice brings is there because somebody made it.
        self.filled.remove(&at);
        if is_of_schemas && let Some(entered) = self.value_at(&at).cloned() {
            let entered = Stashed { value: Some(entered), carried };
            self.stash.insert((at.clone(), union.clone(), branch), entered);
        }
        self.settle(&at);
    }

    /// The properties of a value that are declared once another branch is chosen.
    fn declared_without(&mut self, field: &Field, union: &Place, next: usize) -> HashSet<String> {
        let key = (field.pointer.clone(), Place::clone(union));
        let before = self.chosen.insert(key.clone(), next);
        let applied = self.applied(&field.places, &field.pointer);
        let held = self.value_at(&field.pointer).and_then(Value::as_object);
        let declared = |key: &&String| !applied.property(key).is_empty();
        let found = held.into_iter().flat_map(Map::keys).filter(declared).cloned().collect();
        match before {
            Some(before) => self.chosen.insert(key, before),
            None => self.chosen.remove(&key),
        };
        found
    }

    /// What somebody took away in the branch that is left does not come back with another one. `entered` is what
    /// was there when the branch was chosen. What is not drawn now a condition or another choice took away, and of
    /// what is half typed nobody knows yet.
    fn forget_cleared(
        &mut self,
        field: &Field,
        union: &Place,
        left: &Place,
        entered: Option<&Value>,
    ) {
        let Some(Value::Object(entered)) = entered else { return };
        let at = field.pointer.as_str();
        let now = self.applied(&field.places, at);
        let is_drawn = |key: &str| {
            let is_half = self.unreadable.contains_key(&pointer::child(at, key));
            !now.property(key).is_empty() && !is_half
        };
        let held = self.value_at(at);
        let is_gone = held.is_none();
        let applied = unconditional(&self.document, left);
        let cleared: Vec<(String, Vec<Place>)> = entered
            .keys()
            .filter(|key| held.is_none_or(|held| held.get(*key).is_none()) && is_drawn(key))
            .map(|key| (key.clone(), applied.property(key)))
            .collect();
        if cleared.is_empty() {
            return;
        }
        let mut stash = std::mem::take(&mut self.stash);
        stash.retain(|(pointer, place, _), kept| {
            let is_here = pointer == at && place == union;
            let Some(kept) = kept.value.as_mut().and_then(Value::as_object_mut).filter(|_| is_here)
            else {
                return true;
            };
            for (key, places) in &cleared {
                // What does not fit the branch that is left was never carried over to it.
                if kept.get(key).is_some_and(|value| self.accepts(places, value)) {
                    kept.shift_remove(key);
                }
            }
            !(is_gone && kept.is_empty())
        });
        self.stash = stash;
    }

    /// What a value becomes when another branch takes over: what neither branch declares stays, the old
    /// branch's properties go, the new one's come back; a property both declare stays where it fits.
    fn carried(
        &self,
        left: &Left<'_>,
        new: &Place,
        current: Option<&Value>,
        kept: Option<Value>,
    ) -> Option<Value> {
        let (Some(Value::Object(map)), false) =
            (current, matches!(&kept, Some(kept) if !kept.is_object()))
        else {
            let applied = unconditional(&self.document, new);
            let named = applied.first("type").and_then(Value::as_str);
            let fits = |value: &&Value| named.is_some_and(|name| is_type(value, name));
            return kept.or_else(|| current.filter(fits).cloned());
        };
        let applied = unconditional(&self.document, new);
        if applied.first("type").and_then(Value::as_str).is_some_and(|name| name != "object") {
            return kept;
        }
        let mut next = Map::new();
        for (key, value) in map {
            let of_old = declares(&self.document, left.branch, key);
            let of_new = declares(&self.document, new, key);
            let of = |held: &Option<Value>| held.as_ref().and_then(|held| held.get(key)).cloned();
            let is_as_left = || {
                let carried = of(&left.entered.carried);
                of(&left.entered.value).as_ref() == Some(value)
                    && (carried.is_none() || carried == of(&kept))
            };
            let stays = match (of_old, of_new) {
                (false, _) => true,
                (true, false) => left.around.contains(key),
                // Defaults alone have changed it since the new branch was left, which has it as it was, or has it not.
                (true, true) if kept.is_some() && is_as_left() => false,
                (true, true) => self.accepts(&applied.property(key), value),
            };
            if stays {
                next.insert(key.clone(), value.clone());
            }
        }
        if let Some(Value::Object(kept)) = kept {
            for (key, value) in kept {
                // What both declare was carried along, and may be newer than what was kept.
                let is_of_one = declares(&self.document, new, &key)
                    || declares(&self.document, left.branch, &key);
                if is_of_one && !next.contains_key(&key) {
                    next.insert(key, value);
                }
            }
        }
        let is_group = |schema: &Value| {
            schema.get("properties").is_some()
                || schema.get("type").and_then(Value::as_str) == Some("object")
        };
        // Of a group that another shape takes the place of nothing may be left, not even its braces.
        (!next.is_empty() || applied.schemas().any(is_group)).then_some(Value::Object(next))
    }

    /// Whether a value is of the type, constant and enum that the schemas at `places` ask for, in one branch at least.
    pub(crate) fn accepts(&self, places: &[Place], value: &Value) -> bool {
        self.accepts_within(places, value, CHOICES)
    }

    fn accepts_within(&self, places: &[Place], value: &Value, choices: usize) -> bool {
        places.iter().all(|place| {
            unconditional(&self.document, place).pairs().all(|(place, schema)| {
                let is_named =
                    |name: &Value| name.as_str().is_some_and(|name| is_type(value, name));
                let typed = match schema.get("type") {
                    Some(Value::Array(names)) => names.iter().any(is_named),
                    Some(name @ Value::String(_)) => is_named(name),
                    _ => true,
                };
                let constant = schema.get("const").is_none_or(|constant| same(constant, value));
                let listed = schema
                    .get("enum")
                    .and_then(Value::as_array)
                    .is_none_or(|list| holds(list, value));
                let items = value.as_array().is_none_or(|items| {
                    let simple = schema.get("items").and_then(|items| items.get("type")?.as_str());
                    simple.is_none_or(|name| items.iter().all(|item| is_type(item, name)))
                });
                let chosen = choices == 0
                    || ["oneOf", "anyOf"].iter().all(|keyword| {
                        let branches = branch_places(schema, place, keyword);
                        branches.is_empty()
                            || branches.iter().any(|branch| {
                                let branch = std::slice::from_ref(branch);
                                self.accepts_within(branch, value, choices - 1)
                            })
                    });
                typed && constant && listed && items && chosen
            })
        })
    }

    /// [`Form::pin`] for a choice: what nobody has decided on among the others of its value is drawn on, and stays open.
    fn pin_but_undecided(&mut self, field: &Field, union: &Place) {
        let at = &field.pointer;
        let others = self.applied(&field.places, at).unions.into_iter();
        let undecided = others.filter(|other| {
            let is_of_schemas = matches!(other.branches, Branches::Schemas(_));
            is_of_schemas && !other.is_told && other.place != *union
        });
        let undecided: Vec<Place> = undecided.map(|other| other.place).collect();
        self.pin(at);
        for place in undecided {
            let key = (at.clone(), place);
            if let Some(active) = self.chosen.remove(&key) {
                self.supposed.entry(key).or_insert(active);
            }
        }
    }

    /// Keeps the branches that are drawn on the way to a value: an edit inside a branch is no reason to
    /// draw another one.
    pub(crate) fn pin(&mut self, at: &str) {
        if !self.document.has_unions() {
            return;
        }
        let mut field = self.root();
        let mut found: Vec<((String, Place), usize)> = Vec::new();
        let mut segments = pointer::segments(at);
        loop {
            for union in &field.unions {
                found.push(((field.pointer.clone(), Place::clone(&union.place)), union.active));
            }
            let Some(segment) = segments.next() else { break };
            let below = match &field.kind {
                Kind::List(_) => segment.parse().ok().map(|index| self.item(&field, index)),
                Kind::Object => self.child(&field, &segment),
                _ => None,
            };
            let Some(below) = below else { break };
            field = below;
        }
        for (key, active) in found {
            self.chosen.entry(key).or_insert(active);
        }
    }
}
