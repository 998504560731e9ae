//! A failure comes in the team's own words.

use portico_testkit::close_event;
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::support::World;

/// The whole chain as Temporal has it: `null` where it has nothing.
fn chain(failure: &Failure) -> Value {
    let (kind, details) = match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => {
            (info.r#type.as_str(), info.details.as_ref())
        }
        _ => ("", None),
    };
    let details: Option<Value> =
        details.map(|details| serde_json::from_slice(&details.payloads[0].data).unwrap());
    json!({
        "message": failure.message,
        "type": Some(kind).filter(|kind| !kind.is_empty()),
        "details": details,
        "cause": failure.cause.as_deref().map(chain),
    })
}

#[tokio::test]
async fn the_whole_chain_is_the_targets() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    for (kind, depth) in [("Fail", 2), ("FailInActivity", 3)] {
        let id = world.run(&gateway, kind, &json!({})).await;
        let run = gateway.run_until(&id, |run| run["status"] == "failed").await;
        let target = run["target"]["workflow_id"].as_str().unwrap();
        let Attributes::WorkflowExecutionFailedEventAttributes(failed) =
            close_event(&world.team, target).await.unwrap()
        else {
            panic!("the target should fail");
        };
        let theirs = chain(&failed.failure.unwrap());
        assert_eq!(run["failure"], theirs, "{kind}");
        let links = std::iter::successors(Some(&theirs), |failure| {
            failure.get("cause").filter(|cause| !cause.is_null())
        });
        let types: Vec<&Value> = links.map(|failure| &failure["type"]).collect();
        assert_eq!(types.len(), depth, "{theirs:#}");
        assert!(types.contains(&&Value::Null), "Temporal gives a cause no type: {theirs:#}");
        assert!(types.iter().any(|kind| kind.is_string()), "{theirs:#}");
    }
}
