//! Text to a tree in which every key and value knows its place.

mod json;
mod node;
mod yaml;

pub(crate) use node::{Entry, Kind, Node, Position};

use crate::Code;

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 64;
/// The most values one file may hold, YAML aliases written out.
const MAX_NODES: usize = 200_000;

/// What is wrong with a file as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextFault {
    pub(crate) at: Position,
    pub(crate) pointer: String,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Reads JSON or YAML, by the path's extension. The tree is `None` where nothing of it can be trusted.
pub(crate) fn parse(path: &str, text: &str) -> (Option<Node>, Vec<TextFault>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if path.ends_with(".json") { json::parse(text) } else { yaml::parse(text) }
}
