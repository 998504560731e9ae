//! The stored histories, of which a changed workflow must still be able to replay every one.
//! `tests/histories/README.md` says how to record them.

use portico_cloud_ops::delete_dynamo::DeleteDynamoWorkflow;
use portico_cloud_ops::inventory::InventoryWorkflow;
use portico_cloud_ops::redis_upgrade_valkey::RedisUpgradeValkeyWorkflow;
use portico_cloud_ops::resize_rds::ResizeRDSWorkflow;
use portico_cloud_ops::unlock_terraform_lock::UnlockTerraformLockWorkflow;
use serde_json::Value;
use temporalio_client::WorkflowHistory;
use temporalio_sdk::workflow_replayer::{
    WorkflowReplayError, WorkflowReplayFailure, WorkflowReplayer, WorkflowReplayerOptions,
};

use crate::support::histories;

async fn replay(history: &[u8]) -> Result<(), WorkflowReplayError> {
    let mut options = WorkflowReplayerOptions::new().build();
    options
        .register_workflow::<DeleteDynamoWorkflow>()
        .unwrap()
        .register_workflow::<InventoryWorkflow>()
        .unwrap()
        .register_workflow::<ResizeRDSWorkflow>()
        .unwrap()
        .register_workflow::<RedisUpgradeValkeyWorkflow>()
        .unwrap()
        .register_workflow::<UnlockTerraformLockWorkflow>()
        .unwrap();
    WorkflowReplayer::new(options)?
        .replay_workflow(WorkflowHistory::from_json(history).unwrap())
        .await
}

#[tokio::test]
async fn every_stored_history_replays() {
    let histories = histories();
    let names: Vec<&str> = histories.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_snapshot!(names.join("\n"), @r"
    delete-dynamo/cancel
    delete-dynamo/dry-run
    delete-dynamo/failure
    delete-dynamo/success
    inventory/cancel
    inventory/carried-over
    inventory/continued-as-new
    inventory/unreadable
    redis-upgrade-valkey/cancel
    redis-upgrade-valkey/dry-run
    redis-upgrade-valkey/failure
    redis-upgrade-valkey/success
    resize-rds/cancel
    resize-rds/cancel-refused
    resize-rds/dry-run
    resize-rds/failure
    resize-rds/success
    resize-rds/waiting
    unlock-terraform-lock/cancel
    unlock-terraform-lock/dry-run
    unlock-terraform-lock/failure
    unlock-terraform-lock/success
    ");
    for (name, history) in &histories {
        replay(history).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[tokio::test]
async fn two_commands_in_another_order_do_not_replay() {
    let mut reordered = 0;
    for (name, history) in histories() {
        let Some(history) = swap_first_two_commands(&history) else { continue };
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
    assert!(reordered >= 4, "{reordered} histories have two different commands");
}

/// The history of a workflow that would give its first two commands, be they activities or timers, the other way round.
/// None for two of the same kind, which are told apart by nothing that a replay looks at.
fn swap_first_two_commands(history: &[u8]) -> Option<Vec<u8>> {
    const ACTIVITY: &str = "ActivityTaskScheduledEventAttributes";
    const TIMER: &str = "TimerStartedEventAttributes";
    let mut history: Value = serde_json::from_slice(history).unwrap();
    let events = history["events"].as_array_mut().unwrap();
    let kind = |event: &Value| match &event["attributes"] {
        attributes if attributes.get(TIMER).is_some() => Some(Value::Null),
        attributes => Some(attributes.get(ACTIVITY)?["activity_type"].clone()),
    };
    let mut commands = events.iter().enumerate().filter_map(|(at, event)| Some((at, kind(event)?)));
    let ((first, one), (second, other)) = (commands.next()?, commands.next()?);
    if one == other {
        return None;
    }
    let (before, after) = events.split_at_mut(second);
    for key in ["event_type", "attributes"] {
        std::mem::swap(&mut before[first][key], &mut after[0][key]);
    }
    Some(serde_json::to_vec(&history).unwrap())
}
