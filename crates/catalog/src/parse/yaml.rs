//! YAML, by the reader that pasted texts are read by too, in the words for files.

use portico_form::json::Position as At;
use portico_validate::yaml::{self, Fault, FaultKind, Limits, Tree};
use serde_json::Value;

use super::json::{duplicate, joined, out_of_range};
use super::{Entry, Kind, MAX_DEPTH, MAX_NODES, Node, Position, TextFault};
use crate::Code;

/// Reads one YAML 1.2 document, scalars by the core schema.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<TextFault>) {
    let limits = Limits { depth: MAX_DEPTH, values: MAX_NODES };
    let (root, faults) = yaml::read(text, limits);
    (root, faults.into_iter().map(told).collect())
}

impl Tree for Node {
    fn scalar(at: At, value: Value) -> Self {
        let kind = match value {
            Value::Bool(value) => Kind::Bool(value),
            Value::Number(value) => Kind::Number(value),
            Value::String(value) => Kind::String(value),
            _ => Kind::Null,
        };
        Self { at: position(at), kind }
    }

    fn array(at: At, items: Vec<Self>) -> Self {
        Self { at: position(at), kind: Kind::Array(items) }
    }

    fn object(at: At, members: Vec<(String, At, Self)>) -> Self {
        let entry = |(key, at, value)| Entry { key, key_at: position(at), value };
        Self { at: position(at), kind: Kind::Object(members.into_iter().map(entry).collect()) }
    }

    fn aliased(self, at: At) -> Self {
        Self { at: position(at), ..self }
    }
}

fn position(At { line, column }: At) -> Position {
    Position { line, column }
}

fn told(fault: Fault) -> TextFault {
    let at = position(fault.at);
    let (code, message, help) = match fault.kind {
        FaultKind::Twice(key, first) => return duplicate(at, &fault.path, &key, position(first)),
        FaultKind::OutOfRange(text) => return out_of_range(at, &fault.path, &text),
        FaultKind::TooDeep => {
            let message = format!("values are nested deeper than {MAX_DEPTH} levels");
            (Code::TooDeep, message, "Flatten the structure.")
        }
        FaultKind::TooMany => {
            let message =
                format!("the file holds more than {MAX_NODES} values, aliases written out");
            (Code::TooLarge, message, "Split it into several workflows.")
        }
        FaultKind::Syntax(info) => (
            Code::InvalidYaml,
            format!("not YAML: {info}"),
            "Indent with spaces, and quote a text that holds a colon, a # or a leading special character.",
        ),
        FaultKind::Empty => (
            Code::InvalidYaml,
            "the file is empty".into(),
            "Write the workflow's keys; `portico new` writes a first version.",
        ),
        FaultKind::SecondDocument => (
            Code::InvalidYaml,
            "the file holds a second document".into(),
            "Put each workflow in its own file.",
        ),
        FaultKind::AliasInside => (
            Code::InvalidYaml,
            "not YAML: an alias stands inside the value it names".into(),
            "Write the value out.",
        ),
        FaultKind::KeyIsNoText => (
            Code::InvalidYaml,
            "not YAML that JSON can hold: a key is a list, a map or an alias".into(),
            "Write the key as a string.",
        ),
        FaultKind::Tag(tag) => (
            Code::InvalidYaml,
            format!("not YAML that JSON can hold: the tag {tag}"),
            "Remove the tag.",
        ),
    };
    TextFault { at, pointer: joined(&fault.path), code, message, help: help.into() }
}
