//! /api/v1/runs

use portico_contract::nexus::{ROUTER_TASK_QUEUE, ROUTER_WORKFLOW};
use portico_testkit::team::json as raw;
use portico_testkit::until;
use serde_json::{Value, json};
use temporalio_client::{UntypedWorkflow, WorkflowStartOptions, WorkflowTerminateOptions};
use temporalio_common::protos::temporal::api::enums::v1::EventType;

use crate::support::{World, offline, runs_of};

fn titles(run: &Value) -> Vec<String> {
    let steps = run["steps"].as_array().unwrap().iter();
    steps
        .map(|s| {
            format!(
                "{}: {}, {}",
                s["lane"].as_str().unwrap(),
                s["title"].as_str().unwrap(),
                s["status"].as_str().unwrap()
            )
        })
        .collect()
}

#[tokio::test]
async fn a_run_goes_from_form_to_result() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x", "dry_run": true })).await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!(
        run["result"],
        json!({ "text": "x", "dry_run": true, "requested_by": "ann@example.com" })
    );
    assert_eq!(run["requester"], "ann@example.com");
    assert_eq!((&run["requester_verified"], &run["dry_run"]), (&json!(true), &json!(true)));
    assert_eq!(run["namespace"], "one");
    assert_eq!(run["target"]["namespace"], world.names.namespace);
    let target = run["target"]["workflow_id"].as_str().unwrap();
    let links: Vec<&str> =
        run["links"].as_array().unwrap().iter().map(|link| link["url"].as_str().unwrap()).collect();
    assert!(links[0].starts_with("http://127.0.0.1:8233/namespaces/gateway-"), "{links:?}");
    assert!(links[1].contains(&world.names.namespace) && links[1].contains(target), "{links:?}");
    assert_eq!(links[2], format!("https://logs.example.com/{target}"));
    assert_eq!(
        titles(&run),
        [
            "gateway: RouterWorkflow, completed".to_owned(),
            format!("nexus: {} / Echo, completed", world.names.endpoint),
        ]
    );
    // The list knows it too.
    let list = gateway.get("/api/v1/runs?mine=true").await.is(200);
    assert_eq!(
        (&list["runs"][0]["workflow_id"], &list["runs"][0]["status"]),
        (&run["workflow_id"], &json!("completed"))
    );
}

#[tokio::test]
async fn steps_and_progress_are_the_targets() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Steps", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["progress"]["done"] == 2).await;
    assert_eq!(run["progress"], json!({ "done": 2, "total": 3, "message": "Waiting to be told" }));
    assert_eq!(titles(&run)[2..], ["target: Copy it, completed", "target: Try it, completed"]);
    assert_eq!(run["steps"][3]["attempt"], 3);
    assert_eq!(run["steps"][3]["last_failure"], "stumbled");
    world.signal(&run, "tell").await;
    let run = gateway
        .run_until(&id, |run| run["status"] == "completed" && run["progress"]["done"] == 3)
        .await;
    assert_eq!(titles(&run)[4..], ["target: Signal tell, completed"]);
}

#[tokio::test]
async fn an_awaited_signal_is_named_until_it_comes() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Waits", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["waiting_for"] == "waits for signal go").await;
    assert_eq!(titles(&run)[2..], ["target: waits for signal go, waiting"]);
    world.signal(&run, "go").await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!((&run["result"], run.get("waiting_for")), (&json!("gone"), None));
    assert_eq!(titles(&run)[2..], ["target: Signal go, completed"]);
}

#[tokio::test]
async fn a_result_that_is_no_json_is_described() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Bytes", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!(run["result"], json!({ "$payload": { "encoding": "binary/plain", "bytes": 4 } }));
}

#[tokio::test]
async fn a_synchronous_operation_has_no_target() {
    let world = World::start().await;
    let gateway = world.gateway().await.by("ada@example.com;admins");
    let id = world.run(&gateway, "Restricted", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert_eq!((&run["result"], &run["target"]), (&json!("at once"), &Value::Null));
    // Whoever may not see the workflow has no such run.
    let ann = gateway.by("ann@example.com");
    ann.get(&format!("/api/v1/runs/{id}")).await.is_error(404, "unknown_run");
    ann.get(&format!("/api/v1/runs/{id}/events")).await.is_error(404, "unknown_run");
    ann.post(&format!("/api/v1/runs/{id}/cancel"), &json!({})).await.is_error(404, "unknown_run");
    assert_eq!(ann.get("/api/v1/runs").await.is(200)["runs"], json!([]));
    gateway.by("rita@example.com;readers").get(&format!("/api/v1/runs/{id}")).await.is(200);
}

#[tokio::test]
async fn workers_that_are_not_there_are_named() {
    let mut world = World::without_workers().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let waits = |text: &'static str| {
        move |run: &Value| run["waiting_for"].as_str().is_some_and(|said| said.contains(text))
    };
    gateway.run_until(&id, waits("the router worker has not taken this run yet")).await;
    world.start_router();
    gateway.run_until(&id, waits("waits for Team One to take this run")).await;
    let run = gateway.run_until(&id, waits("Team One is not answering: ")).await;
    let step = &run["steps"][1];
    assert!(step["last_failure"].is_string(), "{step}");
    world.start_handler();
    gateway.run_until(&id, waits("its workflow worker has not taken this run yet")).await;
    world.start_workflows();
    gateway.run_until(&id, |run| run["status"] == "completed").await;
}

#[tokio::test]
async fn cancelling_is_for_the_requester_and_the_owners() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "CleanUp", &json!({})).await;
    let cancel = format!("/api/v1/runs/{id}/cancel");
    gateway.run_until(&id, |run| run["steps"][2]["status"] == "running").await;
    let refused = gateway.by("bob@example.com").post(&cancel, &json!({})).await;
    refused.is_error(403, "forbidden");
    assert!(
        refused.text.contains("ann@example.com") && refused.text.contains("owners"),
        "{}",
        refused.text
    );
    let run = gateway.by("olga@example.com;owners").post(&cancel, &json!({})).await.is(202);
    assert!(run["cancel_requested_at"].is_string(), "{run}");
    let run = gateway.run_until(&id, |run| run["status"] == "canceled").await;
    assert_eq!(titles(&run)[2..], ["target: Wait, canceled", "target: Clean up, completed"]);
    gateway.post(&cancel, &json!({})).await.is_error(409, "already_closed");
    gateway.post("/api/v1/runs/nothing/cancel", &json!({})).await.is_error(404, "unknown_run");
}

#[tokio::test]
async fn a_target_that_refuses_leaves_the_run_running() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Refuse", &json!({})).await;
    let run = gateway.run_until(&id, |run| run["target"].is_object()).await;
    gateway.post(&format!("/api/v1/runs/{id}/cancel"), &json!({})).await.is(202);
    portico_testkit::event(&world.team, run["target"]["workflow_id"].as_str().unwrap(), |event| {
        (event.event_type() == EventType::WorkflowExecutionCancelRequested).then_some(())
    })
    .await
    .unwrap();
    let run = gateway.run_until(&id, |run| run["cancel_requested_at"].is_string()).await;
    assert_eq!((&run["status"], &run["closed_at"]), (&json!("running"), &Value::Null));
    world.signal(&run, "finish").await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    assert!(run["cancel_requested_at"].is_string() && run["result"] == "finished", "{run}");
}

/// Starts a router as any Temporal client may; returns its argument.
async fn foreign(world: &World, id: &str, input: Value) -> Value {
    let input = json!({
        "workflow_type": "Echo", "workflow_input_data": input, "namespace": world.names.namespace,
        "nexus_endpoint": world.names.endpoint, "requester_email": "eve@example.com",
    });
    let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, id).build();
    let router = UntypedWorkflow::new(ROUTER_WORKFLOW);
    world.router.start_workflow(router, raw(&input), options).await.unwrap();
    input
}

#[tokio::test]
async fn a_router_started_by_another_client_is_shown_as_such() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = "by hand/🦀 <b>";
    let input = json!({ "text": "x", "password": "hunter22", "requested_by": "eve" });
    let input = foreign(&world, id, input).await;
    let path = "by%20hand%2F%F0%9F%A6%80%20%3Cb%3E";
    let run = gateway.run_until(path, |run| run["status"] == "completed").await;
    assert_eq!((&run["workflow_id"], &run["name"]), (&json!(id), &json!("Echo it")));
    assert_eq!(
        (&run["requester"], &run["requester_verified"]),
        (&json!("eve@example.com"), &json!(false))
    );
    assert_eq!(run["input"]["password"], json!({ "$secret": true }));
    // Something else in the namespace is no run.
    let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, "other").build();
    world.router.start_workflow(UntypedWorkflow::new("Other"), raw(&input), options).await.unwrap();
    gateway.get("/api/v1/runs/other").await.is_error(404, "unknown_run");
}

#[tokio::test]
async fn a_foreign_input_of_another_shape_is_one_secret() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    for (id, input) in [
        ("listed", json!({ "text": "x", "requested_by": "eve", "password": ["hunter22"] })),
        ("misspelt", json!({ "text": "x", "requested_by": "eve", "pasword": "hunter22" })),
        ("bare", json!("hunter22")),
    ] {
        foreign(&world, id, input).await;
        let run = gateway.run_until(id, |run| run["status"] == "completed").await;
        assert_eq!(run["input"], json!({ "$secret": true }), "{id}");
        assert!(!run.to_string().contains("hunter22"), "{id} leaks by its result: {run:#}");
    }
}

#[tokio::test]
async fn a_terminated_run_says_why() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let router = world.router.get_workflow_handle::<UntypedWorkflow>(id.clone());
    router
        .terminate(WorkflowTerminateOptions::builder().reason("no longer wanted").build())
        .await
        .unwrap();
    let run = gateway.run_until(&id, |run| run["status"] == "terminated").await;
    assert_eq!(run["failure"]["message"], "no longer wanted");
}

#[tokio::test]
async fn lists_are_paged_newest_first_and_filtered() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let mut ids = Vec::new();
    for n in 0..52 {
        ids.push(world.run(&gateway, "Echo", &json!({ "text": n.to_string() })).await);
    }
    let bobs = world.run(&gateway.by("bob@example.com"), "Bytes", &json!({})).await;
    ids.reverse();
    let page = gateway.get("/api/v1/runs?mine=true").await.is(200);
    let found = |page: &Value| -> Vec<String> {
        page["runs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["workflow_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found(&page), ids[..50]);
    let cursor = page["cursor"].as_str().unwrap();
    let page = gateway.get(&format!("/api/v1/runs?mine=true&cursor={cursor}")).await.is(200);
    assert_eq!((found(&page), &page["cursor"]), (ids[50..].to_vec(), &Value::Null));
    assert_eq!(
        found(&gateway.get("/api/v1/runs?workflow_type=Bytes").await.is(200)),
        std::slice::from_ref(&bobs)
    );
    assert_eq!(found(&gateway.get("/api/v1/runs").await.is(200))[0], bobs);
    let router = world.router.get_workflow_handle::<UntypedWorkflow>(bobs.clone());
    router.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    assert_eq!(gateway.get("/api/v1/runs").await.is(200)["runs"][0]["status"], "terminated");
    assert_eq!(found(&gateway.get("/api/v1/runs?status=terminated").await.is(200)), [bobs]);
    assert_eq!(gateway.get("/api/v1/runs?status=completed").await.is(200)["runs"], json!([]));
}

#[tokio::test]
async fn unknown_runs_are_unknown() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    for path in [
        "/api/v1/runs/nothing",
        "/api/v1/runs/nothing/events",
        "/api/v1/runs/a%2Fb%00",
        // The server's text quotes the id; it is no namespace that is missing.
        "/api/v1/runs/my-namespace-1",
    ] {
        gateway.get(path).await.is_error(404, "unknown_run");
    }
    let (offline, _folders) = offline(&[]).await;
    offline.get(&format!("{}?x=1", runs_of("Echo"))).await.is_error(405, "method_not_allowed");
}

#[tokio::test]
async fn an_index_that_was_lost_is_rebuilt_from_temporal() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x", "dry_run": true })).await;
    let run = gateway.run_until(&id, |run| run["status"] == "completed").await;
    let fresh = world.gateway().await;
    let keeper = fresh.state.keeper().keep();
    let list = until(async || {
        let list = fresh.get("/api/v1/runs?mine=true").await.is(200);
        if list["runs"][0]["status"] == "completed" { Ok(list) } else { Err(list) }
    })
    .await;
    keeper.abort();
    let found = &list["runs"][0];
    for key in
        ["workflow_id", "run_id", "namespace", "workflow_type", "name", "requester", "dry_run"]
    {
        assert_eq!(found[key], run[key], "{key}");
    }
    assert_eq!(found["requester_verified"], false, "no gateway vouches for it any more");
    assert_eq!(found["input_hash"].as_str().unwrap().len(), 64);
    assert_ne!(found["input_hash"], run["input_hash"], "the key was lost with the index");
}
