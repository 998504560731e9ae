use portico_form::pointer;
use serde_json::{Map, Number, Value};

/// A place in a file, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte of `text`.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A value and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Entry>),
}

/// A key of an object with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: Position,
    pub(crate) value: Node,
}

impl Node {
    /// The value without its places.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(value) => Value::Number(value.clone()),
            Kind::String(value) => Value::String(value.clone()),
            Kind::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Object(entries) => Value::Object(
                entries.iter().map(|e| (e.key.clone(), e.value.to_value())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// The entry of a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Object(entries) => entries.iter().find(|e| e.key == key),
            _ => None,
        }
    }

    /// Where a pointer leads: the key of an object's member, else the value. What is not there is
    /// placed at the nearest thing around it.
    pub(crate) fn position(&self, at: &str) -> Position {
        let mut node = self;
        let mut position = self.at;
        for segment in pointer::segments(at) {
            match &node.kind {
                Kind::Object(_) => {
                    let Some(entry) = node.entry(&segment) else { return position };
                    position = entry.key_at;
                    node = &entry.value;
                }
                Kind::Array(items) => {
                    let item = segment.parse::<usize>().ok().and_then(|index| items.get(index));
                    let Some(item) = item else { return position };
                    position = item.at;
                    node = item;
                }
                _ => return position,
            }
        }
        position
    }

    /// Leaves the names: everything inside the members of the outermost object goes, and their places stay.
    pub(crate) fn prune(&mut self) {
        if let Kind::Object(entries) = &mut self.kind {
            for entry in entries {
                entry.value.kind = Kind::Null;
            }
        }
    }

    /// "a string", for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }
}
