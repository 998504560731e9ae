//! Two runs that want one target id.

use serde_json::{Value, json};

use crate::support::World;

fn held(run: &Value) -> bool {
    run["target"].is_object()
}

#[tokio::test]
async fn a_run_refused_for_another_one_leads_to_it() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let input = json!({ "name": "orders/eu" });
    let first = world.run(&gateway, "Held", &input).await;
    let first = gateway.run_until(&first, held).await;
    assert_eq!(first["target"]["workflow_id"], "Held-orders/eu");

    let second = world.run(&gateway.by("bob@example.com"), "Held", &input).await;
    let second = gateway.run_until(&second, |run| run["status"] == "failed").await;
    assert_eq!(second["failure"]["type"], "WorkflowAlreadyRunning");
    assert_eq!(second["failure"]["details"], first["target"]);
    let links = second["links"].as_array().unwrap();
    let other = links.iter().find(|link| link["title"] == "The run that is under way");
    let run_id = first["target"]["run_id"].as_str().unwrap();
    assert_eq!(
        other.unwrap()["url"],
        format!(
            "http://127.0.0.1:8233/namespaces/{}/workflows/Held-orders%2Feu/{run_id}/history",
            world.names.namespace
        )
    );
    assert_eq!(
        gateway.run_until(first["workflow_id"].as_str().unwrap(), held).await["status"],
        "running"
    );
    world.signal(&first, "go").await;
}

#[tokio::test]
async fn attached_runs_both_get_the_result() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let input = json!({ "name": "nightly" });
    let people = [gateway.clone(), gateway.by("bob@example.com")];
    let mut runs = Vec::new();
    for person in &people {
        let id = world.run(person, "Shared", &input).await;
        runs.push(gateway.run_until(&id, held).await);
    }
    assert_ne!(runs[0]["workflow_id"], runs[1]["workflow_id"]);
    assert_eq!(runs[0]["target"]["workflow_id"], "Shared-nightly");
    assert_eq!(runs[0]["target"]["workflow_id"], runs[1]["target"]["workflow_id"]);
    world.signal(&runs[0], "go").await;
    for (run, requester) in runs.iter().zip(["ann@example.com", "bob@example.com"]) {
        let id = run["workflow_id"].as_str().unwrap();
        let run = gateway.run_until(id, |run| run["status"] == "completed").await;
        assert_eq!((&run["result"], &run["requester"]), (&json!("gone"), &json!(requester)));
    }
}
