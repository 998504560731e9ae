//! YAML 1.2 as far as JSON can hold it: one document, scalars by the core schema, keys once, aliases bounded.
//! The one reader for configs and for what people paste; each makes its own tree and says its own words.

use std::collections::HashMap;

use portico_form::json::Position;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// What is made of a text.
pub trait Tree: Clone {
    /// Null, a boolean, a number or a string.
    fn scalar(at: Position, value: Value) -> Self;
    /// A list.
    fn array(at: Position, items: Vec<Self>) -> Self;
    /// An object: keys with where they stand, and values.
    fn object(at: Position, members: Vec<(String, Position, Self)>) -> Self;
    /// The same value where an alias stands for it.
    #[must_use]
    fn aliased(self, at: Position) -> Self;
}

impl Tree for Value {
    fn scalar(_: Position, value: Value) -> Self {
        value
    }

    fn array(_: Position, items: Vec<Self>) -> Self {
        Self::Array(items)
    }

    fn object(_: Position, members: Vec<(String, Position, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(key, _, value)| (key, value)).collect::<Map<_, _>>())
    }

    fn aliased(self, _: Position) -> Self {
        self
    }
}

/// How much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The deepest nesting.
    pub depth: usize,
    /// The most values, aliases written out.
    pub values: usize,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the text.
    pub at: Position,
    /// Keys and indices on the way to it.
    pub path: Vec<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong with a YAML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is no YAML, in the parser's words.
    Syntax(String),
    /// It holds no value.
    Empty,
    /// A second document begins.
    SecondDocument,
    /// An alias stands inside the value it names.
    AliasInside,
    /// A key is a list, an object or an alias.
    KeyIsNoText,
    /// Nested deeper than the limit.
    TooDeep,
    /// More values than the limit.
    TooMany,
    /// A tag that JSON cannot hold.
    Tag(String),
    /// A key that stands there already, first at this place. Reading goes on without the second.
    Twice(String, Position),
    /// A number that cannot be kept exactly. Reading goes on.
    OutOfRange(String),
}

/// Reads one document. The tree is `None` where nothing of it can be trusted.
pub fn read<T: Tree>(text: &str, limits: Limits) -> (Option<T>, Vec<Fault>) {
    let mut reader = Reader::new(limits);
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let result = match event {
            Ok((Event::DocumentStart(_), span)) => {
                documents += 1;
                let at = position(&span.start);
                if documents > 1 { Err(fault(at, FaultKind::SecondDocument)) } else { Ok(()) }
            }
            Ok((event, span)) => reader.event(event, position(&span.start)),
            Err(error) => {
                let kind = FaultKind::Syntax(error.info().to_owned());
                Err(fault(position(error.marker()), kind))
            }
        };
        if let Err(fault) = result {
            reader.faults.push(fault);
            return (None, reader.faults);
        }
    }
    if reader.root.is_none() {
        reader.faults.push(fault(Position { line: 1, column: 1 }, FaultKind::Empty));
    }
    (reader.root, reader.faults)
}

struct Reader<T> {
    limits: Limits,
    root: Option<T>,
    open: Vec<Open<T>>,
    path: Vec<String>,
    /// What aliases stand for, with how many values that is.
    anchors: HashMap<usize, (T, usize)>,
    values: usize,
    faults: Vec<Fault>,
}

/// A collection whose end has not come yet.
struct Open<T> {
    at: Position,
    anchor: usize,
    /// How many values there were before it.
    before: usize,
    /// It is an array's item, whose index is on the path.
    is_item: bool,
    content: Content<T>,
}

enum Content<T> {
    Array(Vec<T>),
    Object {
        members: Vec<(String, Position, T)>,
        seen: HashMap<String, Position>,
        key: Option<(String, Position)>,
    },
}

impl<T: Tree> Reader<T> {
    fn new(limits: Limits) -> Self {
        Self {
            limits,
            root: None,
            open: Vec::new(),
            path: Vec::new(),
            anchors: HashMap::new(),
            values: 0,
            faults: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, at: Position) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.awaits_key() {
                    self.key(text.into_owned(), at);
                    return Ok(());
                }
                let value = self.scalar(&text, style, tag.as_deref(), at)?;
                self.count(1, at)?;
                self.place(T::scalar(at, value), anchor, 1);
                Ok(())
            }
            Event::SequenceStart(anchor, _) => self.open(at, anchor, Content::Array(Vec::new())),
            Event::MappingStart(anchor, _) => {
                let (members, seen) = (Vec::new(), HashMap::new());
                self.open(at, anchor, Content::Object { members, seen, key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                if open.is_item {
                    self.path.pop();
                }
                let size = self.values - open.before + 1;
                let tree = match open.content {
                    Content::Array(items) => T::array(open.at, items),
                    Content::Object { members, .. } => T::object(open.at, members),
                };
                self.count(1, open.at)?;
                self.place(tree, open.anchor, size);
                Ok(())
            }
            Event::Alias(anchor) => {
                if self.awaits_key() {
                    return Err(self.fault(at, FaultKind::KeyIsNoText));
                }
                // Counted before it is copied once more.
                let size = self.anchors.get(&anchor).map_or(0, |(_, size)| *size);
                self.count(size, at)?;
                let Some((tree, _)) = self.anchors.get(&anchor) else {
                    return Err(self.fault(at, FaultKind::AliasInside));
                };
                let tree = tree.clone().aliased(at);
                self.place(tree, 0, size);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, at: Position, anchor: usize, content: Content<T>) -> Result<(), Fault> {
        if self.awaits_key() {
            return Err(self.fault(at, FaultKind::KeyIsNoText));
        }
        if self.open.len() >= self.limits.depth {
            return Err(self.fault(at, FaultKind::TooDeep));
        }
        let index = self.index();
        let is_item = index.is_some();
        self.path.extend(index);
        self.open.push(Open { at, anchor, before: self.values, is_item, content });
        Ok(())
    }

    /// The index of the array item that comes next.
    fn index(&self) -> Option<String> {
        match &self.open.last()?.content {
            Content::Array(items) => Some(items.len().to_string()),
            Content::Object { .. } => None,
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Object { key: None, .. }, .. }))
    }

    fn key(&mut self, text: String, at: Position) {
        self.path.push(text.clone());
        let mut twice = None;
        if let Some(Open { content: Content::Object { seen, key, .. }, .. }) = self.open.last_mut()
        {
            twice = seen.get(&text).copied();
            *key = Some((text.clone(), at));
        }
        if let Some(first) = twice {
            self.faults.push(self.fault(at, FaultKind::Twice(text, first)));
        }
    }

    /// Puts a complete value where it belongs.
    fn place(&mut self, tree: T, anchor: usize, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (tree.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(tree),
            Some(Content::Array(items)) => items.push(tree),
            Some(Content::Object { members, seen, key }) => {
                if let Some((key, key_at)) = key.take()
                    && !seen.contains_key(&key)
                {
                    seen.insert(key.clone(), key_at);
                    members.push((key, key_at, tree));
                }
                self.path.pop();
            }
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: Position,
    ) -> Result<Value, Fault> {
        let is_plain = match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) if tag.is_yaml_core_schema() => tag.suffix != "str",
            Some(tag) => {
                let tag = format!("{}{}", tag.handle, tag.suffix);
                return Err(self.fault(at, FaultKind::Tag(tag)));
            }
        };
        if !is_plain {
            return Ok(text.into());
        }
        Ok(match text {
            "" | "~" | "null" | "Null" | "NULL" => Value::Null,
            "true" | "True" | "TRUE" => true.into(),
            "false" | "False" | "FALSE" => false.into(),
            _ => match number(text) {
                None => text.into(),
                Some(Some(number)) => number.into(),
                Some(None) => {
                    let mut fault = self.fault(at, FaultKind::OutOfRange(text.to_owned()));
                    fault.path.extend(self.index());
                    self.faults.push(fault);
                    0.into()
                }
            },
        })
    }

    fn count(&mut self, values: usize, at: Position) -> Result<(), Fault> {
        self.values = self.values.saturating_add(values);
        let is_enough = self.values <= self.limits.values;
        if is_enough { Ok(()) } else { Err(self.fault(at, FaultKind::TooMany)) }
    }

    fn fault(&self, at: Position, kind: FaultKind) -> Fault {
        Fault { at, path: self.path.clone(), kind }
    }
}

/// A number of the core schema: `None` = no number, `Some(None)` = one that JSON cannot hold.
fn number(text: &str) -> Option<Option<Number>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(None);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return Some(u64::from_str_radix(digits, radix).ok().map(Number::from));
        }
    }
    let written = text.strip_prefix('+').unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let small = written.parse::<i64>().map(Number::from);
        return Some(small.or_else(|_| written.parse::<u64>().map(Number::from)).ok());
    }
    let mantissa = unsigned.split(['e', 'E']).next().unwrap_or_default();
    let is_float = unsigned.contains(['.', 'e', 'E'])
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && mantissa.bytes().any(|byte| byte.is_ascii_digit());
    let float = is_float.then(|| written.parse::<f64>().ok()).flatten()?;
    Some(Number::from_f64(float))
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}

fn fault(at: Position, kind: FaultKind) -> Fault {
    Fault { at, path: Vec::new(), kind }
}
