//! A changed workflow must still be able to replay every stored history of it.

use anyhow::Result;
use portico_worker::{OptionsWorkflow, RouterWorkflow};
use serde_json::Value;
use temporalio_client::WorkflowHistory;
use temporalio_sdk::workflow_replayer::{
    WorkflowReplayError, WorkflowReplayFailure, WorkflowReplayer, WorkflowReplayerOptions,
};

use crate::histories::stored;

async fn replay(history: &[u8]) -> Result<(), WorkflowReplayError> {
    let mut options = WorkflowReplayerOptions::new().build();
    options
        .register_workflow::<RouterWorkflow>()
        .and_then(|options| options.register_workflow::<OptionsWorkflow>())
        .expect("two workflows");
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
        "options-failure",
        "options-not-at-once",
        "options-success",
        "options-timeout",
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
        if !name.starts_with(OPTIONS) {
            differs(&name, &swap_commands(&history)).await;
        }
    }
    Ok(())
}

/// An options run has one command to begin with, so there is no other order; but there may be another command.
#[tokio::test]
async fn another_command_does_not_replay() -> Result<()> {
    let histories = stored()?;
    let router = &histories.iter().find(|(name, _)| name == "success").expect("a router's").1;
    for (name, history) in histories.iter().filter(|(name, _)| name.starts_with(OPTIONS)) {
        differs(name, &replace_command(history, router)).await;
    }
    Ok(())
}

/// The histories of options runs are named so.
const OPTIONS: &str = "options-";
const UPSERT: &str = "UpsertWorkflowSearchAttributesEventAttributes";
const CALL: &str = "NexusOperationScheduledEventAttributes";

async fn differs(name: &str, history: &[u8]) {
    let error = replay(history).await.expect_err(name);
    assert!(
        matches!(error, WorkflowReplayError::Replay(WorkflowReplayFailure::Nondeterminism { .. })),
        "{name}: {error}"
    );
}

/// The history of a router that would call the operation before it sets the search attribute.
fn swap_commands(history: &[u8]) -> Vec<u8> {
    let mut history: Value = serde_json::from_slice(history).expect("JSON");
    let upsert = position(&history, UPSERT);
    let events = history["events"].as_array_mut().expect("events");
    let (before, after) = events.split_at_mut(upsert + 1);
    for key in ["event_type", "attributes"] {
        std::mem::swap(&mut before[upsert][key], &mut after[0][key]);
    }
    serde_json::to_vec(&history).expect("JSON again")
}

/// The history of an options run that would set a search attribute, as the router does, where it calls the operation.
fn replace_command(history: &[u8], router: &[u8]) -> Vec<u8> {
    let mut history: Value = serde_json::from_slice(history).expect("JSON");
    let router: Value = serde_json::from_slice(router).expect("JSON");
    let (call, upsert) = (position(&history, CALL), position(&router, UPSERT));
    for key in ["event_type", "attributes"] {
        history["events"][call][key] = router["events"][upsert][key].clone();
    }
    serde_json::to_vec(&history).expect("JSON again")
}

fn position(history: &Value, attributes: &str) -> usize {
    let mut events = history["events"].as_array().expect("events").iter();
    let found = events.position(|event| event["attributes"].get(attributes).is_some());
    found.unwrap_or_else(|| panic!("no {attributes}"))
}
