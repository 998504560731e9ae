//! Schemas that would take for ever if anything were done at once.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::common::form;

#[track_caller]
fn check_quick(schema: Value) {
    let started = Instant::now();
    let mut form = form(schema);
    let root = form.root();
    for child in form.children(&root) {
        form.apply(&child, "1");
    }
    let _ = (form.request(), form.conditions(), form.news());
    // Far more than it takes, far less than a schema that explodes would.
    assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
}

#[test]
fn groups_that_double_at_each_level() {
    let mut definitions = Map::new();
    for level in 0..20 {
        let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
        definitions.insert(
            format!("l{level}"),
            json!({ "type": "object", "properties": { "a": next, "b": next } }),
        );
    }
    definitions.insert("l20".into(), json!({ "type": "string", "default": "x" }));
    check_quick(json!({ "$ref": "#/$defs/l0", "$defs": definitions }));
}

#[test]
fn branches_that_double_at_each_level() {
    let mut definitions = Map::new();
    for level in 0..20 {
        let next = json!({ "$ref": format!("#/$defs/l{}", level + 1) });
        definitions
            .insert(format!("l{level}"), json!({ "oneOf": [next, next], "allOf": [next, next] }));
    }
    definitions.insert("l20".into(), json!({ "properties": { "a": { "type": "string" } } }));
    check_quick(json!({ "$ref": "#/$defs/l0", "$defs": definitions }));
}

#[test]
fn circles() {
    check_quick(json!({ "$ref": "#" }));
    check_quick(
        json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }),
    );
    check_quick(json!({ "properties": { "self": { "$ref": "#" } }, "required": ["self"] }));
    check_quick(json!({ "oneOf": [{ "$ref": "#" }, { "properties": { "x": {} } }] }));
}

#[test]
fn a_hundred_levels() {
    let level = |inner, _| json!({ "type": "object", "properties": { "a": inner } });
    check_quick((0..100).fold(json!({ "type": "string" }), level));
}

#[test]
fn ten_thousand_values() {
    check_quick(json!({ "properties": { "e": { "enum": (0..10_000).collect::<Vec<_>>() } } }));
}

#[test]
fn a_thousand_fields() {
    let many: Map<String, Value> =
        (0..1_000).map(|n| (format!("f{n}"), json!({ "type": "string" }))).collect();
    check_quick(json!({ "properties": many }));
}
