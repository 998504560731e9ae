//! Runs whose history Temporal no longer has.

use serde_json::{Value, json};

use crate::support::{Client, World};

/// A gateway whose index knows a run, beside a namespace that has never seen it, as after the retention.
async fn forgotten(
    kind: &str,
    wish: fn(&Value) -> bool,
) -> (Client, String, World, tempfile::TempDir) {
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("index.db").display());
    let gateway = world.gateway_with(&["--database", &database]).await;
    let id = world.run(&gateway, kind, &json!({ "text": "x" })).await;
    gateway.run_until(&id, wish).await;
    gateway.state.settle().await;
    let emptied = World::without_workers().await;
    let later = emptied.gateway_with(&["--database", &database]).await;
    (later, id, emptied, folder)
}

#[tokio::test]
async fn a_run_that_ended_keeps_its_outcome() {
    let (gateway, id, _world, _folder) =
        forgotten("Echo", |run| run["status"] == "completed").await;
    let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    assert_eq!(
        (&run["status"], &run["requester"]),
        (&json!("completed"), &json!("ann@example.com"))
    );
    assert!(run["note"].as_str().unwrap().contains("no longer keeps"), "{run}");
    let events = gateway.get(&format!("/api/v1/runs/{id}/events")).await.text;
    assert!(events.starts_with("event: run\n") && events.contains(&id), "{events}");
    assert!(events.contains("event: end\n"), "{events}");
    let cancel = gateway.post(&format!("/api/v1/runs/{id}/cancel"), &json!({})).await;
    cancel.is_error(409, "already_closed");
}

fn is_lost(run: &Value) {
    assert_eq!((&run["status"], &run["closed_at"]), (&json!("terminated"), &Value::Null), "{run}");
}

#[tokio::test]
async fn a_run_nobody_saw_end_goes_on_nowhere() {
    let (gateway, id, _world, _folder) = forgotten("Waits", |run| run["target"].is_object()).await;
    let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    is_lost(&run);
    assert_eq!(
        run["note"],
        "Temporal no longer has this run, and nobody saw how it ended: ask the team before you start it again"
    );
    let events = gateway.get(&format!("/api/v1/runs/{id}/events")).await.text;
    assert!(
        events.contains("\"status\":\"terminated\"") && events.contains("event: end\n"),
        "{events}"
    );
    let cancel = gateway.post(&format!("/api/v1/runs/{id}/cancel"), &json!({})).await;
    cancel.is_error(409, "already_closed");
    let list = gateway.get("/api/v1/runs?status=running").await.is(200);
    assert_eq!(list["runs"], json!([]));
}

#[tokio::test]
async fn lists_find_out_by_themselves() {
    let (gateway, id, _world, _folder) = forgotten("Waits", |run| run["target"].is_object()).await;
    assert_eq!(gateway.get("/api/v1/runs?status=running").await.is(200)["runs"], json!([]));
    let list = gateway.get("/api/v1/runs?status=terminated").await.is(200);
    assert_eq!(list["runs"][0]["workflow_id"], id);
    is_lost(&list["runs"][0]);
}

#[tokio::test]
async fn the_keeper_finds_out_though_nobody_looks() {
    let (gateway, id, _world, _folder) = forgotten("Waits", |run| run["target"].is_object()).await;
    let keeper = gateway.state.keeper().keep();
    portico_testkit::until(async || {
        let list = gateway.get("/api/v1/runs?status=terminated").await.is(200);
        if list["runs"][0]["workflow_id"] == *id { Ok(()) } else { Err(list) }
    })
    .await;
    keeper.abort();
}
