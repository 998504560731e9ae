//! Cancelling a run cancels the target, and the run ends as the target does.

use anyhow::{Context, Result};
use portico_testkit::{close_event, event, history};
use serde_json::json;
use temporalio_client::{
    UntypedSignal, WorkflowCancelOptions, WorkflowDescribeOptions, WorkflowSignalOptions,
};
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::enums::v1::{EventType, WorkflowExecutionStatus};
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::histories::keep;
use crate::stack::{Stack, json, target};

#[tokio::test]
async fn target_cleans_up_and_ends_canceled() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.route(&stack.input("CleanUp", json!({}))).await?;
    let target = target(&stack, &run.info().workflow_id).await?;
    let target_id = &target.info().workflow_id;
    event(&stack.team, target_id, |event| {
        (event.event_type() == EventType::ActivityTaskScheduled).then_some(())
    })
    .await?;
    run.cancel(WorkflowCancelOptions::builder().reason("changed my mind").build()).await?;

    let Attributes::WorkflowExecutionCanceledEventAttributes(canceled) =
        close_event(&stack.gateway, &run.info().workflow_id).await?
    else {
        panic!("the run should end canceled");
    };
    keep(&stack, &run.info().workflow_id, "cancel").await?;
    let details = canceled.details.context("the target's details")?.payloads;
    assert_eq!(details, json(&json!("clean")).payloads);
    assert!(matches!(
        close_event(&stack.team, target_id).await?,
        Attributes::WorkflowExecutionCanceledEventAttributes(_)
    ));
    let cleaned = history(&stack.team, target_id).await?.into_iter().any(|event| {
        matches!(event.attributes, Some(Attributes::ActivityTaskCompletedEventAttributes(_)))
    });
    assert!(cleaned, "the clean-up activity should have completed");
    Ok(())
}

#[tokio::test]
async fn target_that_refuses_leaves_the_run_running() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.route(&stack.input("Refuse", json!({}))).await?;
    let target = target(&stack, &run.info().workflow_id).await?;
    run.cancel(WorkflowCancelOptions::default()).await?;
    event(&stack.team, &target.info().workflow_id, |event| {
        (event.event_type() == EventType::WorkflowExecutionCancelRequested).then_some(())
    })
    .await?;
    // The server says so too when the cancellation was delivered.
    event(&stack.gateway, &run.info().workflow_id, |event| {
        (event.event_type() == EventType::NexusOperationCancelRequestCompleted).then_some(())
    })
    .await?;
    let description = run.describe(WorkflowDescribeOptions::default()).await?;
    let info = description.raw().workflow_execution_info.clone().context("an execution")?;
    assert_eq!(info.status(), WorkflowExecutionStatus::Running);
    let requested = history(&stack.gateway, &run.info().workflow_id)
        .await?
        .into_iter()
        .any(|event| event.event_type() == EventType::WorkflowExecutionCancelRequested);
    assert!(requested, "the run's history should say that cancellation was requested");

    let nothing = RawValue::new(json(&json!(null)).payloads);
    target.signal(UntypedSignal::new("finish"), nothing, WorkflowSignalOptions::default()).await?;
    let Attributes::WorkflowExecutionCompletedEventAttributes(completed) =
        close_event(&stack.gateway, &run.info().workflow_id).await?
    else {
        panic!("the run should complete, as the target did");
    };
    keep(&stack, &run.info().workflow_id, "refused-cancel").await?;
    let result = completed.result.context("a result")?.payloads;
    assert_eq!(result, json(&json!("finished")).payloads);
    Ok(())
}
