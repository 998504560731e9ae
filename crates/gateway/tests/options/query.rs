use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portico_testkit::{Background, Fate, Proxy, until};
use serde_json::{Value, json};

use super::{PATH, answered_at_once, ask, labels};
use crate::support::{Client, World, inventory};

/// Options of `/db` from a query.
fn db(query_type: &str, with: &Value) -> Value {
    let mut db = json!({
        "source": { "query": { "workflow_id": inventory::ID, "query_type": query_type } },
        "params": { "region": "/region" }, "value": "/id",
    });
    for (key, value) in with.as_object().unwrap() {
        db[key] = value.clone();
    }
    json!({ "/db": db })
}

/// A team with an inventory, and a gateway.
async fn world(options: &Value) -> (World, Background, Client) {
    let world = World::without_workers().await;
    world.folders.choices(&world.names, options);
    let worker = inventory::worker(world.team.clone());
    inventory::start(&world.team).await;
    let databases = ["a", "b", "ab"].map(|id| json!({ "id": id, "region": "eu" }));
    inventory::hold(&world.team, &json!(databases)).await;
    let gateway = world.gateway().await;
    (world, worker, gateway)
}

/// A cold worker may take longer than a person should wait; then they are told to try again.
async fn answered(gateway: &Client, body: &Value) -> Value {
    until(async || {
        let answer = gateway.post(PATH, body).await;
        let retryable = answer.status == 424 && answer.json()["error"]["retryable"] == true;
        if retryable { Err(answer.text) } else { Ok(answer) }
    })
    .await
    .is(200)
}

#[tokio::test]
async fn a_running_workflow_is_queried() {
    let (_world, _worker, gateway) = world(&db("databases", &json!({}))).await;
    let body = json!({ "pointer": "/db", "params": { "region": "eu" } });
    let page = answered(&gateway, &body).await;
    assert_eq!(labels(&page), ["a", "b", "ab"]);
    assert_eq!(page["as_of"], "2020-01-02T03:04:05.000Z");
    let elsewhere = json!({ "pointer": "/db", "params": { "region": "us" } });
    assert_eq!(answered(&gateway, &elsewhere).await["total"], 0);
}

#[tokio::test]
async fn a_query_is_asked_with_one_argument() {
    let with = json!({ "search": "server", "per_caller": true });
    let (_world, _worker, gateway) = world(&db("echo", &with)).await;
    let body =
        json!({ "pointer": "/db", "params": { "region": "eu" }, "search": "x", "cursor": "7" });
    assert_eq!(
        answered(&gateway, &body).await["items"][0]["value"],
        json!({ "params": { "region": "eu" }, "search": "x", "cursor": "7", "limit": 200, "caller": "ann@example.com" })
    );
    let (_world, _worker, gateway) = world(&db("echo", &json!({}))).await;
    let body = json!({ "pointer": "/db", "params": { "region": "eu" } });
    assert_eq!(
        answered(&gateway, &body).await["items"][0]["value"],
        json!({ "params": { "region": "eu" }, "search": null, "cursor": null, "limit": 20_000 })
    );
}

#[tokio::test]
async fn a_source_that_searches_pages_too() {
    let (world, _worker, gateway) = world(&db("databases", &json!({ "search": "server" }))).await;
    let databases: Vec<_> =
        (0..250).map(|n| json!({ "id": format!("db-{n}"), "region": "eu" })).collect();
    inventory::hold(&world.team, &json!(databases)).await;
    let mut body = json!({ "pointer": "/db", "params": { "region": "eu" }, "search": "db-" });
    let page = answered(&gateway, &body).await;
    assert_eq!((page["items"].as_array().unwrap().len(), &page["cursor"]), (200, &json!("200")));
    body["cursor"] = page["cursor"].clone();
    let page = answered(&gateway, &body).await;
    assert_eq!((page["items"].as_array().unwrap().len(), &page["cursor"]), (50, &json!(null)));
}

#[tokio::test]
async fn two_hundred_browsers_cause_one_query() {
    let (world, _worker, warm) = world(&db("databases", &json!({ "max_age": "0s" }))).await;
    let body = json!({ "pointer": "/db", "params": { "region": "eu" } });
    answered(&warm, &body).await;
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    let queries = Arc::new(AtomicUsize::new(0));
    let counted = queries.clone();
    proxy.rule(move |rpc, _| match rpc {
        "QueryWorkflow" => {
            counted.fetch_add(1, Ordering::SeqCst);
            Fate::Wait
        }
        _ => Fate::Pass,
    });
    let gateway = world.gateway_with(&["--temporal-address", proxy.address()]).await;
    let held = proxy.hold.lock().await;
    let page = answered_at_once(&gateway, &body, held, || queries.load(Ordering::SeqCst)).await;
    assert_eq!(labels(&page), ["a", "b", "ab"]);
    assert_eq!(queries.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn failures_are_told_without_the_teams_words() {
    for (query_type, expected) in [
        ("refuses", "cannot answer this now"),
        ("missing", "cannot answer this now"),
        ("odd", "answered what is no list of choices: tell #one"),
    ] {
        let (_world, _worker, gateway) = world(&db(query_type, &json!({}))).await;
        let message = until(async || {
            let answer = ask(&gateway, &json!({ "region": "eu" })).await;
            answer.is_error(424, "source_failed");
            assert!(
                !answer.text.contains("hunter2") && !answer.text.contains("script"),
                "{}",
                answer.text
            );
            let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
            // A cold worker is slow first.
            if message.contains("gave no answer") { Err(message) } else { Ok(message) }
        })
        .await;
        let expected = format!("the team's workflow that has the list {query_type} {expected}");
        assert!(message.contains(&expected), "{message}");
    }
}

#[tokio::test]
async fn without_a_workflow_or_its_worker_one_is_told_to_try_again() {
    let world = World::without_workers().await;
    world.folders.choices(&world.names, &db("databases", &json!({})));
    let gateway = world.gateway().await;
    let failed = async |expected: &str| {
        let answer = ask(&gateway, &json!({ "region": "eu" })).await;
        answer.is_error(424, "source_failed");
        let error = answer.json()["error"].clone();
        assert_eq!(error["retryable"], true);
        assert!(error["message"].as_str().unwrap().contains(expected), "{error}");
    };
    failed("is not running: try again in a moment, or ask #one").await;
    inventory::start(&world.team).await;
    failed("try again in a moment").await;
}
