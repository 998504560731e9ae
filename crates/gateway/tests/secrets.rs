//! A sentinel in a `writeOnly` field is found nowhere outside the input of router and target.

use axum::body::Body;
use portico_gateway::app;
use serde_json::json;
use temporalio_client::{UntypedWorkflow, WorkflowDescribeOptions};
use tower::ServiceExt;

use crate::support::{Log, World, runs_of};

const SENTINEL: &str = "S3NT1NEL-in-a-secret-field";

#[tokio::test]
async fn the_sentinel_is_found_nowhere() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .json()
        .with_env_filter("portico_gateway=trace,info")
        .with_writer(log.clone())
        .try_init()
        .unwrap();
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("index.db");
    let gateway =
        world.gateway_with(&["--database", &format!("sqlite://{}", database.display())]).await;
    let mut said = Vec::new();

    for body in [
        json!({ "input": { "password": SENTINEL }, "preview": true }),
        json!({ "input": { "password": [SENTINEL] } }),
        json!({ "input": { "password": { "a": SENTINEL } }, "preview": true }),
    ] {
        said.push(gateway.post(&runs_of("Leak"), &body).await.text);
    }
    let start = gateway
        .post_keyed(&runs_of("Leak"), Some("k"), &json!({ "input": { "password": SENTINEL } }))
        .await;
    let id = start.is(202)["workflow_id"].as_str().unwrap().to_owned();
    said.push(start.text);
    said.push(
        gateway
            .post_keyed(&runs_of("Leak"), Some("k"), &json!({ "input": { "password": SENTINEL } }))
            .await
            .text,
    );
    said.push(
        gateway
            .post_keyed(&runs_of("Leak"), Some("k"), &json!({ "input": { "password": "else" } }))
            .await
            .text,
    );
    let events =
        gateway.request("GET", &format!("/api/v1/runs/{id}/events")).body(Body::empty()).unwrap();
    let events = app(gateway.state.clone()).oneshot(events).await.unwrap().into_body();
    let run = gateway.run_until(&id, |run| run["status"] == "failed").await;
    assert!(
        run["failure"]["message"].as_str().unwrap().contains("•••"),
        "the workflow did say it: {run:#}"
    );
    said.push(run.to_string());
    said.push(
        String::from_utf8_lossy(&axum::body::to_bytes(events, usize::MAX).await.unwrap())
            .into_owned(),
    );
    said.push(gateway.get("/api/v1/runs").await.text);
    said.push(gateway.get("/metrics").await.text);

    let router = world.router.get_workflow_handle::<UntypedWorkflow>(id.clone());
    let described = router.describe(WorkflowDescribeOptions::default()).await.unwrap();
    let info = described.raw_description.workflow_execution_info.unwrap();
    said.push(format!("{:?} {:?}", info.memo, info.search_attributes));

    gateway.state.settle().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        said.push(
            String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned(),
        );
    }
    said.push(log.text());
    for text in &said {
        assert!(!text.contains(SENTINEL), "{text}");
    }
    assert!(said.last().unwrap().contains("Loaded the catalog"), "the log was listened to");
}
