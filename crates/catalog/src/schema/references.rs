//! Where a `$ref` leads inside a bundled schema.

use std::collections::BTreeSet;
use std::sync::Arc;

use portico_form::pointer;
use portico_form::schema::Document;
use serde_json::Value;

use super::keywords::{children, each};

/// The reference of a schema, if it has one.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()
}

/// A schema document with its references resolved.
#[derive(Clone, Debug)]
pub(crate) struct References {
    document: Document,
}

impl References {
    pub(crate) fn new(root: Value) -> Self {
        Self { document: Document::new(Arc::new(root)) }
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    pub(super) fn root(&self) -> &Value {
        self.document.root()
    }

    pub(super) fn at(&self, place: &str) -> Option<&Value> {
        self.document.at(place)
    }

    /// The place that the `$ref` of the schema at `place` leads to, relative to the `$id` around it.
    pub(super) fn target(&self, place: &str, schema: &Value) -> Option<Arc<str>> {
        self.document.target(place, schema)
    }

    /// Whether every reference leads somewhere.
    pub(super) fn is_complete(&self) -> bool {
        let mut is_complete = true;
        each(self.root(), "", &mut |place, schema| {
            is_complete &= reference(schema).is_none() || self.target(place, schema).is_some();
        });
        is_complete
    }

    /// Places of the definitions that nothing reaches from the root.
    pub(super) fn unused(&self) -> Vec<String> {
        let mut definitions = Vec::new();
        each(self.root(), "", &mut |at, schema| {
            for key in ["$defs", "definitions"] {
                let names = schema.get(key).and_then(Value::as_object).into_iter().flatten();
                let place = pointer::child(at, key);
                definitions.extend(names.map(|(name, _)| pointer::child(&place, name)));
            }
        });
        let reached = self.reached();
        definitions.retain(|definition| {
            let mut below =
                reached.range(definition.clone()..).take_while(|p| p.starts_with(definition));
            !below.any(|place| pointer::is_within(place, definition))
        });
        definitions
    }

    /// Places of every schema that applies somewhere in an input.
    fn reached(&self) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut next = vec![(String::new(), self.root())];
        while let Some((place, schema)) = next.pop() {
            if !reached.insert(place.clone()) {
                continue;
            }
            for (inner, child) in children(schema, &place) {
                let keyword = inner[place.len()..].split('/').nth(1);
                if !matches!(keyword, Some("$defs" | "definitions")) {
                    next.push((inner, child));
                }
            }
            if let Some(target) = self.target(&place, schema)
                && let Some(schema) = self.at(&target)
            {
                next.push((target.to_string(), schema));
            }
        }
        reached
    }
}
