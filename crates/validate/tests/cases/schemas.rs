//! Every leaf of every schema is a labelled control.

use std::time::Instant;

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
