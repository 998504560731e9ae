//! Edits of lists.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde_json::Value;

use crate::edit::{self, Shift};
use crate::field::Field;
use crate::schema::Place;
use crate::{Form, pointer};

impl Form {
    /// Adds an item at the end of a list; its index.
    pub fn add_item(&mut self, list: &Field) -> usize {
        let index = self.length(&list.pointer);
        if index == 0 && !self.value_at(&list.pointer).is_some_and(Value::is_array) {
            self.set(&list.pointer, Value::Array(Vec::new()));
        }
        let item = self.item(list, index);
        let value = self.new_item(&item);
        // A default says which branch is meant; without one it is what is drawn for nothing.
        self.pin(if item.default.is_some() { &list.pointer } else { &item.pointer });
        self.touch(&list.pointer);
        edit::set(&mut self.value, &item.pointer, value);
        self.pin(&item.pointer);
        let item = self.item(list, index);
        self.start_filling(&item.pointer);
        self.fill_below(&item);
        index
    }

    /// Removes an item. An optional list that loses its last item is unset, unless it has a list by default.
    pub fn remove_item(&mut self, list: &Field, index: usize) {
        self.shift(&list.pointer, Shift::Remove(index));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer)
            && index < items.len()
        {
            items.remove(index);
        }
        let has_default = list.default.as_ref().is_some_and(Value::is_array);
        if self.length(&list.pointer) == 0 && !list.required && !has_default {
            self.unset(&list.pointer);
        }
        self.settle(&list.pointer);
    }

    /// Copies an item to the place after it.
    pub fn duplicate_item(&mut self, list: &Field, index: usize) {
        let at = pointer::child(&list.pointer, &index.to_string());
        let Some(copy) = self.value_at(&at).cloned() else { return };
        self.shift(&list.pointer, Shift::Insert(index + 1));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer) {
            items.insert(index + 1, copy);
        }
        let to = pointer::child(&list.pointer, &(index + 1).to_string());
        self.copy_kept(&at, &to);
    }

    /// Copies all that is kept inside one value to the same places inside another.
    fn copy_kept(&mut self, from: &str, to: &str) {
        let copied =
            |at: &str| pointer::is_within(at, from).then(|| format!("{to}{}", &at[from.len()..]));
        copy_entries(&mut self.chosen, |(at, union)| Some((copied(at)?, Place::clone(union))));
        copy_entries(&mut self.supposed, |(at, union)| Some((copied(at)?, Place::clone(union))));
        copy_entries(&mut self.stash, |(at, union, branch)| {
            Some((copied(at)?, Place::clone(union), *branch))
        });
        copy_entries(&mut self.kept, |(at, place)| Some((copied(at)?, Place::clone(place))));
        // The worker tells only verdicts that change, by where they are.
        copy_entries(&mut self.verdicts, |(at, place)| Some((copied(at)?, Place::clone(place))));
        copy_members(&mut self.restless, |(at, place)| Some((copied(at)?, Place::clone(place))));
        copy_entries(&mut self.made, |at| copied(at));
        copy_entries(&mut self.filled, |at| copied(at));
        copy_entries(&mut self.unreadable, |at| copied(at));
        copy_members(&mut self.prefilled, |at| copied(at));
    }

    /// Moves an item to another place in its list.
    pub fn move_item(&mut self, list: &Field, from: usize, to: usize) {
        let length = self.length(&list.pointer);
        if from >= length || to >= length || from == to {
            return;
        }
        self.shift(&list.pointer, Shift::Move(from, to));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer) {
            let item = items.remove(from);
            items.insert(to, item);
        }
        self.settle(&list.pointer);
    }

    /// How many items a list has.
    pub fn length(&self, at: &str) -> usize {
        self.value_at(at).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn shift(&mut self, list: &str, shift: Shift) {
        self.pin(&pointer::child(list, "0"));
        self.touch_list(list);
        self.remap(|at| shift.pointer(list, at));
    }
}

/// The places of items that can hold others: a list can have more plain ones than there is time to make fields of.
pub(crate) fn holders(items: &[Value]) -> impl Iterator<Item = usize> {
    let holds = |item: &Value| item.is_object() || item.is_array();
    items.iter().enumerate().filter(move |(_, item)| holds(item)).map(|(index, _)| index)
}

/// Adds a copy of each entry that has another key as well.
fn copy_entries<K: Eq + Hash, V: Clone>(
    entries: &mut HashMap<K, V>,
    other: impl Fn(&K) -> Option<K>,
) {
    let copies: Vec<(K, V)> =
        entries.iter().filter_map(|(key, value)| Some((other(key)?, value.clone()))).collect();
    entries.extend(copies);
}

/// The same for what is kept without a value.
fn copy_members<K: Eq + Hash>(members: &mut HashSet<K>, other: impl Fn(&K) -> Option<K>) {
    let copies: Vec<K> = members.iter().filter_map(other).collect();
    members.extend(copies);
}
