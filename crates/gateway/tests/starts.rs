//! POST /api/v1/workflows/{namespace}/{workflow_type}/runs

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::{World, offline, runs_of};

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
    let body = json!({ "input": { "name": name }, "confirm": name });
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
