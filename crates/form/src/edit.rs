//! Changes of a JSON value by pointer.

use serde_json::{Map, Value};

use crate::pointer;

/// Sets a value, making the objects on the way; does nothing where the way leads through another kind of value.
pub(crate) fn set(root: &mut Value, at: &str, value: Value) {
    let Some((parent, key)) = pointer::split_last(at) else {
        *root = value;
        return;
    };
    let parent_exists =
        root.pointer(parent).is_some_and(|parent| parent.is_object() || parent.is_array());
    if !parent_exists {
        set(root, parent, Value::Object(Map::new()));
    }
    match root.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.insert(key.into_owned(), value);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse::<usize>().ok().filter(|index| *index <= items.len()) {
                if index == items.len() {
                    items.push(value);
                } else {
                    items[index] = value;
                }
            }
        }
        _ => {}
    }
}

/// Removes a property; an item of a list becomes null, so that the others keep their places.
pub(crate) fn unset(root: &mut Value, at: &str) {
    let Some((parent, key)) = pointer::split_last(at) else {
        *root = Value::Object(Map::new());
        return;
    };
    match root.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.shift_remove(key.as_ref());
        }
        Some(Value::Array(items)) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = Value::Null;
            }
        }
        _ => {}
    }
}

/// Where an index ends up after a change of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    Insert(usize),
    Remove(usize),
    Move(usize, usize),
}

impl Shift {
    pub(crate) fn of(self, index: usize) -> Option<usize> {
        match self {
            Self::Insert(at) => Some(if index >= at { index + 1 } else { index }),
            Self::Remove(at) if index == at => None,
            Self::Remove(at) => Some(if index > at { index - 1 } else { index }),
            Self::Move(from, _) if index == from => match self {
                Self::Move(_, to) => Some(to),
                _ => None,
            },
            Self::Move(from, to) if from < to && index > from && index <= to => Some(index - 1),
            Self::Move(from, to) if from > to && index >= to && index < from => Some(index + 1),
            Self::Move(..) => Some(index),
        }
    }

    /// A pointer after the change of the list at `list`; `None` when what it named is gone.
    pub(crate) fn pointer(self, list: &str, at: &str) -> Option<String> {
        let Some(rest) = at.strip_prefix(list).and_then(|rest| rest.strip_prefix('/')) else {
            return Some(at.to_owned());
        };
        let (segment, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let Ok(index) = segment.parse::<usize>() else { return Some(at.to_owned()) };
        self.of(index).map(|index| format!("{list}/{index}{below}"))
    }
}
