//! What happens while Temporal cannot be reached.

use portico_testkit::{DevServer, free_port, until};
use serde_json::json;

use crate::support::{Folders, Names, gateway, offline, runs_of};

#[tokio::test]
async fn a_start_is_answered_and_says_when_to_try_again() {
    let (gateway, _folders) = offline(&[]).await;
    let answer = gateway.post(&runs_of("Echo"), &json!({ "input": { "text": "x" } })).await;
    answer.is_error(503, "temporal_unavailable");
    assert_eq!(answer.header("retry-after"), "2");
    assert!(!answer.text.contains("connect"), "the reason is for the log: {}", answer.text);
    assert!(answer.text.contains("with the same Idempotency-Key"), "{}", answer.text);
    let cancel = gateway.post("/api/v1/runs/x/cancel", &json!({})).await;
    for read in
        [gateway.get("/api/v1/runs/x").await, gateway.get("/api/v1/runs/x/events").await, cancel]
    {
        read.is_error(503, "temporal_unavailable");
        assert!(!read.text.contains("Idempotency-Key"), "no key belongs to a read: {}", read.text);
    }
    assert_eq!(gateway.get("/api/v1/runs").await.is(200)["runs"], json!([]), "nothing started");
}

#[tokio::test]
async fn the_same_request_starts_one_run_when_temporal_is_back() {
    let port = free_port().unwrap();
    let folders =
        Folders::new(&Names { namespace: "one-stage".into(), endpoint: "one-stage".into() });
    let gateway = gateway(&folders, &["--temporal-address", &format!("127.0.0.1:{port}")]).await;
    let body = json!({ "input": { "text": "x" } });
    let path = runs_of("Echo");
    let start = || gateway.post_keyed(&path, Some("key"), &body);
    start().await.is_error(503, "temporal_unavailable");
    let server = DevServer::start_own(port, None).await.unwrap();
    server.namespace_named("gateway-stage").await.unwrap();
    let first = until(async || {
        let answer = start().await;
        if answer.status == 503 { Err(answer.text) } else { Ok(answer) }
    })
    .await;
    let again = start().await.is(200);
    assert_eq!(first.is(202)["run_id"], again["run_id"]);
    assert_eq!(gateway.get("/api/v1/runs").await.is(200)["runs"].as_array().unwrap().len(), 1);
}
