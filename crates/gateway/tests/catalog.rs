//! The catalog follows its folders.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Names, offline};

async fn until(mut look: impl AsyncFnMut() -> Option<Value>) -> Value {
    for _ in 0..250 {
        if let Some(found) = look().await {
            return found;
        }
        // Only spares the disk: the loop ends on the condition.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited 5 s for the catalog to change");
}

#[tokio::test]
async fn a_workflow_is_published_by_adding_its_files_and_faults_keep_the_last_good_catalog() {
    let (gateway, folders) = offline(&[]).await;
    let _watching = gateway.state.watch_catalog().unwrap();
    gateway.get("/api/v1/workflows/one/New").await.is_error(404, "unknown_workflow");
    let names = Names { namespace: "one-stage".into(), endpoint: "one-stage".into() };
    folders.write("new", &names, "New", &json!({ "schema": { "type": "object" } }));
    let path = "/api/v1/workflows/one/New";
    let new =
        until(async || Some(gateway.get(path).await).filter(|a| a.status == 200).map(|a| a.json()))
            .await;

    folders.put("workflow-configs/one/new.json", "{ broken");
    let faulty = until(async || {
        let readiness = gateway.get("/readyz").await.json();
        Some(readiness).filter(|readiness| readiness["faults"] != json!([]))
    })
    .await;
    let faults = faulty["faults"].as_array().unwrap();
    let place = "workflow-configs/one/new.json:1:";
    assert!(faults.iter().any(|fault| fault.as_str().unwrap().starts_with(place)), "{faulty}");
    assert_eq!(faulty["catalog"], true, "the last good catalog is in use");
    assert_eq!(gateway.get(path).await.is(200), new);

    folders.write(
        "new",
        &names,
        "New",
        &json!({ "schema": { "type": "object", "required": ["x"], "properties": { "x": {} } } }),
    );
    until(async || {
        let answer = gateway.get(path).await.is(200);
        Some(answer).filter(|answer| answer["definition"] != new["definition"])
    })
    .await;
    let stale = json!({ "input": { "x": 1 }, "definition": new["definition"], "preview": true });
    gateway
        .post("/api/v1/workflows/one/New/runs", &stale)
        .await
        .is_error(409, "definition_changed");
    assert_eq!(gateway.get("/readyz").await.json()["faults"], json!([]));
}
