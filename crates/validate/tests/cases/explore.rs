//! Opens everything a schema can draw: each branch chosen, an item in each list, a key in each map.

use std::collections::{BTreeMap, HashSet};

use portico_form::field::{Field, KeyRules, Kind};
use serde_json::json;

use crate::drive::Driven;

/// What was drawn.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) leaves: usize,
    pub(crate) groups: usize,
    pub(crate) lists: usize,
    pub(crate) unions: usize,
    /// Fields without a name a person could see.
    pub(crate) nameless: Vec<String>,
    /// Parts shown as JSON: pointer and reason.
    pub(crate) as_json: BTreeMap<String, String>,
}

/// Fields opened at most, which keeps the largest schemas within seconds.
const MOST: usize = 3_000;

pub(crate) fn explore(driven: &mut Driven) -> Seen {
    let mut seen = Seen::default();
    let mut known = HashSet::new();
    open(driven, "", 0, &mut known, &mut seen);
    seen
}

fn open(driven: &mut Driven, at: &str, depth: usize, known: &mut HashSet<String>, seen: &mut Seen) {
    let Some(field) = driven.form.field_at(at) else { return };
    if known.len() >= MOST || depth > 14 || !known.insert(signature(&field)) {
        return;
    }
    if field.label.trim().is_empty() && !at.is_empty() {
        seen.nameless.push(at.to_owned());
    }
    let branches: Vec<(usize, usize)> = field
        .unions
        .iter()
        .enumerate()
        .flat_map(|(union, of)| (0..of.branches.len()).map(move |branch| (union, branch)))
        .collect();
    seen.unions += field.unions.len();
    for (union, branch) in branches {
        let Some(field) = driven.form.field_at(at) else { break };
        let Some(union) = field.unions.get(union).cloned() else { continue };
        driven.form.choose(&field, &union.place, branch);
        driven.settle_if_asked();
        if let Some(field) = driven.form.field_at(at)
            && known.insert(signature(&field))
        {
            inside(driven, &field, depth, known, seen);
        }
    }
    inside(driven, &field, depth, known, seen);
}

fn inside(
    driven: &mut Driven,
    field: &Field,
    depth: usize,
    known: &mut HashSet<String>,
    seen: &mut Seen,
) {
    match &field.kind {
        Kind::Object => {
            seen.groups += 1;
            if driven.form.value_at(&field.pointer).is_none() && field.recursive {
                driven.form.set(&field.pointer, json!({}));
                driven.settle_if_asked();
            }
            if let Some(keys) = &field.keys
                && let Some(at) = add_key(driven, field, keys)
            {
                open(driven, &at, depth + 1, known, seen);
            }
            for child in driven.form.children(field) {
                let was_there = driven.form.value_at(&child.pointer).is_some();
                open(driven, &child.pointer, depth + 1, known, seen);
                // What was opened goes again, so that the form stays small.
                if !was_there {
                    driven.form.unset(&child.pointer);
                }
            }
        }
        Kind::List(rules) => {
            seen.lists += 1;
            let count = rules.fixed + usize::from(rules.max.is_none_or(|max| max > rules.fixed));
            while driven.form.length(&field.pointer) < count {
                driven.form.add_item(field);
            }
            driven.settle_if_asked();
            for index in 0..count {
                open(driven, &format!("{}/{index}", field.pointer), depth + 1, known, seen);
            }
        }
        Kind::Json(reason) => {
            seen.as_json.insert(field.pointer.clone(), reason.clone());
        }
        _ => seen.leaves += 1,
    }
}

/// Adds a key that its patterns allow; its pointer.
fn add_key(driven: &mut Driven, object: &Field, keys: &KeyRules) -> Option<String> {
    let named = keys.names.first().cloned();
    let guesses = ["some key", "some_key", "somekey", "a", "A", "1", "x-a", "/a", "a.b", "a@1"];
    for key in named.into_iter().chain(guesses.map(str::to_owned)) {
        let Ok(at) = driven.form.add_key(object, &key) else { continue };
        driven.settle_if_asked();
        let kind = driven.form.field_at(&at).map(|field| field.kind);
        if !matches!(kind, Some(Kind::Json(reason)) if reason.contains("no value")) {
            return Some(at);
        }
        driven.form.remove_key(object, &key);
    }
    None
}

fn signature(field: &Field) -> String {
    let active: Vec<usize> = field.unions.iter().map(|union| union.active).collect();
    format!("{} {active:?}", field.schema_signature())
}
