//! POST /api/v1/workflows/{namespace}/{workflow_type}/runs

use insta::assert_json_snapshot;
use portico_form::worker::BUILD;
use portico_validate::Session;
use serde_json::{Value, json};

use crate::support::{Folders, Names, World, gateway, offline, runs_of};

#[tokio::test]
async fn a_preview_shows_what_would_be_sent_and_starts_nothing() {
    let (gateway, _folders) = offline(&[]).await;
    let input =
        json!({ "text": "x", "password": "hunter22", "requested_by": "mallory@example.com" });
    let answer = gateway.post(&runs_of("Echo"), &json!({ "input": input, "preview": true })).await;
    assert_json_snapshot!(answer.is(200), @r#"
    {
      "valid": true,
      "target": {
        "namespace": "one-stage",
        "endpoint": "one-stage",
        "service": "one-stage",
        "operation": "Echo",
        "workflow_id": null
      },
      "approvals": 0,
      "pollers": {
        "nexus": null
      },
      "input": {
        "text": "x",
        "password": {
          "$secret": true
        },
        "requested_by": "ann@example.com"
      },
      "warnings": []
    }
    "#);
    let named = json!({ "input": { "name": "a/b" }, "preview": true });
    let preview = gateway.post(&runs_of("Named"), &named).await.is(200);
    assert_eq!(
        preview["target"]["workflow_id"], "Named-a/b",
        "no confirmation is asked for before the review"
    );
    // What a start would refuse, the preview refuses in the same words.
    let refused = json!({ "text": "", "count": 0 });
    let [preview, start] =
        [true, false].map(|preview| json!({ "input": refused, "preview": preview }));
    let [preview, start] = [
        gateway.post(&runs_of("Echo"), &preview).await,
        gateway.post(&runs_of("Echo"), &start).await,
    ];
    preview.is_error(422, "invalid_input");
    assert_eq!(preview.json()["error"]["fields"], start.json()["error"]["fields"]);
    let waits =
        gateway.post(&runs_of("Waits"), &json!({ "input": {}, "preview": true })).await.is(200);
    assert_eq!(waits["approvals"], 1);
    assert!(waits["warnings"][0].as_str().unwrap().contains("signal go"), "{waits}");
}

/// What the browser's worker says of an input while its form draws these branches.
fn told_in_the_browser(schema: &Value, input: &Value, branches: &Value) -> Value {
    let mut worker = Session::default();
    worker.receive(&json!({ "type": "init", "build": BUILD, "schema": schema }).to_string());
    let patches = json!([{ "at": "", "value": input }]);
    let update = json!({ "type": "update", "revision": 1, "patches": patches, "chosen": branches, "errors": true });
    let verdict: Value = serde_json::from_str(&worker.receive(&update.to_string())).unwrap();
    verdict["errors"].clone()
}

#[tokio::test]
async fn a_refusal_speaks_of_the_branches_that_are_drawn_as_the_browser_does() {
    let names = Names { namespace: "one-stage".into(), endpoint: "one-stage".into() };
    let folders = Folders::new(&names);
    let needs = |key: &str| json!({ "type": "object", "required": [key], "properties": { key: { "type": "string" } } });
    let schema = json!({ "type": "object", "oneOf": [needs("x"), needs("y")] });
    folders.write("bytes", &names, "Bytes", &json!({ "schema": schema }));
    let gateway = gateway(&folders, &["--temporal-address", "127.0.0.1:1"]).await;
    let none = json!([]);
    let drawn = |pointer: &str, keyword: &str, index: u32| json!([{ "pointer": pointer, "keyword_location": keyword, "index": index }]);
    for (input, branches, wrong) in [
        (json!({}), none.clone(), Some("")),
        (json!({}), drawn("", "/oneOf", 0), Some("/x")),
        (json!({}), drawn("", "/oneOf", 1), Some("/y")),
        (json!({ "y": 1 }), none, Some("/y")),
        (json!({ "y": 1 }), drawn("", "/oneOf", 0), Some("/x")),
        // What fits nothing says nothing.
        (json!({}), drawn("", "/oneOf", 2), Some("")),
        (json!({}), drawn("/x", "/oneOf", 1), Some("")),
        (json!({}), drawn("", "/anyOf", 1), Some("")),
        // What is right is right, whichever branch is drawn.
        (json!({ "x": "in" }), drawn("", "/oneOf", 1), None),
    ] {
        let told = told_in_the_browser(&schema, &input, &branches);
        assert_eq!(told.pointer("/0/pointer").and_then(Value::as_str), wrong, "{input} {branches}");
        for preview in [true, false] {
            let body = json!({ "input": input, "preview": preview, "branches": branches });
            let answer = gateway.post(&runs_of("Bytes"), &body).await;
            match wrong {
                Some(_) => {
                    answer.is_error(422, "invalid_input");
                    assert_eq!(answer.json()["error"]["fields"], told, "{body}");
                }
                None if preview => assert_eq!(answer.is(200)["valid"], true),
                // It is good, and Temporal is not there.
                None => answer.is_error(503, "temporal_unavailable"),
            }
        }
    }
}

#[tokio::test]
async fn a_start_answers_with_the_run_and_its_address() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let definition = gateway.get("/api/v1/workflows/one/Echo").await.is(200)["definition"].clone();
    let input = json!({ "text": "x", "password": "hunter22", "dry_run": true });
    let answer = gateway
        .post_keyed(
            &runs_of("Echo"),
            Some("k"),
            &json!({ "input": input, "definition": definition }),
        )
        .await;
    let mut run = answer.is(202);
    let id = run["workflow_id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/api/v1/runs/{id}"));
    for pointer in ["/run_id", "/started_at", "/steps/0/started_at", "/input_hash"] {
        *run.pointer_mut(pointer).unwrap() = json!("[varies]");
    }
    assert_json_snapshot!(run, @r#"
    {
      "workflow_id": "portico-OKMOUEGKMJRY5BD5HKCZ7WIEGT",
      "run_id": "[varies]",
      "namespace": "one",
      "workflow_type": "Echo",
      "name": "Echo it",
      "environment": "local",
      "status": "running",
      "requester": "ann@example.com",
      "requester_verified": true,
      "started_at": "[varies]",
      "closed_at": null,
      "cancel_requested_at": null,
      "dry_run": true,
      "input": {
        "text": "x",
        "password": {
          "$secret": true
        },
        "dry_run": true,
        "requested_by": "ann@example.com"
      },
      "input_hash": "[varies]",
      "result": null,
      "failure": null,
      "target": null,
      "steps": [
        {
          "lane": "gateway",
          "title": "RouterWorkflow",
          "status": "pending",
          "started_at": "[varies]",
          "closed_at": null,
          "attempt": 1,
          "last_failure": null
        }
      ],
      "progress": null,
      "approval": null,
      "links": []
    }
    "#);
}

#[tokio::test]
async fn the_router_gets_what_its_contract_says() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let name = "ord\u{202e}ers/🦀 \"<b>";
    let branches = json!([{ "pointer": "", "keyword_location": "/oneOf", "index": 0 }]);
    let body = json!({ "input": { "name": name }, "confirm": name, "branches": branches });
    let run = gateway.post(&runs_of("Named"), &body).await.is(202);
    let event =
        portico_testkit::event(&world.router, run["workflow_id"].as_str().unwrap(), |event| {
            event.attributes.clone().map(|attributes| (attributes, event.user_metadata.clone()))
        });
    let (attributes, metadata) = event.await.unwrap();
    use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
    let Attributes::WorkflowExecutionStartedEventAttributes(started) = attributes else {
        panic!("{attributes:?}")
    };
    let mut input: serde_json::Value =
        serde_json::from_slice(&started.input.unwrap().payloads[0].data).unwrap();
    for (key, real) in [
        ("namespace", world.names.namespace.as_str()),
        ("nexus_endpoint", world.names.endpoint.as_str()),
    ] {
        assert_eq!(input[key], real);
        input[key] = json!("[real]");
    }
    assert_eq!(input["workflow_input_data"]["name"], name);
    input["workflow_input_data"] = json!("[as sent]");
    assert_json_snapshot!(input, @r#"
    {
      "workflow_type": "Named",
      "workflow_input_data": "[as sent]",
      "namespace": "[real]",
      "nexus_endpoint": "[real]",
      "requester_email": "ann@example.com",
      "nexus_headers": {
        "portico-workflow-id": "Named-ord%E2%80%AEers%2F%F0%9F%A6%80%20%22%3Cb%3E",
        "portico-on-conflict": "fail"
      }
    }
    "#);
    let mut memo: serde_json::Value =
        serde_json::from_slice(&started.memo.unwrap().fields["portico"].data).unwrap();
    for (key, length) in [("definition", 1), ("request_hash", 64)] {
        assert!(memo[key].as_str().is_some_and(|hash| hash.len() >= length), "{memo}");
        memo[key] = json!("[hash]");
    }
    assert_eq!(
        memo,
        json!({ "v": 1, "namespace": "one", "workflow_type": "Named", "definition": "[hash]", "request_hash": "[hash]" })
    );
    let summary = metadata.unwrap().summary.unwrap();
    assert_eq!(String::from_utf8_lossy(&summary.data), "\"Named it\"", "nothing of the input");
}
