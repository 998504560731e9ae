//! GET /api/v1/runs: which runs it lists, and on which page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portico_testkit::until;
use serde_json::{Value, json};
use sqlx::SqlitePool;
use temporalio_client::{UntypedWorkflow, WorkflowTerminateOptions};

use crate::support::{Client, World, offline};

/// The ids of a list, newest first.
async fn ids(gateway: &Client, query: &str) -> Vec<String> {
    let list = gateway.get(&format!("/api/v1/runs?{query}")).await.is(200);
    let runs = list["runs"].as_array().unwrap().iter();
    runs.map(|run| run["workflow_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_filter_leaves_what_it_says() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let bob = gateway.by("bob@example.com");
    let first = world.run(&gateway, "Echo", &json!({ "text": "1" })).await;
    let ended = world.run(&gateway, "Bytes", &json!({})).await;
    let bobs = world.run(&bob, "Bytes", &json!({})).await;
    let router = world.router.get_workflow_handle::<UntypedWorkflow>(ended.clone());
    router.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    until(async || {
        // Whoever looks at runs that go on has them asked for: nobody keeps this index.
        ids(&gateway, "status=running").await;
        let found = ids(&gateway, "status=terminated").await;
        if found == [ended.clone()] { Ok(()) } else { Err(format!("{found:?}")) }
    })
    .await;

    let all = [&bobs, &ended, &first];
    let part = &ended["portico-".len()..][..12];
    let cases: &[(&str, &[&String])] = &[
        ("", &all[..]),
        ("mine=true", &all[1..]),
        ("mine=false", &all[..]),
        ("status=running", &[&bobs, &first]),
        ("status=completed,terminated", &[&ended]),
        ("status=running,terminated", &all[..]),
        ("namespace=one&workflow_type=Bytes", &all[..2]),
        ("namespace=other&workflow_type=Bytes", &[]),
        ("mine=true&workflow_type=Bytes", &[&ended]),
        ("started_after=1h", &all[..]),
        ("started_before=1h", &[]),
        ("started_after=2000-01-01T00:00:00Z&started_before=2100-01-01T00:00:00Z", &all[..]),
        (&format!("search={part}"), &[&ended]),
        (&format!("search={}", part.to_lowercase()), &[&ended]),
        ("search=portico-&mine=true&status=running&started_after=1d", &[&first]),
        ("search=%25", &[]),
        ("search=nothing%27%20OR%201", &[]),
    ];
    for (query, expected) in cases {
        let found = ids(&gateway, query).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), *expected, "{query}");
    }
}

#[tokio::test]
async fn pages_stay_where_they_are_while_runs_arrive_and_end() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let mut started = Vec::new();
    for n in 0..53 {
        started.insert(0, world.run(&gateway, "Echo", &json!({ "text": n.to_string() })).await);
    }
    let query = "mine=true&namespace=one&started_after=7d";
    let page = gateway.get(&format!("/api/v1/runs?{query}")).await.is(200);
    assert_eq!(page["runs"].as_array().unwrap().len(), 50);
    let cursor = page["cursor"].as_str().unwrap();
    world.run(&gateway, "Echo", &json!({ "text": "newer" })).await;
    let router = world.router.get_workflow_handle::<UntypedWorkflow>(started[51].clone());
    router.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    assert_eq!(ids(&gateway, &format!("{query}&cursor={cursor}")).await, started[50..]);

    // A cursor is of one list: one with other filters, or of somebody else, would leave runs out.
    for other in [
        "mine=true&namespace=one",
        "mine=true&namespace=one&started_after=8d",
        "namespace=one&started_after=7d",
    ] {
        let refused = gateway.get(&format!("/api/v1/runs?{other}&cursor={cursor}")).await;
        refused.is_error(400, "malformed");
        assert!(refused.text.contains("a list with other filters"), "{}", refused.text);
    }
    let by_bob = gateway.by("bob@example.com");
    by_bob.get(&format!("/api/v1/runs?{query}&cursor={cursor}")).await.is_error(400, "malformed");
}

#[tokio::test]
async fn a_page_that_is_full_and_the_last_has_no_cursor() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    for n in 0..50 {
        world.run(&gateway, "Echo", &json!({ "text": n.to_string() })).await;
    }
    let page = gateway.get("/api/v1/runs?mine=true").await.is(200);
    assert_eq!((page["runs"].as_array().unwrap().len(), &page["cursor"]), (50, &Value::Null));
}

#[tokio::test]
async fn a_cursor_names_no_run_that_the_caller_may_not_see() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("index.db").display());
    let (gateway, _folders) = offline(&["--database", &database]).await;
    // More than are read for one page, and an older one for everybody.
    let runs = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) \
        INSERT INTO runs (workflow_id, run_id, namespace, workflow_type, name, requester, verified, status, \
        started_at, closed_at, dry_run, input_hash) \
        SELECT 'hidden-' || i, 'r', 'one', 'Restricted', 'R', 'rita@example.com', 1, 'completed', i, i, 0, '' FROM n \
        UNION ALL SELECT 'shown', 'r', 'one', 'Echo', 'E', 'rita@example.com', 1, 'completed', 0, 0, 0, ''";
    let pool = SqlitePool::connect(&database).await.unwrap();
    sqlx::query(runs).execute(&pool).await.unwrap();

    assert_eq!(ids(&gateway.by("rita@example.com;readers"), "").await[0], "hidden-2100");
    let page = gateway.get("/api/v1/runs").await.is(200);
    assert_eq!(page["runs"], json!([]));
    let cursor = page["cursor"].as_str().unwrap();
    let told = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    assert!(!told.contains("hidden"), "{told}");
    assert_eq!(ids(&gateway, &format!("cursor={cursor}")).await, ["shown"]);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_what_was_meant() {
    let (gateway, _folders) = offline(&[]).await;
    for (query, told) in [
        ("stauts=failed", "did you mean \\\"status\\\"?"),
        ("status=faild", "did you mean \\\"failed\\\"?"),
        ("status=failed,,running", "there is no status"),
        ("started_after=tomorrow", "started_after must be a time such as"),
        ("started_after=1d&started_before=2d", "no run can have started between them"),
        ("search=", "search is empty"),
        ("cursor=x", "the cursor is damaged"),
    ] {
        let refused = gateway.get(&format!("/api/v1/runs?{query}")).await;
        refused.is_error(400, "malformed");
        assert!(refused.text.contains(told), "{query}: {}", refused.text);
    }
}
