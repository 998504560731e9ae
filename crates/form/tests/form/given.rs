//! What a form is given at its start: the rules G1 and on of docs/forms.md.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::difference::{Why, differences};
use portico_form::draft::Draft;
use portico_form::link::{self, Fault, Link, Packed, Packing};
use portico_form::taken::Taken;
use portico_form::{Form, mask_secrets};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{dialect, schema, whole};
use crate::common::definition;

fn inventory() -> WorkflowDefinition {
    let mut definition = definition(
        json!({ "type": "object", "required": ["account", "by"], "properties": {
            "account": { "type": "string" }, "db": { "type": "string" },
            "disks": { "type": "array", "items": { "type": "object", "properties": { "size": { "type": "integer" }, "kind": { "type": "string" } } } },
            "by": { "type": "string" }, "token": { "type": "string", "writeOnly": true },
            "keys": { "type": "array", "items": { "type": "string", "writeOnly": true } } } }),
        json!({}),
    );
    definition.requester_field = Some("by".into());
    definition.options = serde_json::from_value(
        json!({ "/db": { "params": { "account": "/account" } }, "/disks/*/kind": {} }),
    )
    .unwrap();
    definition
}

fn mark() -> Value {
    json!({ "$secret": true })
}

#[test]
fn g1_a_draft_holds_what_would_be_sent_without_its_secrets() {
    let definition = inventory();
    let input =
        json!({ "account": "a", "token": "hunter2", "keys": ["k1", "k2"], "by": "me@example.com" });
    let draft = Draft::new("d", &definition.schema, &input, Some("{ \"a\"".into()), 1.0);
    let written = draft.write().unwrap();
    assert!(!["hunter2", "k1", "k2"].iter().any(|secret| written.contains(secret)), "{written}");
    let read = Draft::read(&written).unwrap();
    assert_eq!(read.text.as_deref(), Some("{ \"a\""));
    let taken = Taken::new(&definition, read.input, false);
    assert_eq!(taken.input, json!({ "account": "a", "keys": [null, null] }));
    assert_eq!(taken.to_type, ["/token", "/keys/0", "/keys/1"]);
}

#[test]
fn g3_a_draft_is_opened_as_it_was_left() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string", "default": "x" }, "n": { "type": "integer" } } });
    let definition = definition(schema, json!({}));
    let mut form = Form::new(&definition, None, None);
    let (a, n) = (form.field_at("/a").unwrap(), form.field_at("/n").unwrap());
    form.apply(&a, "");
    form.apply(&n, "no number");
    let draft = Draft::new("d", &definition.schema, &form.request(), None, 1.0);
    let draft = Draft::read(&draft.write().unwrap()).unwrap();
    let again = Form::open(&definition, Taken::new(&definition, draft.input, false).input, None);
    assert_eq!(again.request(), json!({ "n": "no number" }));
}

fn deflated(text: &str) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    Packed { packing: Packing::Deflated, bytes: encoder.finish().unwrap() }
}

/// Inflates as a browser does: to one byte more than may be.
fn opened(packed: &Packed) -> Result<Link, Fault> {
    match packed.packing {
        Packing::Plain => Link::read(&packed.bytes),
        Packing::Deflated => {
            let mut bytes = Vec::new();
            let decoder = DeflateDecoder::new(packed.bytes.as_slice());
            decoder
                .take(link::LARGEST as u64 + 1)
                .read_to_end(&mut bytes)
                .map_err(|_| Fault::Damaged)?;
            Link::read(&bytes)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn g4_what_is_put_into_a_link_comes_out_of_it(schema in schema(), dialect in dialect(), seed in any::<u64>(), name in ".{0,40}", is_plain in any::<bool>()) {
        let schema = whole(&schema, dialect);
        let mut input = Form::new(&definition(schema.clone(), json!({})), None, None).request();
        input["odd"] = json!({ &name: [seed, name, null, 1.5, "ä\u{1f680}"] });
        let made = Link::new("d", &schema, "local", &input);
        let text = made.text(&schema).unwrap();
        let packed = if is_plain {
            Packed { packing: Packing::Plain, bytes: text.into_bytes() }
        } else {
            deflated(&text)
        };
        let letters = packed.write().unwrap();
        prop_assert!(letters.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        let read = Packed::read(&letters).unwrap();
        prop_assert_eq!(&read, &packed);
        let read = opened(&read).unwrap();
        prop_assert_eq!(&read, &made);
        prop_assert_eq!(read.input.unwrap().to_string(), mask_secrets(&schema, &input).to_string());
    }

    #[test]
    fn g4_no_letters_break_the_reader(letters in "[01]?[A-Za-z0-9_=+/%-]{0,60}") {
        if let Ok(packed) = Packed::read(&letters) {
            let _ = opened(&packed);
        }
    }
}

#[test]
fn g4_links_that_cannot_be_read_say_why() {
    let plain = |text: &str| {
        let packed = Packed { packing: Packing::Plain, bytes: text.as_bytes().to_vec() };
        packed.write().unwrap()
    };
    let read = |letters: &str| Packed::read(letters).and_then(|packed| opened(&packed));
    for (letters, fault) in [
        (String::new(), Fault::Unknown),
        ("9abc".into(), Fault::Unknown),
        ("0a+b/".into(), Fault::Damaged),
        ("0a".into(), Fault::Damaged),
        ("1Bw".into(), Fault::Damaged),
        (
            plain("{\"input\": {}}")[..9].into(),
            Fault::NoLink("is not JSON: it ends inside a text: a closing \" is missing".into()),
        ),
        (plain("[]"), Fault::NoLink("is no object".into())),
        (plain("{}"), Fault::NoLink("has no input".into())),
        (
            plain("{\"input\":1,\"definition\":2}"),
            Fault::NoLink("has a name that is no name".into()),
        ),
        (
            plain("{\"input\":{\"a\":1,\"a\":2}}"),
            Fault::NoLink("has the key \"a\" twice: remove one of the two".into()),
        ),
        ("0".repeat(1024 * 1024), Fault::TooLong),
        // A little that inflates to much.
        (deflated(&" ".repeat(link::LARGEST * 20)).write().unwrap(), Fault::TooLong),
    ] {
        assert_eq!(read(&letters), Err(fault), "{}", &letters[..letters.len().min(40)]);
    }
    let by_hand = format!("{}==", plain("{\"input\":{\"a\":1}}").trim_end_matches('='));
    let link = Link { input: Some(json!({ "a": 1 })), definition: None, environment: None };
    assert_eq!(read(&by_hand), Ok(link));
}

#[test]
fn g5_no_secret_is_put_into_a_link_and_none_is_taken_from_one() {
    let definition = inventory();
    let input = json!({ "account": "a", "token": "hunter2", "keys": ["k", null] });
    let link = Link::new("d", &definition.schema, "local", &input);
    assert!(!link.text(&definition.schema).unwrap().contains("hunter2"));
    let by_hand = Link { input: Some(input.clone()), ..link };
    let refused = vec!["/token".to_owned(), "/keys/0".to_owned()];
    assert_eq!(by_hand.text(&definition.schema), Err(Fault::Secrets(refused.clone())));
    let taken = Taken::new(&definition, input, false);
    assert_eq!(taken.refused, refused);
    assert_eq!(taken.input, json!({ "account": "a", "keys": [null, null] }));
    let marked = Taken::new(&definition, json!({ "token": mark(), "db": mark() }), false);
    assert_eq!((marked.input, marked.to_type), (json!({}), vec!["/token".to_owned()]));
}

#[test]
fn g6_from_another_environment_fields_with_a_source_come_empty() {
    let definition = inventory();
    let input = json!({ "account": "a", "db": "x", "by": "you@example.com",
        "disks": [{ "size": 1, "kind": "ssd" }, { "size": 2 }] });
    let taken = Taken::new(&definition, input.clone(), true);
    assert_eq!(taken.input, json!({ "account": "a", "disks": [{ "size": 1 }, { "size": 2 }] }));
    assert_eq!(taken.emptied, ["/db", "/disks/0/kind"]);
    let stayed = Taken::new(&definition, input, false);
    assert_eq!((stayed.input["db"].as_str(), stayed.emptied.len()), (Some("x"), 0));
}

#[test]
fn g6_what_is_chosen_from_a_list_in_the_config_is_taken_along() {
    let mut definition = inventory();
    definition.options = serde_json::from_value(json!({
        "/account": { "fixed": true },
        "/db": { "params": { "account": "/account" } },
        "/disks/*/kind": { "fixed": true },
    }))
    .unwrap();
    let input = json!({ "account": "a", "db": "x", "disks": [{ "size": 1, "kind": "ssd" }] });
    let taken = Taken::new(&definition, input, true);
    assert_eq!(taken.input, json!({ "account": "a", "disks": [{ "size": 1, "kind": "ssd" }] }));
    assert_eq!(taken.emptied, ["/db"]);
}

#[track_caller]
fn check(schema: Value, input: Value, problems: &[(&str, &str)], expect: &[(&str, &str)]) {
    let problems: Vec<FieldProblem> = problems
        .iter()
        .map(|(at, message)| FieldProblem {
            pointer: (*at).into(),
            keyword: None,
            message: (*message).into(),
        })
        .collect();
    let found = differences(&definition(schema, json!({})), &input, &problems);
    let text = |value: Option<Value>| value.map_or("-".to_owned(), |value| value.to_string());
    let found: Vec<(String, String)> = found
        .into_iter()
        .map(|it| {
            let why = match it.why {
                Why::Wrong(message) => message,
                why => format!("{why:?}"),
            };
            (it.pointer, format!("{} > {}: {why}", text(it.was), text(it.now)))
        })
        .collect();
    let found: Vec<(&str, &str)> =
        found.iter().map(|(at, it)| (at.as_str(), it.as_str())).collect();
    assert_eq!(found, expect);
}

#[test]
fn g7_an_input_that_is_as_a_new_form_differs_in_nothing() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "number", "default": 1 }, "b": { "type": "string" } } });
    check(schema.clone(), json!({ "a": 1.0 }), &[], &[]);
    check(schema, json!({ "a": 1, "b": "typed" }), &[], &[]);
    check(json!({ "type": "object", "properties": {} }), json!({}), &[], &[]);
}

#[test]
fn g7_what_differs_from_the_schema_and_its_defaults_is_told() {
    let schema = json!({ "type": "object", "required": ["new", "size", "group"], "properties": {
        "size": { "type": "integer", "default": 100 }, "class": { "type": "string", "default": "m" },
        "new": { "type": "string" }, "kind": { "enum": ["a", "b"] }, "secret": { "type": "string", "writeOnly": true, "default": "s" },
        "group": { "type": "object", "properties": { "deep": { "type": "boolean", "default": false } } },
        "list": { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": { "x": {} } } },
        "free": { "type": "object", "additionalProperties": { "type": "string" } } } });
    check(
        schema.clone(),
        json!({ "size": 200, "kind": "c", "gone": [1], "secret": mark(), "group": { "deep": true },
            "list": [{ "x": 1, "y": 2 }], "free": { "any": "key" } }),
        &[
            ("/kind", "must be one of a, b"),
            ("/new", "is required"),
            ("/size", "must be at most 150"),
        ],
        &[
            ("/class", "- > \"m\": LeftOut"),
            ("/new", "- > -: Required"),
            ("/group/deep", "true > false: Default"),
            ("/list/0/y", "2 > -: Removed"),
            ("/gone", "[1] > -: Removed"),
            ("/kind", "\"c\" > -: must be one of a, b"),
            ("/size", "200 > -: must be at most 150"),
        ],
    );
    check(
        schema,
        json!("no object"),
        &[("", "must be an object")],
        &[("", "\"no object\" > -: must be an object")],
    );
}

#[test]
fn g7_the_requester_and_secrets_are_not_compared() {
    let definition = inventory();
    let problem = |at: &str| FieldProblem {
        pointer: at.into(),
        keyword: None,
        message: "is required".into(),
    };
    let input = json!({ "account": "a", "by": "you@example.com", "token": mark() });
    assert_eq!(differences(&definition, &input, &[problem("/by"), problem("/token")]), []);
}
