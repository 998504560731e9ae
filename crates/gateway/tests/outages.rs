//! What a run says while somebody it needs is not there, and how it goes on.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use portico_testkit::{Fate, Proxy, close_event, until};
use serde_json::{Value, json};
use tokio::time::Instant;
use tonic::Code;

use crate::support::World;

fn waits(text: &str) -> impl Fn(&Value) -> bool {
    move |run| run["waiting_for"].as_str().is_some_and(|said| said.contains(text))
}

#[tokio::test]
async fn a_missing_endpoint_is_the_operators_to_create() {
    let mut world = World::without_endpoint().await;
    for start in [World::start_router, World::start_handler, World::start_workflows] {
        start(&mut world);
    }
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let run = gateway.run_until(&id, waits("Nexus endpoint")).await;
    let endpoint = &world.names.endpoint;
    assert_eq!(
        run["waiting_for"],
        format!(
            "Temporal lets no call through to Team One, Nexus endpoint {endpoint} (endpoint \"{endpoint}\" not found): \
             an operator creates it, or opens it to the router's namespace, with the lines that `portico topology \
             --environment local` prints; the run then goes on by itself"
        )
    );
    let step = &run["steps"][0];
    assert_eq!(
        (&step["status"], &step["last_failure"]),
        (&json!("waiting"), &json!(format!("endpoint \"{endpoint}\" not found")))
    );
    assert_eq!(run["status"], "running");
    world.server.endpoint_named(endpoint, &world.names.namespace, "nexus-queue").await.unwrap();
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!((run.get("waiting_for"), &run["steps"][0]["last_failure"]), (None, &Value::Null));
}

/// The workers whose absence is told, and for how long they are away.
async fn away(absent: fn(&mut World), present: &[fn(&mut World)], told: &str, seconds: u64) {
    let mut world = World::without_workers().await;
    present.iter().for_each(|start| start(&mut world));
    let gateway = world.gateway().await;
    let begun = Instant::now();
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let run = gateway.run_until(&id, waits(told)).await;
    assert_eq!(run["status"], "running");
    // The outage lasts: what is said must hold until its end.
    let run = until(async || {
        let run = gateway.run_until(&id, waits(told)).await;
        if begun.elapsed() < Duration::from_secs(seconds) { Err(run) } else { Ok(run) }
    })
    .await;
    assert_eq!(run["status"], "running");
    absent(&mut world);
    let back = Instant::now();
    gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert!(back.elapsed() < Duration::from_secs(30), "{:?}", back.elapsed());
}

#[tokio::test]
async fn a_handler_away_for_15_s_is_named_with_the_next_attempt_and_the_run_ends_soon_after() {
    let present: [fn(&mut World); 2] = [World::start_router, World::start_workflows];
    away(World::start_handler, &present, "Team One is not answering: attempt ", 15).await;
}

#[tokio::test]
async fn a_workflow_worker_away_for_20_s_is_named_and_the_run_ends_soon_after() {
    let present: [fn(&mut World); 2] = [World::start_router, World::start_handler];
    let told =
        "the worker of Team One is not answering: its workflow worker has not taken this run yet";
    away(World::start_workflows, &present, told, 20).await;
}

#[tokio::test]
async fn a_team_namespace_the_gateway_may_not_read_leaves_the_routers_view() {
    let world = World::start().await;
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    let team = world.names.namespace.clone();
    proxy.rule(
        move |_, namespace| {
            if namespace == team { Fate::Refuse(Code::PermissionDenied) } else { Fate::Pass }
        },
    );
    let gateway = world.gateway_with(&["--temporal-address", proxy.address()]).await;
    let id = world.run(&gateway, "Steps", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["target"].is_object()).await;
    let lanes: Vec<&str> =
        run["steps"].as_array().unwrap().iter().map(|s| s["lane"].as_str().unwrap()).collect();
    assert_eq!((&run["status"], &*lanes), (&json!("running"), &["gateway", "nexus"][..]));
    assert_eq!(
        run["note"],
        "the history of the team's workflow cannot be read: its steps are not shown"
    );
    assert_eq!(run["progress"], Value::Null);
    world.signal(&run, "tell").await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!(run["result"], "done");
    // The form says nothing of handlers it may not count.
    let answer = gateway.get("/api/v1/workflows/one/Steps").await.is(200);
    assert_eq!(answer["pollers"]["nexus"], Value::Null);
}

#[tokio::test]
async fn cancelling_a_run_that_ended_unseen_says_so() {
    let world = World::start().await;
    let id = world.run(&world.gateway().await, "Waits", &json!({})).await;
    let run = world.gateway().await.run_until(&id, |run| run["target"].is_object()).await;
    // A gateway that sees each history once, and hears of no event after that.
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    let seen = Mutex::new(HashSet::new());
    proxy.rule(move |rpc, namespace| {
        let history = rpc == "GetWorkflowExecutionHistory";
        if history && !seen.lock().unwrap().insert(namespace.to_owned()) {
            Fate::Swallow
        } else {
            Fate::Pass
        }
    });
    let gateway = world.gateway_with(&["--temporal-address", proxy.address()]).await;
    let shown = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    assert_eq!(shown["status"], "running");
    world.signal(&run, "go").await;
    close_event(&world.router, &id).await.unwrap();
    let answer = gateway.post(&format!("/api/v1/runs/{id}/cancel"), &json!({})).await;
    answer.is_error(409, "already_closed");
}
