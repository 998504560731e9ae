//! A changed RouterWorkflow must still be able to replay every stored history.

use anyhow::Result;
use portico_worker::RouterWorkflow;
use serde_json::Value;
use temporalio_client::WorkflowHistory;
use temporalio_sdk::workflow_replayer::{
    WorkflowReplayError, WorkflowReplayFailure, WorkflowReplayer, WorkflowReplayerOptions,
};

use crate::histories::stored;

async fn replay(history: &[u8]) -> Result<(), WorkflowReplayError> {
    let mut options = WorkflowReplayerOptions::new().build();
    options.register_workflow::<RouterWorkflow>().expect("one workflow");
    let history = WorkflowHistory::from_json(history).expect("a history");
    WorkflowReplayer::new(options)?.replay_workflow(history).await
}

#[tokio::test]
async fn every_stored_history_replays() -> Result<()> {
    let histories = stored()?;
    let names: Vec<&str> = histories.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "cancel",
        "failure",
        "failure-in-activity",
        "long-wait",
        "refused",
        "refused-cancel",
        "success",
        "success-bytes",
        "sync-result",
    ];
    assert_eq!(names, expected);
    for (name, history) in &histories {
        replay(history).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    Ok(())
}

#[tokio::test]
async fn two_commands_in_another_order_do_not_replay() -> Result<()> {
    for (name, history) in stored()? {
        let error = replay(&swap_commands(&history)).await.expect_err(&name);
        assert!(
            matches!(
                error,
                WorkflowReplayError::Replay(WorkflowReplayFailure::Nondeterminism { .. })
            ),
            "{name}: {error}"
        );
    }
    Ok(())
}

/// The history of a router that would call the operation before it sets the search attribute.
fn swap_commands(history: &[u8]) -> Vec<u8> {
    const UPSERT: &str = "UpsertWorkflowSearchAttributesEventAttributes";
    let mut history: Value = serde_json::from_slice(history).expect("JSON");
    let events = history["events"].as_array_mut().expect("events");
    let upsert = events.iter().position(|event| event["attributes"].get(UPSERT).is_some());
    let upsert = upsert.expect("a router sets the search attribute");
    let (before, after) = events.split_at_mut(upsert + 1);
    for key in ["event_type", "attributes"] {
        std::mem::swap(&mut before[upsert][key], &mut after[0][key]);
    }
    serde_json::to_vec(&history).expect("JSON again")
}
