//! Edits of lists.

use serde_json::Value;

use crate::edit::{self, Shift};
use crate::field::Field;
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
        self.pin(&item.pointer);
        self.touch(&list.pointer);
        edit::set(&mut self.value, &item.pointer, value);
        let item = self.item(list, index);
        self.start_filling(&item.pointer);
        self.fill_below(&item);
        index
    }

    /// Removes an item. An optional list that loses its last item is unset, unless its default held some.
    pub fn remove_item(&mut self, list: &Field, index: usize) {
        self.shift(&list.pointer, Shift::Remove(index));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer)
            && index < items.len()
        {
            items.remove(index);
        }
        let default_holds_some =
            list.default.as_ref().and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        if self.length(&list.pointer) == 0 && !list.required && !default_holds_some {
            self.unset(&list.pointer);
        }
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
        let chosen: Vec<_> = self
            .chosen
            .iter()
            .filter(|((p, _), _)| pointer::is_within(p, &at))
            .map(|(k, v)| (k.clone(), *v))
            .collect();
        for ((from, union), branch) in chosen {
            self.chosen.insert((format!("{to}{}", &from[at.len()..]), union), branch);
        }
        let unreadable: Vec<_> = self
            .unreadable
            .iter()
            .filter(|(p, _)| pointer::is_within(p, &at))
            .map(|(p, m)| (p.clone(), m.clone()))
            .collect();
        for (from, message) in unreadable {
            self.unreadable.insert(format!("{to}{}", &from[at.len()..]), message);
        }
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
