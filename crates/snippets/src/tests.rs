//! Whole programs. `e2e/snippets.spec.mjs` runs each of them; here they are read.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;

const START: Start<'static> = Start {
    gateway: "https://portico.example.com",
    url: "https://portico.example.com/api/v1/workflows/ops/Delete/runs",
    namespace: "ops",
    workflow_type: "Delete",
    input: &Value::Null,
    secrets: &[],
    definition: None,
    confirm: Confirm::Nothing,
    key: None,
};

/// The same input in every language.
fn plain() -> Value {
    json!({ "table": "it's $HOME `x`", "count": u64::MAX, "share": 1.0, "note": null })
}

/// An input with secrets of both kinds, for a workflow that wants a value repeated.
fn secret() -> (Value, Vec<String>) {
    let input =
        json!({ "table": "orders", "password": "hunter2", "keys": [{ "private": ["hunter2"] }] });
    (input, vec!["/password".into(), "/keys/0/private".into()])
}

fn all(start: &Start<'_>) -> String {
    let programs = Language::ALL.iter().zip(Language::NAMES);
    programs.map(|(language, name)| format!("=== {name}\n{}", language.write(start))).collect()
}

#[test]
fn every_language() {
    let input = plain();
    assert_snapshot!(all(&Start { input: &input, ..START }));
}

#[test]
fn what_is_secret_is_read_from_the_environment() {
    let (input, secrets) = secret();
    let programs =
        all(&Start { input: &input, secrets: &secrets, confirm: Confirm::Asked, ..START });
    assert!(!programs.contains("hunter2"));
    assert_snapshot!(programs);
}

#[test]
fn a_request_under_review_keeps_its_key() {
    let input = plain();
    let start = Start {
        input: &input,
        definition: Some("d1"),
        confirm: Confirm::Given("it's"),
        key: Some("k1"),
        ..START
    };
    assert_snapshot!(all(&start));
}

#[test]
fn a_secret_whose_place_no_field_can_name() {
    let input = json!({ "a=b": "hunter2" });
    let secrets = ["/a=b".to_owned()];
    let text = Language::Portico.write(&Start { input: &input, secrets: &secrets, ..START });
    assert_snapshot!(text);
}

#[test]
fn past_the_gateway() {
    let (input, secrets) = secret();
    let direct = Direct {
        namespace: "ops-stage",
        task_queue: Some("queue"),
        workflow_type: "Delete",
        workflow_id: Some("Delete-it's"),
        input: &input,
        secrets: &secrets,
    };
    let unknown = Direct { task_queue: None, workflow_id: None, secrets: &[], ..direct };
    let programs = direct.write();
    assert!(!programs.contains("hunter2"));
    assert_snapshot!(programs + "===\n" + &unknown.write());
}
