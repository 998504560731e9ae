//! How many fields and schemas a schema makes when each use of a definition is written out.

use std::collections::{HashMap, HashSet};

use portico_form::pointer;
use serde_json::Value;

use super::MAX_CHAIN;
use crate::schema::keywords::children;
use crate::schema::references::References;

/// What one schema makes, with all inside it. What repeats itself inside itself counts once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// Fields of a form; of alternatives the largest counts.
    pub(super) fields: u64,
    /// Schemas an input can be held against.
    pub(super) schemas: u64,
    /// The longest way down.
    height: usize,
}

/// The sizes of all schemas that are reached from the root; each is looked at once.
pub(super) struct Count<'a> {
    references: &'a References,
    known: HashMap<String, Size>,
    open: HashSet<String>,
    /// Where the nesting is given up.
    pub(super) too_deep: Option<String>,
}

impl<'a> Count<'a> {
    pub(super) fn of(references: &'a References) -> Self {
        let (known, open) = (HashMap::new(), HashSet::new());
        let mut count = Self { references, known, open, too_deep: None };
        count.size("", references.root(), 0);
        count
    }

    fn size(&mut self, place: &str, schema: &'a Value, depth: usize) -> Size {
        let known = self.known.get(place).copied();
        if depth + known.map_or(0, |known| known.height) > MAX_CHAIN {
            self.too_deep.get_or_insert_with(|| place.to_owned());
        }
        let once = Size { fields: 1, schemas: 1, height: 0 };
        if let Some(known) = known {
            return known;
        }
        if depth > MAX_CHAIN || !self.open.insert(place.to_owned()) {
            return once;
        }
        let mut sum = once;
        let mut largest: u64 = 0;
        for (inner, child) in children(schema, place) {
            let keyword = keyword(&inner, place);
            if matches!(keyword.as_str(), "$defs" | "definitions") {
                continue;
            }
            let size = self.size(&inner, child, depth + 1);
            sum.schemas = sum.schemas.saturating_add(size.schemas);
            sum.height = sum.height.max(size.height + 1);
            match keyword.as_str() {
                "not" | "if" | "propertyNames" | "contains" => {}
                "oneOf" | "anyOf" => largest = largest.max(size.fields),
                _ => sum.fields = sum.fields.saturating_add(size.fields),
            }
        }
        if let Some(target) = self.references.target(place, schema)
            && let Some(schema) = self.references.at(&target)
        {
            let size = self.size(&target, schema, depth + 1);
            sum.fields = sum.fields.saturating_add(size.fields - 1);
            sum.schemas = sum.schemas.saturating_add(size.schemas);
            sum.height = sum.height.max(size.height + 1);
        }
        sum.fields = sum.fields.saturating_add(largest);
        self.open.remove(place);
        self.known.insert(place.to_owned(), sum);
        sum
    }

    /// The innermost schema on the way from the root that is still too large.
    pub(super) fn largest(&self, is_too_large: impl Fn(&Size) -> bool) -> Option<String> {
        let too_large = |place: &str| self.known.get(place).is_some_and(&is_too_large);
        let mut at = String::new();
        if !too_large(&at) {
            return None;
        }
        let mut seen = HashSet::new();
        while seen.insert(at.clone()) {
            let Some(schema) = self.references.at(&at) else { break };
            let mut inner: Vec<String> = children(schema, &at)
                .into_iter()
                .map(|(inner, _)| inner)
                .filter(|inner| !matches!(keyword(inner, &at).as_str(), "$defs" | "definitions"))
                .collect();
            inner.extend(self.references.target(&at, schema).map(|target| target.to_string()));
            let Some(next) = inner.into_iter().find(|inner| too_large(inner)) else { break };
            at = next;
        }
        Some(at)
    }
}

fn keyword(inner: &str, place: &str) -> String {
    pointer::segments(&inner[place.len()..]).next().unwrap_or_default().into_owned()
}
