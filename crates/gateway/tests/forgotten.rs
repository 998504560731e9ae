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

/// A world whose gateway's database outlives the gateway.
async fn lasting() -> (World, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("index.db").display());
    (World::start().await, database, folder)
}

/// Starts a run, deletes it from Temporal once it is as wished, and gives a gateway that never looked at it.
async fn deleted(
    world: &World,
    database: &str,
    kind: &str,
    wish: fn(&Value) -> bool,
) -> (Client, String) {
    let gateway = world.gateway_with(&["--database", database]).await;
    let id = world.run(&gateway, kind, &json!({ "text": "x" })).await;
    gateway.run_until(&id, wish).await;
    gateway.state.settle().await;
    world.delete(&id).await;
    (world.gateway_with(&["--database", database]).await, id)
}

#[tokio::test]
async fn a_run_deleted_after_its_end_keeps_its_row_and_says_since_when_details_are_gone() {
    let (world, database, _folder) = lasting().await;
    let ended = |run: &Value| run["status"] == "completed" && run["target"].is_object();
    let (gateway, id) = deleted(&world, &database, "Echo", ended).await;
    let before = gateway.get("/api/v1/runs?mine=true").await.is(200)["runs"][0].take();
    assert_eq!((&before["workflow_id"], &before["status"]), (&json!(id), &json!("completed")));
    assert_eq!(before.get("forgotten_at"), None, "nobody has looked for its details yet");

    let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    assert!(run["note"].as_str().unwrap().contains("no longer keeps the history"), "{run}");
    assert!(run["forgotten_at"].is_string() && run["closed_at"].is_string(), "{run}");
    for key in ["status", "started_at", "closed_at", "requester", "input_hash", "target"] {
        assert_eq!(run[key], before[key], "{key}");
    }
    assert_eq!(
        (&run["input"], &run["result"], &run["steps"]),
        (&json!(null), &json!(null), &json!([]))
    );
    let target = run["target"]["workflow_id"].as_str().unwrap();
    let urls: Vec<&Value> =
        run["links"].as_array().unwrap().iter().map(|link| &link["url"]).collect();
    assert_eq!(urls, [&json!(format!("https://logs.example.com/{target}"))]);

    gateway.state.settle().await;
    let again = world.gateway_with(&["--database", &database]).await;
    let row = again.get("/api/v1/runs?mine=true").await.is(200)["runs"][0].take();
    assert_eq!(row["forgotten_at"], run["forgotten_at"], "it stays the first time it was noticed");
    let later = again.get(&format!("/api/v1/runs/{id}")).await.is(200);
    assert_eq!(later["forgotten_at"], run["forgotten_at"]);
}

#[tokio::test]
async fn a_run_deleted_while_it_went_on_is_lost() {
    let (world, database, _folder) = lasting().await;
    let starter = world.gateway_with(&["--database", &database]).await;
    let id = world.run(&starter, "Waits", &json!({})).await;
    // Another gateway looks at it: one that follows a run sees that its deletion ends it.
    let onlooker = world.gateway_with(&[]).await;
    onlooker.run_until(&id, |run| run["target"].is_object()).await;
    starter.state.settle().await;
    world.delete(&id).await;
    let gateway = world.gateway_with(&["--database", &database]).await;
    let row = gateway.get("/api/v1/runs?mine=true").await.is(200)["runs"][0].take();
    is_lost(&row);
    assert!(row["forgotten_at"].is_string(), "{row}");
    let run = gateway.get(&format!("/api/v1/runs/{id}")).await.is(200);
    is_lost(&run);
    assert!(run["note"].as_str().unwrap().contains("nobody saw how it ended"), "{run}");
    assert_eq!(run["forgotten_at"], row["forgotten_at"]);
}

#[tokio::test]
async fn the_keeper_notices_that_details_are_gone_though_nobody_looks() {
    let (world, database, _folder) = lasting().await;
    let ended = |run: &Value| run["status"] == "completed";
    let (gateway, id) = deleted(&world, &database, "Echo", ended).await;
    let kept = world.run(&gateway, "Echo", &json!({ "text": "y" })).await;
    gateway.run_until(&kept, |run| run["status"] == "completed").await;
    let keeper = gateway.state.keeper().keep();
    let list = portico_testkit::until(async || {
        let list = gateway.get("/api/v1/runs?mine=true").await.is(200);
        if list["runs"][1]["forgotten_at"].is_string() { Ok(list) } else { Err(list) }
    })
    .await;
    keeper.abort();
    assert_eq!(
        (&list["runs"][1]["workflow_id"], &list["runs"][1]["status"]),
        (&json!(id), &json!("completed"))
    );
    assert_eq!(list["runs"][0]["workflow_id"], kept);
    assert_eq!(list["runs"][0].get("forgotten_at"), None, "Temporal has this one");
}
