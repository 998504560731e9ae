use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Number;

use super::json::{duplicate, joined, number, out_of_range};
use super::{Entry, Kind, MAX_DEPTH, MAX_NODES, Node, Position, TextFault};
use crate::Code;

/// Reads one YAML 1.2 document, scalars by the core schema.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<TextFault>) {
    let mut builder = Builder::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let result = match event {
            Ok((Event::DocumentStart(_), span)) => {
                documents += 1;
                if documents > 1 { Err(second_document(span.start)) } else { Ok(()) }
            }
            Ok((event, span)) => builder.event(event, span.start),
            Err(error) => Err(syntax(error.marker(), error.info())),
        };
        if let Err(fault) = result {
            builder.faults.push(fault);
            return (None, builder.faults);
        }
    }
    if builder.root.is_none() {
        builder.faults.push(TextFault {
            at: Position::START,
            pointer: String::new(),
            code: Code::InvalidYaml,
            message: "the file is empty".into(),
            help: "Write the workflow's keys; `portico new` writes a first version.".into(),
        });
    }
    (builder.root, builder.faults)
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    open: Vec<Open>,
    path: Vec<String>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    faults: Vec<TextFault>,
}

/// A collection whose end has not come yet.
struct Open {
    at: Position,
    anchor: usize,
    /// It is an array's item, whose index is on the path.
    is_item: bool,
    content: Content,
}

enum Content {
    Array(Vec<Node>),
    Object { entries: Vec<Entry>, seen: HashMap<String, Position>, key: Option<(String, Position)> },
}

impl Builder {
    fn event(&mut self, event: Event<'_>, marker: Marker) -> Result<(), TextFault> {
        let at = position(&marker);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.awaits_key() {
                    self.key(text.into_owned(), at);
                    return Ok(());
                }
                let kind = self.scalar(&text, style, tag.as_deref(), at)?;
                self.finish(Node { at, kind }, anchor)
            }
            Event::SequenceStart(anchor, _) => self.open(at, anchor, Content::Array(Vec::new())),
            Event::MappingStart(anchor, _) => {
                let content =
                    Content::Object { entries: Vec::new(), seen: HashMap::new(), key: None };
                self.open(at, anchor, content)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                if open.is_item {
                    self.path.pop();
                }
                let kind = match open.content {
                    Content::Array(items) => Kind::Array(items),
                    Content::Object { entries, .. } => Kind::Object(entries),
                };
                self.finish(Node { at: open.at, kind }, open.anchor)
            }
            Event::Alias(anchor) => {
                if self.awaits_key() {
                    return Err(self.complex_key(at));
                }
                let Some(mut node) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.fault(
                        Code::InvalidYaml,
                        at,
                        "not YAML: an alias stands inside the value it names".into(),
                        "Write the value out.",
                    ));
                };
                self.count(size(&node), at)?;
                node.at = at;
                self.finish(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, at: Position, anchor: usize, content: Content) -> Result<(), TextFault> {
        if self.awaits_key() {
            return Err(self.complex_key(at));
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("values are nested deeper than {MAX_DEPTH} levels");
            return Err(self.fault(Code::TooDeep, at, message, "Flatten the structure."));
        }
        let index = self.index();
        let is_item = index.is_some();
        self.path.extend(index);
        self.open.push(Open { at, anchor, is_item, content });
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
        if let Some(Open { content: Content::Object { seen, key, .. }, .. }) = self.open.last_mut()
        {
            if let Some(first) = seen.get(&text) {
                self.faults.push(duplicate(at, &self.path, &text, *first));
            }
            *key = Some((text, at));
        }
    }

    /// Puts a complete value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), TextFault> {
        self.count(1, node.at)?;
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Array(items)) => items.push(node),
            Some(Content::Object { entries, seen, key }) => {
                if let Some((key, key_at)) = key.take()
                    && seen.insert(key.clone(), key_at).is_none()
                {
                    entries.push(Entry { key, key_at, value: node });
                }
                self.path.pop();
            }
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: Position,
    ) -> Result<Kind, TextFault> {
        let plain = match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => false,
            Some(tag) if tag.is_yaml_core_schema() => true,
            Some(tag) => {
                let message =
                    format!("not YAML that JSON can hold: the tag {}{}", tag.handle, tag.suffix);
                return Err(self.fault(Code::InvalidYaml, at, message, "Remove the tag."));
            }
        };
        if !plain {
            return Ok(Kind::String(text.into()));
        }
        Ok(match text {
            "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
            "true" | "True" | "TRUE" => Kind::Bool(true),
            "false" | "False" | "FALSE" => Kind::Bool(false),
            _ => match core_number(text) {
                None => Kind::String(text.into()),
                Some(Some(number)) => Kind::Number(number),
                Some(None) => {
                    let path: Vec<String> = self.path.iter().cloned().chain(self.index()).collect();
                    self.faults.push(out_of_range(at, &path, text));
                    Kind::Number(Number::from(0))
                }
            },
        })
    }

    fn count(&mut self, nodes: usize, at: Position) -> Result<(), TextFault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        let message = format!("the file holds more than {MAX_NODES} values, aliases written out");
        Err(self.fault(Code::TooLarge, at, message, "Split it into several workflows."))
    }

    fn complex_key(&self, at: Position) -> TextFault {
        self.fault(
            Code::InvalidYaml,
            at,
            "not YAML that JSON can hold: a key is a list, a map or an alias".into(),
            "Write the key as a string.",
        )
    }

    fn fault(&self, code: Code, at: Position, message: String, help: &str) -> TextFault {
        TextFault { at, pointer: joined(&self.path), code, message, help: help.into() }
    }
}

/// A number of the core schema: `None` = no number, `Some(None)` = one that JSON cannot hold.
fn core_number(text: &str) -> Option<Option<Number>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(None);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_digit(radix))
        {
            return Some(u64::from_str_radix(digits, radix).ok().map(Number::from));
        }
    }
    let mantissa = unsigned.split(['e', 'E']).next().unwrap_or_default();
    let is_float = unsigned.contains(['.', 'e', 'E'])
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && mantissa.bytes().any(|b| b.is_ascii_digit())
        && unsigned.parse::<f64>().is_ok();
    let is_integer = !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit());
    (is_float || is_integer).then(|| number(text.strip_prefix('+').unwrap_or(text)))
}

fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Object(entries) => 1 + entries.iter().map(|e| size(&e.value)).sum::<usize>(),
        _ => 1,
    }
}

fn second_document(marker: Marker) -> TextFault {
    TextFault {
        at: position(&marker),
        pointer: String::new(),
        code: Code::InvalidYaml,
        message: "the file holds a second document".into(),
        help: "Put each workflow in its own file.".into(),
    }
}

fn syntax(marker: &Marker, info: &str) -> TextFault {
    TextFault {
        at: position(marker),
        pointer: String::new(),
        code: Code::InvalidYaml,
        message: format!("not YAML: {info}"),
        help: "Indent with spaces, and quote a text that holds a colon, a # or a leading special character."
            .into(),
    }
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}
