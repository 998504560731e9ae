//! Groups of an input that was given: what would be in each of them if nobody had given it anything.

use serde_json::{Map, Value};

use crate::Form;
use crate::defaults::{MOST, MOST_ITEMS, add_absent, starting_value};
use crate::field::{Field, Kind};

impl Form {
    /// Takes the optional groups that were given for ones that the form has filled itself, and into which somebody
    /// has put the rest.
    pub(crate) fn note_given(&mut self) {
        let mut groups = Vec::new();
        self.own_part(&self.root(), false, &mut groups, &mut { MOST });
        self.filled.extend(groups);
    }

    /// The part of a value that the form fills in by itself, and that of each optional group in it.
    fn own_part(
        &self,
        field: &Field,
        in_branch: bool,
        groups: &mut Vec<(String, Value)>,
        left: &mut usize,
    ) -> Option<Value> {
        *left = left.checked_sub(1)?;
        let value = self.value_at(&field.pointer)?;
        match (&field.kind, value) {
            (Kind::Object, Value::Object(map)) => self.own_members(field, map, groups, left),
            (Kind::List(rules), Value::Array(items)) => {
                self.own_items(field, rules.min, items, groups, left)
            }
            _ => starting_value(field, in_branch).filter(|own| own == value),
        }
    }

    /// The same of a list: what it starts with, and the items that make it as long as it has to be at `least`.
    fn own_items(
        &self,
        list: &Field,
        least: usize,
        items: &[Value],
        groups: &mut Vec<(String, Value)>,
        left: &mut usize,
    ) -> Option<Value> {
        let mut own = match starting_value(list, false) {
            Some(Value::Array(own)) => Some(own),
            _ => None,
        };
        for (index, given) in items.iter().enumerate().take(*left) {
            let item = self.item(list, index);
            let part = self.own_part(&item, false, groups, left);
            let Some(own) = &mut own else { continue };
            if index == own.len() && index < least.min(MOST_ITEMS) {
                own.extend(starting_value(&item, false));
            }
            // What is filled into an item that is there.
            if let (Some(own), Some(part)) = (own.get_mut(index), part)
                && own != given
            {
                add_absent(own, &part);
            }
        }
        own.filter(|own| own == items).map(Value::Array)
    }

    fn own_members(
        &self,
        group: &Field,
        map: &Map<String, Value>,
        groups: &mut Vec<(String, Value)>,
        left: &mut usize,
    ) -> Option<Value> {
        let applied = self.applied(&group.places, &group.pointer);
        let mut own = Map::new();
        for key in map.keys().take(*left) {
            let Some(child) = self.child_of(group, &applied, key) else { continue };
            let in_branch = self.is_of_branch(group, key);
            let part = self.own_part(&child, in_branch, groups, left);
            if let Some(part) = part.filter(|_| !child.free_key) {
                own.insert(key.clone(), part);
            }
        }
        let is_optional = !group.required && !group.free_key;
        // Somebody asked for a group that is there without a value, and for one that is drawn on demand.
        if is_optional && map.is_empty() || group.recursive {
            return None;
        }
        // By itself the form draws the first branch: what tells another one apart is somebody's choice.
        if group.unions.iter().any(|union| union.active > 0) {
            own.clear();
        }
        // One with a default is sent with it.
        if let Some(default) = &group.default {
            let mut all = default.clone();
            add_absent(&mut all, &Value::Object(own));
            return Some(all);
        }
        if is_optional {
            // One that was given with nothing else was given so on purpose, and is left once it is empty.
            let rest = if own == *map { Map::new() } else { own.clone() };
            groups.push((group.pointer.clone(), Value::Object(rest)));
        }
        Some(Value::Object(own))
    }
}

/// Whether a value holds nothing that another one does not hold as well.
pub(crate) fn holds_no_more(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Object(map), Value::Object(other)) => map
            .iter()
            .all(|(key, value)| other.get(key).is_some_and(|other| holds_no_more(value, other))),
        _ => value == other,
    }
}
