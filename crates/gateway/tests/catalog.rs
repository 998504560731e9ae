//! The catalog follows its folders.

use portico_testkit::until;
use serde_json::json;

use crate::support::{Names, offline};

#[tokio::test]
async fn a_workflow_is_published_by_adding_its_files_and_faults_keep_the_last_good_catalog() {
    let (gateway, folders) = offline(&[]).await;
    let _watching = gateway.state.watch_catalog().unwrap();
    gateway.get("/api/v1/workflows/one/New").await.is_error(404, "unknown_workflow");
    let names = Names { namespace: "one-stage".into(), endpoint: "one-stage".into() };
    folders.write("new", &names, "New", &json!({ "schema": { "type": "object" } }));
    let path = "/api/v1/workflows/one/New";
    let new = until(async || {
        let answer = gateway.get(path).await;
        if answer.status == 200 { Ok(answer.json()) } else { Err(answer.text) }
    })
    .await;

    folders.put("workflow-configs/one/new.json", "{ broken");
    let faulty = until(async || {
        let readiness = gateway.get("/readyz").await.json();
        if readiness["faults"] == json!([]) { Err(readiness) } else { Ok(readiness) }
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
        if answer["definition"] == new["definition"] { Err(answer) } else { Ok(answer) }
    })
    .await;
    let stale = json!({ "input": { "x": 1 }, "definition": new["definition"], "preview": true });
    gateway
        .post("/api/v1/workflows/one/New/runs", &stale)
        .await
        .is_error(409, "definition_changed");
    assert_eq!(gateway.get("/readyz").await.json()["faults"], json!([]));
}
