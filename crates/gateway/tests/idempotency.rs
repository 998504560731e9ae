//! One key, one run.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use portico_contract::nexus::{MEMO_KEY, ROUTER_TASK_QUEUE, ROUTER_WORKFLOW};
use portico_testkit::{Fate, Proxy, until};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use temporalio_client::{UntypedWorkflow, WorkflowStartOptions};
use temporalio_common::MemoValues;
use temporalio_common::data_converters::{PayloadConverter, RawValue};
use tonic::Code;

use crate::support::{World, runs_of};

#[tokio::test]
async fn twenty_requests_to_two_gateways_start_one_run() {
    let world = World::without_workers().await;
    let gateways = [world.gateway().await, world.gateway().await];
    let body = json!({ "input": { "text": "x", "count": 1 } });
    let path = runs_of("Echo");
    let sent = (0..20).map(|n| gateways[n % 2].post_keyed(&path, Some("one key"), &body));
    let answers = join_all(sent).await;
    let runs: HashSet<String> =
        answers.iter().map(|answer| answer.json()["run_id"].to_string()).collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    let accepted = answers.iter().filter(|answer| answer.status == 202).count();
    let repeated = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((accepted, repeated), (1, 19));

    // Gateways that have just started, with empty indexes, know it too.
    for gateway in [world.gateway().await, world.gateway().await] {
        let other_order = json!({ "input": { "count": 1, "text": "x" } });
        let again = gateway.post_keyed(&runs_of("Echo"), Some("one key"), &other_order).await;
        assert!(runs.contains(&again.is(200)["run_id"].to_string()));
        assert_eq!(again.header("location"), answers[0].header("location"));
        let run = gateway.get(answers[0].header("location")).await.is(200);
        assert_eq!(
            run["requester_verified"], true,
            "the caller proved to be the one who started it"
        );
        let other_input = json!({ "input": { "text": "y" } });
        gateway
            .post_keyed(&runs_of("Echo"), Some("one key"), &other_input)
            .await
            .is_error(422, "key_reused");
        let other_person = gateway
            .by("bob@example.com")
            .post_keyed(&runs_of("Echo"), Some("one key"), &body)
            .await;
        assert!(!runs.contains(&other_person.json()["run_id"].to_string()));
    }
    let bobs = gateways[0]
        .by("bob@example.com")
        .post_keyed(&runs_of("Echo"), Some("one key"), &body)
        .await;
    bobs.is(200);
}

#[tokio::test]
async fn a_key_names_its_run_after_its_end_too() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let body = json!({ "input": { "text": "x" } });
    let first = gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is(202);
    let id = first["workflow_id"].as_str().unwrap();
    gateway.run_until(id, |run| run["status"] == "completed").await;
    for gateway in [gateway, world.gateway().await] {
        let again = gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is(200);
        assert_eq!(again["run_id"], first["run_id"]);
    }
}

#[tokio::test]
async fn the_branches_a_form_draws_are_no_part_of_what_a_key_stands_for() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let drawn =
        |index: u32| json!([{ "pointer": "", "keyword_location": "/oneOf", "index": index }]);
    let send = async |branches: Value| {
        let body = json!({ "input": { "text": "x" }, "branches": branches });
        gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await
    };
    let first = send(drawn(0)).await.is(202);
    for branches in [drawn(0), drawn(1), json!([]), json!(null)] {
        assert_eq!(send(branches).await.is(200)["run_id"], first["run_id"]);
    }
}

#[tokio::test]
async fn an_attempt_that_was_lost_on_its_way_back_is_made_again_with_the_same_request_id() {
    let world = World::without_workers().await;
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    let attempts = Arc::new(AtomicUsize::new(0));
    let count = attempts.clone();
    proxy.rule(move |rpc, _| match rpc {
        "StartWorkflowExecution" if count.fetch_add(1, Ordering::SeqCst) == 0 => {
            Fate::RefuseAnswer(Code::Unavailable)
        }
        _ => Fate::Pass,
    });
    let gateway = world.gateway_with(&["--temporal-address", proxy.address()]).await;
    let body = json!({ "input": { "text": "x" } });
    // With another request id the second attempt would find the id taken, and be answered 200.
    gateway.post(&runs_of("Echo"), &body).await.is(202);
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn without_a_key_every_request_is_its_own() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let body = json!({ "input": { "text": "x" } });
    let path = runs_of("Echo");
    let ids: HashSet<String> = join_all((0..3).map(|_| gateway.post(&path, &body)))
        .await
        .iter()
        .map(|answer| answer.is(202)["workflow_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn a_retry_finds_its_run_though_the_definition_changed_meanwhile() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let definition = gateway.get("/api/v1/workflows/one/Echo").await.is(200)["definition"].clone();
    let body = json!({ "input": { "text": "x" }, "definition": definition });
    let first = gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is(202);
    let stale = json!({ "input": { "text": "x" }, "definition": "before" });
    let again = gateway.post_keyed(&runs_of("Echo"), Some("key"), &stale).await.is(200);
    assert_eq!(first["run_id"], again["run_id"]);
    gateway
        .post_keyed(&runs_of("Echo"), Some("other"), &stale)
        .await
        .is_error(409, "definition_changed");
    gateway.post(&runs_of("Echo"), &stale).await.is_error(409, "definition_changed");
}

#[tokio::test]
async fn a_router_that_somebody_else_started_under_the_id_is_not_ours() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let body = json!({ "input": { "text": "x" } });
    // The id is known in advance only to the caller; here a first gateway tells it.
    let other = World::without_workers().await;
    let id = other.gateway().await.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is(202)["workflow_id"].clone();
    let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, id.as_str().unwrap()).build();
    let forged = temporalio_common::data_converters::RawValue::new(vec![]);
    world
        .router
        .start_workflow(UntypedWorkflow::new(ROUTER_WORKFLOW), forged, options)
        .await
        .unwrap();
    gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is_error(422, "key_reused");
    assert_eq!(gateway.get("/api/v1/runs").await.is(200)["runs"], json!([]));
}

/// Has another client start a router in Ann's name, with an input that nobody has judged.
async fn forge(world: &World, id: &str, memo: MemoValues) {
    let router = json!({
        "workflow_type": "Echo", "workflow_input_data": { "text": "never judged" },
        "namespace": world.names.namespace, "nexus_endpoint": world.names.endpoint,
        "requester_email": "ann@example.com",
    });
    let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, id).memo(memo).build();
    world
        .router
        .start_workflow(
            UntypedWorkflow::new(ROUTER_WORKFLOW),
            RawValue::from_value(&router, &PayloadConverter::default()),
            options,
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn a_forged_memo_makes_no_run_of_somebody_elses_router() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let input = json!({ "text": "x" });
    let body = json!({ "input": input });
    let other = World::without_workers().await;
    let told = other.gateway().await.post_keyed(&runs_of("Echo"), Some("key"), &body).await;
    let id = told.is(202)["workflow_id"].as_str().unwrap().to_owned();
    let sent = json!({ "text": "x", "requested_by": "ann@example.com" });
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(portico_catalog::canonical(&sent)));
    let mut memo = MemoValues::new();
    memo.insert(
        MEMO_KEY,
        json!({ "v": 1, "namespace": "one", "workflow_type": "Echo", "definition": "", "request_hash": hash }),
    );
    forge(&world, &id, memo).await;
    gateway.post_keyed(&runs_of("Echo"), Some("key"), &body).await.is_error(422, "key_reused");
    let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    assert_eq!(run["requester_verified"], json!(false), "{run}");
}

#[tokio::test]
async fn a_start_without_an_answer_vouches_for_what_it_started_alone() {
    let world = World::without_workers().await;
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    proxy.rule(|rpc, _| match rpc {
        "StartWorkflowExecution" => Fate::RefuseAnswer(Code::Unavailable),
        _ => Fate::Pass,
    });
    let gateway = world.gateway_with(&["--temporal-address", proxy.address()]).await;
    let other = World::without_workers().await;
    let told = other.gateway().await;
    let body = json!({ "input": { "text": "x" } });
    for (key, forged) in [("own", false), ("taken", true)] {
        let same = told.post_keyed(&runs_of("Echo"), Some(key), &body).await.is(202);
        let id = same["workflow_id"].as_str().unwrap();
        if forged {
            forge(&world, id, MemoValues::new()).await;
        }
        let answer = gateway.post_keyed(&runs_of("Echo"), Some(key), &body).await;
        answer.is_error(503, "temporal_unavailable");
        let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
        assert_eq!(run["requester_verified"], json!(!forged), "{run}");
        let list = gateway.get(&format!("/api/v1/runs?search={id}")).await.is(200);
        assert_eq!(list["runs"][0]["requester_verified"], json!(!forged), "{list}");
    }
}

#[tokio::test]
async fn a_retry_finds_its_run_though_the_new_definition_refuses_its_input() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let _watching = gateway.state.watch_catalog().unwrap();
    let schema = |required: &[&str]| json!({ "schema": { "type": "object", "required": required, "properties": { "a": {}, "b": {} } } });
    world.folders.write("strict", &world.names, "Strict", &schema(&["a"]));
    let path = "/api/v1/workflows/one/Strict";
    let definition = |answer: Value| answer["definition"].clone();
    let before = until(async || {
        let answer = gateway.get(path).await;
        if answer.status == 200 { Ok(definition(answer.json())) } else { Err(answer.text) }
    })
    .await;
    let body = json!({ "input": { "a": 1 }, "definition": before });
    let runs = runs_of("Strict");
    let first = gateway.post_keyed(&runs, Some("key"), &body).await.is(202);
    world.folders.write("strict", &world.names, "Strict", &schema(&["a", "b"]));
    until(async || {
        let answer = gateway.get(path).await.is(200);
        if definition(answer.clone()) == before { Err(answer) } else { Ok(()) }
    })
    .await;
    for body in [body, json!({ "input": { "a": 1 } })] {
        let again = gateway.post_keyed(&runs, Some("key"), &body).await.is(200);
        assert_eq!(first["run_id"], again["run_id"]);
        assert_eq!(again["input"], json!({ "$secret": true }), "nobody knows what was secret");
    }
    let other = json!({ "input": { "a": 2 } });
    gateway.post_keyed(&runs, Some("key"), &other).await.is_error(422, "invalid_input");
}
