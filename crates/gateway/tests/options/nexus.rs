use std::collections::HashMap;

use futures::StreamExt;
use futures::future::join_all;
use portico_contract::nexus::OPTIONS_WORKFLOW;
use portico_testkit::until;
use serde_json::{Value, json};
use temporalio_client::{UntypedWorkflow, WorkflowListOptions, WorkflowStartOptions};
use temporalio_common::data_converters::RawValue;

use super::{PATH, ask, labels};
use crate::support::{Client, World};

/// Options of `/db` from an operation of the team.
async fn world(operation: &str) -> (World, Client) {
    let mut world = World::without_workers().await;
    let db = json!({
        "source": { "nexus": { "operation": operation } }, "params": { "region": "/region" }, "max_age": "0s",
    });
    world.folders.choices(&world.names, &json!({ "/db": db }));
    world.start_router();
    world.start_handler();
    let gateway = world.gateway().await;
    (world, gateway)
}

/// Workers that have just started, and an endpoint the server has just learned of, may be slower than a person waits.
async fn settled(gateway: &Client, region: &str) -> Value {
    until(async || {
        let answer = ask(gateway, &json!({ "region": region })).await;
        let retryable = answer.status == 424 && answer.json()["error"]["retryable"] == true;
        if retryable { Err(answer.text) } else { Ok(answer.json()) }
    })
    .await
}

/// How many runs of OptionsWorkflow there are under each id.
async fn questions(world: &World) -> HashMap<String, usize> {
    let query = format!("WorkflowType = '{OPTIONS_WORKFLOW}'");
    until(async || {
        let listed = world.router.list_workflows(&query, WorkflowListOptions::default());
        let ids: Vec<_> = listed.map(|run| run.unwrap().id().to_owned()).collect().await;
        match ids.len() {
            0 => Err("no run yet"),
            _ => {
                Ok(ids.into_iter().fold(HashMap::new(), |mut runs: HashMap<String, usize>, id| {
                    *runs.entry(id).or_default() += 1;
                    runs
                }))
            }
        }
    })
    .await
}

#[tokio::test]
async fn an_operation_is_asked_through_the_options_workflow() {
    let (_world, gateway) = world("Databases").await;
    let page = settled(&gateway, "eu").await;
    assert_eq!(page["items"][0]["value"]["params"], json!({ "region": "eu" }));
    assert_eq!(page["items"][0]["value"]["limit"], 20_000);
    assert_eq!(page["items"][1]["value"], "second");
    let again = settled(&gateway, "eu").await;
    assert_eq!(again["items"], page["items"], "its id can be used again");
}

#[tokio::test]
async fn gateways_that_ask_the_same_share_a_run() {
    let (world, gateway) = world("Silent").await;
    let body = json!({ "pointer": "/db", "params": { "region": "eu" } });
    let others = [world.gateway().await, world.gateway().await];
    // Nobody answers this operation, so all are under way at the same time.
    let asking = [&gateway, &others[0], &others[1]].map(|gateway| gateway.post(PATH, &body));
    for answer in join_all(asking).await {
        answer.is_error(424, "source_failed");
    }
    let runs = questions(&world).await;
    let (id, count) = runs.iter().next().unwrap();
    assert!(runs.len() == 1 && *count == 1 && id.starts_with("portico-options-"), "{runs:?}");
}

#[tokio::test]
async fn a_run_that_somebody_else_started_under_the_id_is_not_believed() {
    let (world, gateway) = world("Databases").await;
    let expected = settled(&gateway, "eu").await;
    let id = questions(&world).await.into_keys().next().unwrap();
    // Whose run has the id decides what it ends with; this one, which no worker sees, never does.
    let options = WorkflowStartOptions::new("elsewhere", id).build();
    let forged = RawValue::new(vec![]);
    let workflow = UntypedWorkflow::new(OPTIONS_WORKFLOW);
    world.router.start_workflow(workflow, forged, options).await.unwrap();
    let other = world.gateway().await;
    assert_eq!(settled(&other, "eu").await["items"], expected["items"]);
}

#[tokio::test]
async fn what_an_operation_refuses_is_told_without_its_words() {
    let (_world, gateway) = world("Refuses").await;
    let error = settled(&gateway, "eu").await["error"].clone();
    assert_eq!(
        (&error["code"], &error["retryable"]),
        (&json!("source_failed"), &json!(false)),
        "{error}"
    );
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("the team's operation that has the list Refuses refuses these parameters"),
        "{message}"
    );
    assert!(!message.contains("hunter2"), "{message}");
}

#[tokio::test]
async fn without_a_router_one_is_told_to_try_again() {
    let world = World::without_workers().await;
    let db = json!({ "source": { "nexus": { "operation": "Databases" } } });
    world.folders.choices(&world.names, &json!({ "/db": db }));
    let gateway = world.gateway().await;
    let answer = ask(&gateway, &json!({})).await;
    answer.is_error(424, "source_failed");
    let error = &answer.json()["error"];
    assert_eq!(error["retryable"], true);
    let expected = "the team's operation that has the list Databases gave no answer within 3 s";
    assert!(error["message"].as_str().unwrap().contains(expected), "{error}");
}

#[tokio::test]
async fn labels_of_an_operation_are_texts() {
    let (_world, gateway) = world("Databases").await;
    let page = settled(&gateway, "<b>").await;
    assert!(labels(&page)[0].contains("\"region\":\"<b>\""), "{page}");
}
