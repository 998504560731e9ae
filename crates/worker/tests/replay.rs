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
    let mut reordered = 0;
    for (name, history) in stored()? {
        let Some(history) = swap_commands(&history) else { continue };
        reordered += 1;
        let error = replay(&history).await.expect_err(&name);
        assert!(
            matches!(
                error,
                WorkflowReplayError::Replay(WorkflowReplayFailure::Nondeterminism { .. })
            ),
            "{name}: {error}"
        );
    }
    assert_eq!(reordered, 10, "every router's, and the one of an options run with two commands");
    Ok(())
}

/// The history of a workflow that would give its first two commands the other way round: a router that calls the
/// operation before it sets the search attribute, an options run that cancels the operation before it calls it.
fn swap_commands(history: &[u8]) -> Option<Vec<u8>> {
    const COMMANDS: [&str; 3] = [
        "UpsertWorkflowSearchAttributesEventAttributes",
        "NexusOperationScheduledEventAttributes",
        "NexusOperationCancelRequestedEventAttributes",
    ];
    let mut history: Value = serde_json::from_slice(history).expect("JSON");
    let events = history["events"].as_array_mut().expect("events");
    let is_command =
        |event: &Value| COMMANDS.iter().any(|name| event["attributes"].get(name).is_some());
    let mut commands = events.iter().enumerate().filter(|(_, event)| is_command(event));
    let (first, second) = (commands.next()?.0, commands.next()?.0);
    let (before, after) = events.split_at_mut(second);
    for key in ["event_type", "attributes"] {
        std::mem::swap(&mut before[first][key], &mut after[0][key]);
    }
    Some(serde_json::to_vec(&history).expect("JSON again"))
}
