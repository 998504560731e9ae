//! What a schema may be, and verdicts on its parts.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests panic, and write their schemas in place"
)]

use std::fs;
use std::path::Path;

use portico_form::keywords::Draft;
use portico_validate::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

#[track_caller]
fn check_refused(schema: Value, expect: &str) {
    let error = Validator::new(&schema).unwrap_err();
    assert_eq!(error.to_string(), expect);
}

#[test]
fn unusable_schemas_say_where() {
    check_refused(
        json!({ "properties": { "a": { "$ref": "#/$defs/x" } } }),
        "/properties/a/$ref: \"#/$defs/x\" leads nowhere",
    );
    check_refused(
        json!({ "items": { "$ref": "https://example.com/s.json" } }),
        "/items/$ref: \"https://example.com/s.json\" leads outside the schema; copy what it refers to into $defs",
    );
    check_refused(
        json!({ "$schema": "https://example.com/mine" }),
        "/$schema: names a dialect that is not known; use draft-04, draft-07, 2019-09 or 2020-12",
    );
    let error =
        Validator::new(&json!({ "properties": { "a": { "type": "strnig" } } })).unwrap_err();
    assert_eq!(error.pointer, "/properties/a/type");
    let error = Validator::new(&json!({ "properties": { "a": { "pattern": "(" } } })).unwrap_err();
    assert_eq!(error.pointer, "/properties/a/pattern");
}

#[test]
fn draft_04_is_read_leniently() {
    let schema = |bound: Value| json!({ "$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": bound });
    assert!(!Validator::new(&schema(json!(true))).unwrap().is_valid(&json!(1)));
    assert!(!Validator::new(&schema(json!(3))).unwrap().is_valid(&json!(2)));
}

/// Forms draw by that table, so the library has to keep to it.
#[test]
fn x10_the_validator_passes_over_the_keywords_that_a_draft_lacks() {
    let cases = [
        ("$dynamicRef", json!({ "$dynamicRef": "#/$defs/no", "$defs": { "no": false } }), json!(1)),
        (
            "$recursiveRef",
            json!({ "properties": { "a": { "$recursiveRef": "#" } }, "additionalProperties": false }),
            json!({ "a": { "b": 1 } }),
        ),
        ("dependentRequired", json!({ "dependentRequired": { "a": ["b"] } }), json!({ "a": 1 })),
        ("dependentSchemas", json!({ "dependentSchemas": { "a": false } }), json!({ "a": 1 })),
        ("maxContains", json!({ "contains": true, "maxContains": 1 }), json!([1, 2])),
        ("minContains", json!({ "contains": true, "minContains": 2 }), json!([1])),
        ("prefixItems", json!({ "prefixItems": [false] }), json!([1])),
        ("unevaluatedItems", json!({ "unevaluatedItems": false }), json!([1])),
        ("unevaluatedProperties", json!({ "unevaluatedProperties": false }), json!({ "a": 1 })),
        // These are in the table of no draft.
        ("dependencies", json!({ "dependencies": { "a": ["b"] } }), json!({ "a": 1 })),
        ("if", json!({ "if": true, "then": false }), json!(1)),
        ("contains", json!({ "contains": false }), json!([1])),
        ("propertyNames", json!({ "propertyNames": false }), json!({ "a": 1 })),
    ];
    for uri in [
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        let draft = Draft::named(uri).unwrap();
        for (keyword, schema, refused) in &cases {
            let mut schema = schema.clone();
            schema["$schema"] = uri.into();
            let accepts = Validator::new(&schema).unwrap().is_valid(refused);
            assert_eq!(accepts, draft.lacks(keyword), "{keyword} in {uri}");
        }
    }
    // Lists of schemas in `items` the later meta-schema refuses, so they are told of.
    let list = |uri: &str| json!({ "$schema": uri, "items": [false] });
    let old = Validator::new(&list("https://json-schema.org/draft/2019-09/schema")).unwrap();
    assert!(!old.is_valid(&json!([1])));
    assert!(Validator::new(&list("https://json-schema.org/draft/2020-12/schema")).is_err());
}

/// A form follows dynamic references in the same way.
#[test]
fn x1_a_generic_list_holds_what_each_use_says() {
    let of = |name: &str, base: &str, bound: &str| json!({ "$id": name, "$ref": base, "$defs": { "t": { "$dynamicAnchor": "T", "type": bound } } });
    let validator = Validator::new(&json!({ "properties": {
        "tags": { "$ref": "strings" }, "counts": { "$ref": "numbers" }, "answers": { "$ref": "booleans" },
        "words": { "$ref": "words" } },
        "$defs": { "strings": of("strings", "list", "string"), "numbers": of("numbers", "list", "integer"),
            "booleans": of("booleans", "strings", "boolean"),
            // A plain reference to such an anchor is taken for a dynamic one.
            "words": of("words", "plain", "string"),
            "plain": { "$id": "plain", "type": "array", "items": { "$ref": "#T" },
                "$defs": { "T": { "$dynamicAnchor": "T", "type": "integer" } } },
            "list": { "$id": "list", "type": "array", "items": { "$dynamicRef": "#T" },
                "$defs": { "T": { "$dynamicAnchor": "T", "not": {} } } } } }))
    .unwrap();
    let right = json!({ "tags": ["a"], "counts": [1], "answers": [true], "words": ["a"] });
    assert!(validator.is_valid(&right));
    for wrong in [
        json!({ "tags": [1] }),
        json!({ "counts": ["a"] }),
        json!({ "answers": ["a"] }),
        json!({ "words": [1] }),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn x1_the_root_binds_only_where_a_reference_is_written_in_it() {
    let anchor = |kind: &str| json!({ "$dynamicAnchor": "T", "type": kind });
    let list = json!({ "$id": "x", "type": "array", "items": { "$dynamicRef": "#T" }, "$defs": { "t": anchor("integer") } });
    let schema = json!({ "properties": { "a": list, "b": { "$ref": "x" } }, "$defs": { "t": anchor("string") } });
    let validator = Validator::new(&schema).unwrap();
    assert!(validator.is_valid(&json!({ "a": [1], "b": ["c"] })));
    for wrong in [json!({ "a": ["c"] }), json!({ "b": [1] })] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn patterns_cannot_hang() {
    for pattern in ["(a+)+$", "(a|a)*b", "(?=(a+)+$)x?(a+)+b", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
        let validator = Validator::new(&json!({ "pattern": pattern })).unwrap();
        // What hangs is ended by the runner's limit for a test; how fast this is belongs to the bench.
        let _ = validator.problems(&json!("a".repeat(5_000) + "!"));
    }
}

#[test]
fn verdicts_on_parts() {
    let schema = json!({
        "$id": "https://example.com/root.json",
        "properties": { "a b": { "if": { "$ref": "#/$defs/one" }, "then": {} } },
        "$defs": { "one": { "const": 1 } }
    });
    let validator = Validator::new(&schema).unwrap();
    let condition = validator.condition("/properties/a b/if").unwrap();
    assert!(condition.holds(&json!(1)));
    assert!(!condition.holds(&json!(2)));
    assert!(validator.condition("/nowhere").is_err());
}

#[test]
fn references_in_a_circle_end() {
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "allOf": [{ "$ref": "#" }] }),
        json!({ "properties": { "child": { "$ref": "#" } }, "required": ["name"] }),
    ] {
        if let Ok(validator) = Validator::new(&schema) {
            let _ = validator.problems(&json!({ "child": { "child": { "child": {} } } }));
        }
    }
}

/// What would take for ever is ended by the runner's limit for a test.
#[test]
fn x7_the_search_for_faults_ends() {
    let search = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../form/tests/hostile");
        for entry in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            if let Ok((validator, _)) = Validator::mended(&serde_json::from_str(&text).unwrap()) {
                let _ = validator.faults();
            }
        }
    };
    // Compiling 500 levels takes more stack than a test has.
    std::thread::Builder::new().stack_size(256 << 20).spawn(search).unwrap().join().unwrap();
}

/// They are looked up once for each name, not for each reference.
#[test]
fn x7_the_search_for_faults_ends_among_many_dynamic_references() {
    let resource = |at: usize| (format!("r{at}"), json!({ "$id": format!("r{at}") }));
    let reference = |at: usize| (format!("d{at}"), json!({ "$dynamicRef": "#T" }));
    let mut definitions: serde_json::Map<String, Value> = (0..3_000).map(resource).collect();
    definitions.insert("c".into(), json!({ "anyOf": [{ "maximum": 3 }, { "maximum": 9 }] }));
    let schema = json!({
        "properties": { "p": { "$ref": "#/$defs/c", "minimum": 5 } },
        "$defs": definitions,
        "x-data": (0..3_000).map(reference).collect::<serde_json::Map<_, _>>(),
    });
    let (validator, _) = Validator::mended(&schema).unwrap();
    assert_eq!(validator.faults().len(), 1);
}

#[test]
fn x7_many_that_bring_many_together_are_told_still() {
    let all: Vec<Value> = (0..250).map(|at| json!({ "$ref": format!("#/$defs/d{at}") })).collect();
    let bound = |at: usize| (format!("d{at}"), json!({ "minimum": at, "maximum": at }));
    let field = |at: usize| (format!("p{at}"), json!({ "allOf": all }));
    let schema = json!({
        "properties": (0..100).map(field).collect::<serde_json::Map<_, _>>(),
        "$defs": (0..250).map(bound).collect::<serde_json::Map<_, _>>(),
    });
    let (validator, _) = Validator::mended(&schema).unwrap();
    let faults = validator.faults();
    assert_eq!(faults.first().map(|(place, _)| place.as_str()), Some("/properties/p0"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|float| json!(float)),
        "[a-c/~]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-c/~]{0,2}", inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn any_schema() -> impl Strategy<Value = Value> {
    let keyword = prop_oneof![
        Just("properties"),
        Just("items"),
        Just("allOf"),
        Just("anyOf"),
        Just("oneOf"),
        Just("not"),
        Just("if"),
        Just("then"),
        Just("required"),
        Just("enum"),
        Just("const"),
        Just("type"),
        Just("minLength"),
        Just("pattern"),
        Just("format"),
        Just("$ref"),
        Just("$defs"),
        Just("additionalProperties"),
        Just("propertyNames"),
        Just("uniqueItems"),
    ];
    let leaf = prop_oneof![
        any_json(),
        Just(json!("string")),
        Just(json!("object")),
        Just(json!("#")),
        Just(json!("#/$defs/a")),
        Just(json!(["a"])),
        Just(json!(true)),
    ];
    leaf.prop_recursive(4, 48, 4, move |inner| {
        prop_oneof![
            prop::collection::vec((keyword.clone(), inner.clone()), 0..4).prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
            prop::collection::vec(("[a-c]", inner.clone()), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn never_panics_and_both_answers_agree(schema in any_schema(), input in any_json()) {
        if let Ok(validator) = Validator::new(&schema) {
            prop_assert_eq!(validator.problems(&input).is_empty(), validator.is_valid(&input));
            let _ = validator.faults();
        }
    }
}
