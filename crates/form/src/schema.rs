//! The schema document: where a `$ref` leads, without leaving the document.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::pointer;

/// Where a schema is inside its document, as a JSON Pointer.
pub type Place = Arc<str>;

/// A schema document with its anchors and embedded ids indexed.
#[derive(Clone, Debug)]
pub struct Document {
    root: Arc<Value>,
    index: Index,
}

/// Places by the names they can be referred to.
#[derive(Clone, Debug, Default)]
struct Index {
    anchors: HashMap<String, Place>,
    ids: HashMap<String, Place>,
}

impl Document {
    /// Indexes a schema.
    pub fn new(root: Arc<Value>) -> Self {
        let mut index = Index::default();
        index.add(&root, "");
        Self { root, index }
    }

    /// The whole schema.
    pub fn root(&self) -> &Arc<Value> {
        &self.root
    }

    /// The schema at a place.
    pub fn at(&self, place: &str) -> Option<&Value> {
        self.root.pointer(place)
    }

    /// The place a reference leads to; `None` when it leads nowhere or outside the document.
    pub fn resolve(&self, reference: &str) -> Option<Place> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let start: Place =
            if base.is_empty() { "".into() } else { Arc::clone(self.index.ids.get(base)?) };
        let fragment = percent_decode(fragment);
        if fragment.is_empty() {
            return Some(start);
        }
        if fragment.starts_with('/') {
            let place = format!("{start}{fragment}");
            return self.root.pointer(&place).is_some().then(|| place.into());
        }
        self.index.anchors.get(&fragment).cloned()
    }
}

impl Index {
    fn add(&mut self, value: &Value, place: &str) {
        match value {
            Value::Object(map) => {
                for key in ["$anchor", "$dynamicAnchor"] {
                    if let Some(name) = map.get(key).and_then(Value::as_str) {
                        self.anchors.entry(name.to_owned()).or_insert_with(|| place.into());
                    }
                }
                for key in ["$id", "id"] {
                    let Some(id) = map.get(key).and_then(Value::as_str) else { continue };
                    // Until draft-07 an anchor was written as an id that is only a fragment.
                    if let Some(name) = id.strip_prefix('#') {
                        self.anchors.entry(name.to_owned()).or_insert_with(|| place.into());
                    } else {
                        let id = id.trim_end_matches('#').to_owned();
                        self.ids.entry(id).or_insert_with(|| place.into());
                    }
                }
                for (key, inner) in map {
                    if !matches!(key.as_str(), "const" | "enum" | "default" | "examples") {
                        self.add(inner, &pointer::child(place, key));
                    }
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    self.add(inner, &pointer::child(place, &index.to_string()));
                }
            }
            _ => {}
        }
    }
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(reference: &str, expect: Option<&str>) {
        let document = Document::new(Arc::new(json!({
            "$id": "https://example.com/root.json",
            "properties": { "a/b": { "$anchor": "slash" }, "c d": {} },
            "$defs": { "inner": { "$id": "inner.json", "$defs": { "x": {} } }, "old": { "$id": "#old" } }
        })));
        assert_eq!(document.resolve(reference).as_deref(), expect);
    }

    #[test]
    fn references() {
        check("#", Some(""));
        check("#/$defs/inner", Some("/$defs/inner"));
        check("#/properties/a~1b", Some("/properties/a~1b"));
        check("#/properties/c%20d", Some("/properties/c d"));
        check("#slash", Some("/properties/a~1b"));
        check("#old", Some("/$defs/old"));
        check("inner.json#/$defs/x", Some("/$defs/inner/$defs/x"));
        check("https://example.com/root.json", Some(""));
        check("#/nowhere", None);
        check("https://example.com/other.json", None);
        check("#%zz", None);
    }
}
