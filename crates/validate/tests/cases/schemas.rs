//! Every leaf of every schema is a labelled control.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use portico_form::field::Kind;
use portico_form::{custom, pointer};
use serde_json::Value;

use crate::drive::Driven;
use crate::explore::{Seen, explore};
use crate::{files, folder, listed};

/// Parts that are shown as JSON because their schema leads outside: file and how many.
const OUTSIDE: [(&str, &str); 2] = [("eslintrc", "outside"), ("pre-commit-config", "outside")];

/// What [`explore`] does not open, each with its reason: `<folder>/<file>` with what it is, see [`unseen`].
fn allowed_unseen() -> BTreeMap<&'static str, &'static str> {
    listed(include_str!("explore/unseen.txt"))
}

/// What was not opened of a schema.
fn unseen(name: &str, seen: &Seen) -> Vec<String> {
    let beyond = [("fields", seen.beyond_most), ("levels", seen.beyond_depth)];
    let beyond = beyond.into_iter().filter(|(_, count)| *count > 0);
    let beyond = beyond.map(|(what, _)| format!("{name} too many {what}"));
    beyond.chain(seen.unopened.iter().map(|key| format!("{name}{key}"))).collect()
}

fn draw(name: &str, schema: &Value) -> Seen {
    let started = Instant::now();
    let mut driven = Driven::new(schema, None);
    let seen = explore(&mut driven);
    let took = started.elapsed();
    println!(
        "  {name}: {} controls, {} groups, {} lists, {} choices, {} as JSON, not opened {} + {} fields and {} keys, {took:.1?}",
        seen.leaves,
        seen.groups,
        seen.lists,
        seen.unions,
        seen.as_json.len(),
        seen.beyond_most,
        seen.beyond_depth,
        seen.unopened.len()
    );
    seen
}

#[track_caller]
fn check(folder_name: &str, schemas: Vec<(String, Value)>) {
    let mut all = Seen::default();
    let mut failures = Vec::new();
    let count = schemas.len();
    let allowed = allowed_unseen();
    let mut not_seen = BTreeSet::new();
    for (name, schema) in schemas {
        let seen = draw(&name, &schema);
        let of = format!("{folder_name}/{name}");
        not_seen.extend(unseen(&of, &seen));
        let now_seen = allowed.keys().filter(|listed| {
            let rest = listed.strip_prefix(&of);
            rest.is_some_and(|rest| rest.starts_with([' ', '/'])) && !not_seen.contains(**listed)
        });
        failures
            .extend(now_seen.map(|listed| format!("{listed} is opened, but listed in unseen.txt")));
        let outside = OUTSIDE.iter().find(|(file, _)| *file == name).map(|(_, word)| *word);
        for (at, reason) in &seen.as_json {
            if !outside.is_some_and(|word| reason.contains(word)) {
                failures.push(format!("{name}{at}: {reason}"));
            }
        }
        failures.extend(seen.nameless.iter().map(|at| format!("{name}{at} has no label")));
        all.leaves += seen.leaves;
        all.groups += seen.groups;
        all.lists += seen.lists;
        all.unions += seen.unions;
        all.beyond_most += seen.beyond_most;
        all.beyond_depth += seen.beyond_depth;
        all.unopened.extend(seen.unopened);
        all.as_json.extend(seen.as_json.into_iter().map(|(at, why)| (format!("{name}{at}"), why)));
    }
    println!(
        "{folder_name}: {count} schemas, {} controls, {} groups, {} lists, {} choices of shape, {} parts as JSON; not opened \
         {} fields as too many, {} as too deep, {} keys",
        all.leaves,
        all.groups,
        all.lists,
        all.unions,
        all.as_json.len(),
        all.beyond_most,
        all.beyond_depth,
        all.unopened.len()
    );
    let new = not_seen.iter().filter(|it| !allowed.contains_key(it.as_str()));
    failures.extend(new.map(|it| format!("{it} is not opened, and not listed in unseen.txt")));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn schemastore() {
    let Some(folder) = folder("schemastore") else { return };
    check("schemastore", files(&folder));
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn rjsf_samples() {
    let Some(folder) = folder("rjsf-samples") else { return };
    let schemas = files(&folder).into_iter().map(|(name, file)| (name, file["schema"].clone()));
    check("rjsf-samples", schemas.collect());
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn jsonforms_examples() {
    let Some(folder) = folder("jsonforms-examples") else { return };
    let schemas = files(&folder).into_iter().map(|(name, file)| (name, file["schema"].clone()));
    check("jsonforms-examples", schemas.collect());
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn backstage_templates() {
    let Some(folder) = folder("backstage-templates") else { return };
    let pages = files(&folder).into_iter().flat_map(|(name, file)| {
        let pages = file["pages"].as_array().cloned().unwrap_or_default();
        pages.into_iter().enumerate().map(move |(page, schema)| (format!("{name} {page}"), schema))
    });
    check("backstage-templates", pages.collect());
}

/// Rule X8: what a custom field's type gives, and its name.
#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn custom_fields_of_backstage_are_what_their_type_gives_and_named() {
    let Some(folder) = folder("backstage-templates") else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut written = 0;
    for (name, file) in files(&folder) {
        for page in file["pages"].as_array().unwrap() {
            written += page.to_string().matches("\"ui:field\":").count();
            let driven = Driven::new(page, None);
            for (at, custom, type_name) in custom_fields(page, "") {
                let field = driven.form.field_at(&at).unwrap();
                assert_eq!(field.custom.as_deref(), Some(custom), "{name} {at}");
                assert!(field.remark().unwrap().contains(custom), "{name} {at}");
                let drawn = drawn_as(&field.kind);
                assert_eq!(drawn, expected(type_name), "{name} {at}");
                *counts.entry(format!("{custom} -> {drawn}")).or_default() += 1;
            }
        }
    }
    for (what, count) in &counts {
        println!("  {what}: {count}");
    }
    println!("backstage-templates: {written} custom fields");
    assert!(written > 0);
    assert_eq!(counts.values().sum::<usize>(), written, "some are drawn nowhere");
}

/// The properties of a page that ask for a custom field: pointer, its name, and the type.
fn custom_fields<'a>(schema: &'a Value, at: &str) -> Vec<(String, &'a str, Option<&'a str>)> {
    let mut found = Vec::new();
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let at = pointer::child(at, key);
        found.extend(custom_fields(property, &at));
        if let Some(custom) = custom::asked_for(property) {
            found.push((at, custom, property["type"].as_str()));
        }
    }
    found
}

fn drawn_as(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "text",
        Kind::Number(_) => "number",
        Kind::Boolean => "yes or no",
        Kind::List(_) | Kind::Choices(..) => "list",
        Kind::Object => "group",
        _ => "something else",
    }
}

/// Without a type it is text.
fn expected(type_name: Option<&str>) -> &'static str {
    match type_name {
        None | Some("string") => "text",
        Some("integer" | "number") => "number",
        Some("boolean") => "yes or no",
        Some("array") => "list",
        Some("object") => "group",
        Some(_) => "nothing",
    }
}
