//! Every leaf of every schema is a labelled control.

use std::collections::BTreeMap;
use std::time::Instant;

use portico_form::field::Kind;
use portico_form::{custom, pointer};
use serde_json::Value;

use crate::drive::Driven;
use crate::explore::{Seen, explore};
use crate::{files, folder};

/// Parts that are shown as JSON because their schema leads outside: file and how many.
const OUTSIDE: [(&str, &str); 2] = [("eslintrc", "outside"), ("pre-commit-config", "outside")];

fn draw(name: &str, schema: &Value) -> Seen {
    let started = Instant::now();
    let mut driven = Driven::new(schema, None);
    let seen = explore(&mut driven);
    let took = started.elapsed();
    println!(
        "  {name}: {} controls, {} groups, {} lists, {} choices, {} as JSON, {took:.1?}",
        seen.leaves,
        seen.groups,
        seen.lists,
        seen.unions,
        seen.as_json.len()
    );
    seen
}

#[track_caller]
fn check(folder_name: &str, schemas: Vec<(String, Value)>) {
    let mut all = Seen::default();
    let mut failures = Vec::new();
    let count = schemas.len();
    for (name, schema) in schemas {
        let seen = draw(&name, &schema);
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
        all.as_json.extend(seen.as_json.into_iter().map(|(at, why)| (format!("{name}{at}"), why)));
    }
    println!(
        "{folder_name}: {count} schemas, {} controls, {} groups, {} lists, {} choices of shape, {} parts as JSON",
        all.leaves,
        all.groups,
        all.lists,
        all.unions,
        all.as_json.len()
    );
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
