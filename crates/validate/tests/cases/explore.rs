//! Opens everything a schema can draw: each branch chosen, an item in each list, a key of each kind in each map.

use std::collections::{BTreeMap, HashSet};

use portico_form::field::{Field, KeyRules, Kind};
use portico_form::keys::KeyProblem;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
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
    /// Fields that were not opened, since there were [`MOST`] before them.
    pub(crate) beyond_most: usize,
    /// Fields that were not opened, since they lie below [`DEPTH`].
    pub(crate) beyond_depth: usize,
    /// Free keys that no name was found for: the pointer of their object, and which.
    pub(crate) unopened: Vec<String>,
}

/// Fields opened at most, which keeps the largest schemas within seconds.
const MOST: usize = 3_000;
/// Levels opened.
const DEPTH: usize = 14;
/// Names that are made of one pattern.
const NAMES: usize = 20;

pub(crate) fn explore(driven: &mut Driven) -> Seen {
    let mut seen = Seen::default();
    let mut known = HashSet::new();
    open(driven, "", 0, &mut known, &mut seen);
    seen
}

fn open(driven: &mut Driven, at: &str, depth: usize, known: &mut HashSet<String>, seen: &mut Seen) {
    let Some(field) = driven.form.field_at(at) else { return };
    let signature = signature_of(&field);
    if known.contains(&signature) {
        return;
    }
    if depth > DEPTH {
        seen.beyond_depth += 1;
        return;
    }
    if known.len() >= MOST {
        seen.beyond_most += 1;
        return;
    }
    known.insert(signature);
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
            && known.insert(signature_of(&field))
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
            if let Some(keys) = &field.keys {
                keys_of(driven, field, keys, depth, known, seen);
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

/// Adds and opens a key of each kind that an object takes: one of its patterns each, and one of any other name.
fn keys_of(
    driven: &mut Driven,
    object: &Field,
    keys: &KeyRules,
    depth: usize,
    known: &mut HashSet<String>,
    seen: &mut Seen,
) {
    for pattern in &keys.patterns {
        match add_key(driven, object, fitting(pattern)) {
            Added::Key(at, key) => {
                open(driven, &at, depth + 1, known, seen);
                driven.form.remove_key(object, &key);
            }
            // What has a field of its own takes its patterns too.
            Added::Declared => {}
            Added::None => seen.unopened.push(format!("{} {pattern}", object.pointer)),
        }
    }
    if !keys.open {
        return;
    }
    let guesses = ["some key", "some_key", "somekey", "a", "A", "1", "x-a", "/a", "a.b", "a@1"];
    let names = keys.names.iter().cloned().chain(guesses.map(str::to_owned)).collect();
    match add_key(driven, object, names) {
        Added::Key(at, _) => open(driven, &at, depth + 1, known, seen),
        Added::Declared | Added::None => {
            seen.unopened.push(format!("{} any other", object.pointer));
        }
    }
}

enum Added {
    /// Its pointer and its name.
    Key(String, String),
    /// All names are those of fields.
    Declared,
    None,
}

/// Adds the first of these keys that is allowed.
fn add_key(driven: &mut Driven, object: &Field, names: Vec<String>) -> Added {
    let mut are_declared = !names.is_empty();
    for key in names {
        match driven.form.add_key(object, &key) {
            Ok(at) => {
                driven.settle_if_asked();
                let kind = driven.form.field_at(&at).map(|field| field.kind);
                if !matches!(kind, Some(Kind::Json(reason)) if reason.contains("no value")) {
                    return Added::Key(at, key);
                }
                driven.form.remove_key(object, &key);
                are_declared = false;
            }
            Err(problem) => are_declared &= problem == KeyProblem::Declared,
        }
    }
    if are_declared { Added::Declared } else { Added::None }
}

/// Names that fit a pattern, the same at every run.
fn fitting(pattern: &str) -> Vec<String> {
    // What is made fits from end to end; marks of the ends are not understood.
    let inside = pattern.strip_prefix('^').unwrap_or(pattern);
    let inside = inside.strip_suffix('$').unwrap_or(inside);
    let Ok(names) = string_regex(inside) else { return Vec::new() };
    let mut runner = TestRunner::deterministic();
    (0..NAMES).filter_map(|_| Some(names.new_tree(&mut runner).ok()?.current())).collect()
}

fn signature_of(field: &Field) -> String {
    let active: Vec<usize> = field.unions.iter().map(|union| union.active).collect();
    let schemas = field.schema_signature();
    // Values without a schema are drawn alike wherever they are, and hold such values without end.
    let schemas = if schemas.starts_with("any at ") { "any" } else { &schemas };
    format!("{schemas} {active:?}")
}
