//! One key, one run.

use std::collections::HashSet;

use futures_util::future::join_all;
use portico_contract::nexus::{ROUTER_TASK_QUEUE, ROUTER_WORKFLOW};
use serde_json::json;
use temporalio_client::{UntypedWorkflow, WorkflowStartOptions};

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
