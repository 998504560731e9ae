//! The form, the worker's session and the validator agree about any document.

use portico_contract::http::DrawnBranch;
use portico_validate::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::drive::Driven;

fn schemas() -> Vec<Value> {
    vec![
        json!({ "type": "object", "required": ["a"], "additionalProperties": false, "properties": {
            "a": { "type": "string", "minLength": 1 }, "b": { "type": ["integer", "null"], "maximum": 2 },
            "c": { "type": "array", "items": { "type": "object", "properties": { "a": { "type": "boolean" } } }, "maxItems": 2 } } }),
        json!({ "properties": { "a": { "enum": ["x", 1, null] }, "b": { "anyOf": [{ "type": "string" }, { "type": "null" }] } },
            "if": { "properties": { "a": { "const": "x" } }, "required": ["a"] },
            "then": { "required": ["b"], "properties": { "c": { "type": "integer" } } }, "else": { "properties": { "c": { "type": "string" } } } }),
        json!({ "oneOf": [{ "properties": { "a": { "const": "x" }, "b": { "type": "string" } }, "required": ["a"] },
            { "properties": { "a": { "const": 1 }, "c": { "type": "array" } }, "required": ["a"] }] }),
        json!({ "patternProperties": { "^a": { "type": "integer" } }, "additionalProperties": { "type": "string" },
            "dependentRequired": { "a": ["b"] }, "propertyNames": { "maxLength": 1 } }),
        json!({ "properties": { "a": {}, "b": { "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false } },
            "dependentSchemas": { "a": { "properties": { "c": { "type": "object", "minProperties": 1 } } } }, "unevaluatedProperties": false }),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-1..4i64).prop_map(Value::from),
        Just(json!(u64::MAX)),
        "[x1]{0,1}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            members(inner),
        ]
    })
}

fn members(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key = prop_oneof![Just("a"), Just("b"), Just("c"), Just("a/~")];
    prop::collection::vec((key, inner), 0..4).prop_map(|entries| {
        let map: Map<String, Value> =
            entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Value::Object(map)
    })
}

/// Branches that may be drawn, and some that there are not.
fn branches() -> impl Strategy<Value = Vec<DrawnBranch>> {
    let pointer = prop_oneof![Just(""), Just("/a"), Just("/b"), Just("/c/0")];
    let location = prop_oneof![Just("/oneOf"), Just("/properties/b/anyOf"), Just("/nowhere")];
    let one = (pointer, location, 0..3u32).prop_map(|(pointer, keyword_location, index)| {
        let (pointer, keyword_location) = (pointer.to_owned(), keyword_location.to_owned());
        DrawnBranch { pointer, keyword_location, index }
    });
    prop::collection::vec(one, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_form_calls_valid_is_valid(schema in 0..5usize, document in members(value())) {
        let schema = schemas().swap_remove(schema);
        let validator = Validator::new(&schema).unwrap();
        let driven = Driven::open(&schema, document.clone());
        let sent = driven.form.request();
        prop_assert_eq!(&sent, &document, "nothing is lost");
        let drawn = validator.problems_drawn(&sent, &driven.form.drawn_branches());
        prop_assert_eq!(&driven.judged, &drawn, "the worker judges what is sent");
        prop_assert_eq!(drawn.is_empty(), validator.problems(&sent).is_empty(), "as the gateway does");
        if driven.problems().is_empty() {
            prop_assert!(validator.is_valid(&sent));
        }
    }

    #[test]
    fn b9_what_is_drawn_changes_words_and_no_verdict(schema in 0..5usize, document in members(value()), drawn in branches()) {
        let validator = Validator::new(&schemas().swap_remove(schema)).unwrap();
        let told = validator.problems_drawn(&document, &drawn);
        prop_assert_eq!(told.is_empty(), validator.is_valid(&document), "{:?}", told);
    }
}

#[test]
fn a_validator_serves_many_threads() {
    fn check<T: Send + Sync>() {}
    check::<Validator>();
}

#[test]
fn sixty_conditions_are_judged_one_after_the_other() {
    let schema = include_str!("../../../form/tests/hostile/60-conditions.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let keys = |from: usize| {
        let keys = (from..60).map(|number| (format!("k{number}"), json!(number)));
        Value::Object(keys.collect::<Map<_, _>>())
    };
    // Only where all conditions around the last one hold is it known what is declared where it does not.
    let but_one = Driven::open(&schema, keys(1));
    let last = but_one.form.field_at("/k0").unwrap();
    assert!(!last.free_key, "the last condition's field");
    assert_eq!(but_one.form.request(), keys(1));
    let all = Driven::open(&schema, keys(0));
    assert!(all.form.field_at("/k0").unwrap().free_key, "nothing declares it where it is there");
    assert_eq!(all.form.request(), keys(0));
}
