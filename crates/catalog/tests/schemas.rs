//! Schemas that would explode, that are wrong in many ways at once, and those of others.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use portico_catalog::{Diagnostic, SourceFile, load};
use serde_json::{Value, json};

fn check(schema: &Value) -> Vec<Diagnostic> {
    let config = json!({ "name": "W", "workflow_type": "W", "namespace": "ops", "nexus_endpoint": "ops",
        "stage_namespace": "s", "stage_nexus_endpoint": "st", "schema": schema });
    check_text(config.to_string())
}

fn check_text(text: String) -> Vec<Diagnostic> {
    let file = |path: &str, text: String| SourceFile { path: path.into(), text };
    let (catalog, found) = load(&[
        file("workflow-configs/ops/w.json", text),
        file("guides/ops/w.md", "Does it.".into()),
    ]);
    let is_refused = found.iter().any(Diagnostic::is_error);
    assert_eq!(catalog.workflows().is_empty(), is_refused);
    found
}

fn told(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|fault| format!("{} {}", fault.code, fault.pointer)).collect()
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// How long looking at any schema may take.
const LONGEST: Duration = Duration::from_secs(2);

/// What this thread has had of the processor, whatever else the machine does.
fn processor() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).unwrap().into()
}

/// What is told of each hostile schema. None is evaluated before its growth is known, and growth is known
/// after each of its schemas was looked at once.
#[test]
fn hostile_schemas_get_their_verdict() {
    let expected: &[(&str, &[&str])] = &[
        ("1000-choices", &[]),
        ("10000-items-by-default", &[]),
        ("10000-values", &["many-values /schema/properties/e/enum"]),
        ("20000-keys", &[]),
        ("500-levels", &["schema-explodes /schema/$defs/l150"]),
        ("500-references", &["schema-explodes /schema/$defs/l300"]),
        ("50000-items", &[]),
        ("60-conditions", &[]),
        ("branches-that-double", &["schema-explodes /schema/$defs/l11"]),
        ("choice-of-itself", &["schema-explodes /schema/oneOf/0", "schema-explodes /schema/not"]),
        ("choices-that-double", &["schema-explodes /schema/$defs/l5"]),
        ("circle-of-references", &["schema-explodes /schema/$defs/b"]),
        ("groups-that-double", &["schema-explodes /schema/$defs/l6"]),
        ("itself", &["schema-explodes /schema"]),
        (
            "lists-that-hold-themselves",
            &["schema-explodes /schema/$defs/t/properties/kids/default"],
        ),
        ("must-hold-itself", &["schema-explodes /schema/properties/self"]),
        ("patterns-that-go-back", &[]),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../form/tests/hostile");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let seen: Vec<(String, Vec<String>)> = files
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (schema, begun) = (read(path), processor());
            let told = told(&check(&schema));
            let spent = processor().saturating_sub(begun);
            assert!(spent < LONGEST, "{name} took {spent:?} of the processor");
            (name, told)
        })
        .collect();
    let expected: Vec<(String, Vec<String>)> = expected
        .iter()
        .map(|(name, told)| {
            ((*name).to_owned(), told.iter().map(|fault| (*fault).to_owned()).collect())
        })
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn x6_what_a_form_does_not_draw_is_told() {
    let object = |at: usize| json!({ "type": "object", "properties": { (format!("p{at}")): {} } });
    let objects = |count: usize| (0..count).map(object).collect::<Vec<Value>>();
    let values = (0..300).map(|at| json!({ "const": at })).collect::<Vec<Value>>();
    let required =
        (0..300).map(|at| json!({ "required": [format!("p{at}")] })).collect::<Vec<Value>>();
    let inner = json!({ "properties": { "a": { "$ref": "#/$defs/all" } }, "$defs": { "all": { "allOf": objects(300) } } });
    let halves = json!({ "allOf": [{ "allOf": objects(150) }, { "allOf": objects(150) }] });
    for (schema, expect) in [
        (json!({ "oneOf": objects(256) }), vec![]),
        (json!({ "oneOf": objects(257) }), vec!["cut-short /schema/oneOf"]),
        (json!({ "anyOf": objects(300) }), vec!["cut-short /schema/anyOf"]),
        (json!({ "allOf": objects(200) }), vec![]),
        (json!({ "allOf": objects(300) }), vec!["cut-short /schema/allOf"]),
        (halves, vec!["cut-short /schema/allOf"]),
        (inner, vec!["cut-short /schema/$defs/all/allOf"]),
        (json!({ "properties": { "v": { "oneOf": values } } }), vec![]),
        (json!({ "type": "object", "additionalProperties": true, "anyOf": required }), vec![]),
    ] {
        let found = check(&schema);
        assert!(!found.iter().any(Diagnostic::is_error), "{found:?}");
        assert_eq!(told(&found), expect, "{schema}");
    }
}

#[test]
fn x8_a_custom_field_is_told_and_published() {
    let owner = json!({ "type": "string", "ui:field": "OwnerPicker" });
    let text = json!({ "type": "string" });
    for (schema, expect) in [
        (json!({ "properties": { "a": owner } }), vec!["/properties/a"]),
        (json!({ "properties": { "a": { "items": owner } } }), vec!["/properties/a/items"]),
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/owner" }, "b": { "$ref": "#/$defs/owner" } },
                "$defs": { "owner": owner } }),
            vec!["/$defs/owner"],
        ),
        // A property of that name, and what no form reads.
        (json!({ "properties": { "ui:field": text, "a": { "ui:field": 5 } } }), vec![]),
    ] {
        let found = check(&schema);
        assert!(!found.iter().any(Diagnostic::is_error), "{found:?}");
        let expect: Vec<String> =
            expect.iter().map(|at| format!("custom-field /schema{at}/ui:field")).collect();
        assert_eq!(told(&found), expect, "{schema}");
    }
}

#[test]
fn levels_written_out_are_refused_before_anything_is_made_of_them() {
    let open = r#"{"type":"object","properties":{"a":"#.repeat(500);
    let text = format!("{{\"schema\":{open}{{}}{}}}", "}}".repeat(500));
    let found = told(&check_text(text));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("too-deep /schema/properties/a/"), "{found:?}");
}

#[test]
fn a_long_way_that_is_entered_from_its_end_is_found_too() {
    let mut definitions = serde_json::Map::new();
    let mut properties = serde_json::Map::new();
    for at in 0..2_000 {
        let next = json!({ "$ref": format!("#/$defs/l{}", at + 1) });
        definitions.insert(format!("l{at}"), json!({ "allOf": [next] }));
    }
    definitions.insert("l2000".into(), json!({ "type": "string" }));
    for at in (0..2_000).rev() {
        properties.insert(format!("p{at}"), json!({ "$ref": format!("#/$defs/l{at}") }));
    }
    let schema = json!({ "type": "object", "properties": properties, "$defs": definitions });
    let found = check(&schema);
    assert!(found[0].message.contains("deep"), "{found:#?}");
    assert_eq!(found.len(), 1);
}

#[test]
fn everything_is_told_at_once() {
    let schema = json!({
        "type": "object",
        "required": ["gone"],
        "properties": {
            "tree": { "$ref": "#/$defs/tree" },
            "bounds": { "type": "integer", "minimum": 3, "maximum": 2 },
            "default": { "type": "integer", "default": "three" },
            "list": { "type": "array", "items": { "type": "string" }, "default": ["a", 2, 3] },
            "pattern": { "type": "string", "pattern": "[" },
            "nowhere": { "$ref": "#/$defs/gone" },
            "outside": { "$ref": "https://example.com/other.json" },
            "type": { "type": "strng" },
            "not a schema": { "properties": 5 },
            "circle": { "$ref": "#/$defs/circle" },
            "values": { "enum": (0..10_000).collect::<Vec<_>>() }
        },
        "$defs": {
            "tree": { "type": "object", "properties": { "kids": { "type": "array", "items": { "$ref": "#/$defs/tree" }, "default": [{}] } } },
            "circle": { "$ref": "#/$defs/circle" }
        }
    });
    let mut found = told(&check(&schema));
    found.sort();
    assert_eq!(
        found,
        [
            "contradictory-bounds /schema/properties/bounds/minimum",
            "default-refused /schema/properties/default/default",
            "default-refused /schema/properties/list/default/1",
            "default-refused /schema/properties/list/default/2",
            "invalid-pattern /schema/properties/pattern/pattern",
            "invalid-schema /schema/properties/not a schema/properties",
            "invalid-schema /schema/properties/type/type",
            "many-values /schema/properties/values/enum",
            "ref-nowhere /schema/properties/nowhere/$ref",
            "ref-outside /schema/properties/outside/$ref",
            "required-unknown /schema/required/0",
            "schema-explodes /schema/$defs/circle",
            "schema-explodes /schema/$defs/tree/properties/kids/default",
        ]
    );
}

#[test]
fn x7_bounds_of_several_schemas_are_told_where_they_meet() {
    let both = json!({ "allOf": [{ "minLength": 2 }, { "maxLength": 1 }] });
    let draft_07 = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "properties": { "a": { "$ref": "#/definitions/a", "maximum": 2 } },
        "definitions": { "a": { "minimum": 3 } } });
    for (schema, expect) in [
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/a", "maximum": 2 } }, "$defs": { "a": { "minimum": 3 } } }),
            vec!["contradictory-bounds /schema/properties/a/maximum"],
        ),
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/a" } }, "$defs": { "a": both } }),
            vec!["contradictory-bounds /schema/$defs/a"],
        ),
        (draft_07, vec!["ignored-beside-ref /schema/properties/a/maximum"]),
        (
            json!({ "properties": { "a": { "minimum": 3, "anyOf": [{ "maximum": 2 }, { "type": "null" }] } } }),
            vec![],
        ),
        (
            json!({ "properties": { "a": { "minimum": 3, "oneOf": [{ "maximum": 2 }, { "maximum": 4 }] } } }),
            vec![],
        ),
    ] {
        assert_eq!(told(&check(&schema)), expect, "{schema}");
    }
}

/// Each keyword is told of in the drafts that do not have it, once.
#[test]
fn x10_keywords_of_another_draft_are_told() {
    let old = "http://json-schema.org/draft-07/schema#";
    let between = "https://json-schema.org/draft/2019-09/schema";
    for (draft, schema, expect) in [
        (old, json!({ "prefixItems": [{}], "items": false }), vec!["prefixItems"]),
        (
            old,
            json!({ "contains": {}, "minContains": 3, "maxContains": 2 }),
            vec!["minContains", "maxContains"],
        ),
        (
            old,
            json!({ "dependencies": { "a": ["b"] }, "items": [{}], "additionalItems": false }),
            vec![],
        ),
        (
            old,
            json!({ "properties": { "a": {} }, "required": ["a"], "unevaluatedProperties": false }),
            vec!["unevaluatedProperties"],
        ),
        (
            between,
            json!({ "prefixItems": [{}], "dependentSchemas": { "a": {} } }),
            vec!["prefixItems"],
        ),
        (
            between,
            json!({ "properties": { "a": { "$recursiveRef": "#" } }, "unevaluatedProperties": false }),
            vec![],
        ),
        (
            "https://json-schema.org/draft/2020-12/schema",
            json!({ "prefixItems": [{}], "dependentRequired": {} }),
            vec![],
        ),
    ] {
        let whole = json!({ "$schema": draft, "type": "object", "properties": { "p": schema } });
        let expect: Vec<String> = expect
            .iter()
            .map(|keyword| format!("ignored-by-draft /schema/properties/p/{keyword}"))
            .collect();
        assert_eq!(told(&check(&whole)), expect, "{whole}");
    }
    // Without `$schema` it is 2020-12.
    let whole =
        json!({ "type": "object", "properties": { "p": { "items": { "$recursiveRef": "#" } } } });
    let found = check(&whole);
    assert_eq!(told(&found), ["ignored-by-draft /schema/properties/p/items/$recursiveRef"]);
    assert!(
        found[0].message.ends_with("says nothing in 2020-12: use $dynamicRef, or $schema 2019-09")
    );
    // A schema in another one can be of another draft.
    let part = json!({ "prefixItems": [{}], "dependentRequired": {}, "properties": { "r": { "$ref": "#/definitions/d", "minimum": 1 } } });
    for (outer, inner, expect) in [
        (old, "https://json-schema.org/draft/2020-12/schema", vec![]),
        (
            "https://json-schema.org/draft/2020-12/schema",
            old,
            vec![
                "ignored-by-draft /schema/properties/p/prefixItems",
                "ignored-by-draft /schema/properties/p/dependentRequired",
                "ignored-beside-ref /schema/properties/p/properties/r/minimum",
            ],
        ),
    ] {
        let mut whole = json!({ "$schema": outer, "type": "object", "definitions": { "d": {} }, "properties": { "p": part } });
        whole["properties"]["p"]["$schema"] = inner.into();
        let found = told(&check(&whole));
        let told: Vec<&str> =
            found.iter().map(String::as_str).filter(|it| it.starts_with("ignored-")).collect();
        assert_eq!(told, expect, "{whole}");
    }
    // Beside a reference it is told of as what stands there.
    let beside = json!({ "$schema": old, "type": "object", "definitions": { "d": {} },
        "properties": { "p": { "$ref": "#/definitions/d", "dependentRequired": {} } } });
    let expect = ["ignored-beside-ref /schema/properties/p/dependentRequired"];
    assert_eq!(told(&check(&beside)), expect);
}

#[test]
fn what_is_no_schema_is_told_where_it_stands() {
    for (schema, expect) in [
        (json!(5), "wrong-type /schema"),
        (json!([]), "wrong-type /schema"),
        (json!("object"), "wrong-type /schema"),
        (json!({ "properties": { "a": 5 } }), "invalid-schema /schema/properties/a"),
        (
            json!({ "properties": { "a": { "items": 5 } } }),
            "invalid-schema /schema/properties/a/items",
        ),
        (json!({ "allOf": {} }), "invalid-schema /schema/allOf"),
        (json!({ "required": "a" }), "invalid-schema /schema/required"),
        (json!({ "enum": 5 }), "invalid-schema /schema/enum"),
    ] {
        assert_eq!(told(&check(&schema)), [expect], "{schema}");
    }
}

#[test]
fn names_inside_a_schema_lead_where_they_say() {
    let schema = json!({ "type": "object", "properties": { "a": { "$ref": "part.json" } },
        "$id": "https://example.com/whole.json",
        "$defs": { "part": { "$id": "part.json", "type": "object", "required": ["x"],
            "properties": { "x": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "type": "string", "default": "y" } } } } });
    assert_eq!(told(&check(&schema)), [""; 0]);
}

/// Where the real schemas are: a folder beside the project's, or the one a variable names.
fn cases() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    std::env::var_os("PORTICO_CASES").map_or_else(beside, PathBuf::from)
}

/// Every `$ref` of a document that does not begin with `#`, with its pointer.
fn outside(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get("$ref")
                && !to.starts_with('#')
            {
                found.push(format!("ref-outside {at}/$ref"));
            }
            for (key, inner) in members {
                outside(
                    inner,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                outside(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn real_schemas_are_refused_for_their_faults_alone() {
    let mut count = 0;
    for entry in fs::read_dir(cases().join("schemastore")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        count += 1;
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let schema = read(&path);
        let (errors, warnings): (Vec<Diagnostic>, Vec<Diagnostic>) =
            check(&schema).into_iter().partition(Diagnostic::is_error);
        let mut expect = Vec::new();
        if ["eslintrc", "pre-commit-config"].contains(&name.as_str()) {
            outside(&schema, "/schema", &mut expect);
            assert!(!expect.is_empty(), "{name}");
        }
        // Two say of each item, which is a text, that it is a list when nobody says what it is.
        let wrong_default = match name.as_str() {
            "jsdoc-1.0.0" => Some("/properties/tags/properties/dictionaries/items"),
            "sarif-2.1.0-rtm.2" => Some("/definitions/stackFrame/properties/parameters/items"),
            _ => None,
        };
        if let Some(at) = wrong_default {
            let warned = told(&warnings);
            let expect = format!("default-refused /schema{at}/default");
            assert!(warned.contains(&expect), "{name}: {warned:?}");
        }
        let mut seen = told(&errors);
        seen.sort();
        expect.sort();
        assert_eq!(seen, expect, "{name}");
    }
    assert!(count >= 16);
}
