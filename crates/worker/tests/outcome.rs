//! What a target ends in is what the run ends in.

use anyhow::{Context, Result};
use serde_json::json;
use temporalio_client::WorkflowTerminateOptions;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::stack::{Stack, close_event, target};

async fn result(stack: &Stack, workflow_type: &str, input: serde_json::Value) -> Result<Payload> {
    let run = stack.route(&stack.input(workflow_type, input)).await?;
    match close_event(&stack.gateway, &run.info().workflow_id).await? {
        Attributes::WorkflowExecutionCompletedEventAttributes(completed) => {
            completed.result.unwrap_or_default().payloads.pop().context("no result")
        }
        other => anyhow::bail!("the run did not complete: {other:?}"),
    }
}

fn failure(close: Attributes) -> Result<Failure> {
    match close {
        Attributes::WorkflowExecutionFailedEventAttributes(failed) => {
            failed.failure.context("no failure")
        }
        other => anyhow::bail!("the run did not fail: {other:?}"),
    }
}

/// A failure and its causes, one line each.
fn chain(failure: &Failure) -> Vec<String> {
    std::iter::successors(Some(failure), |failure| failure.cause.as_deref())
        .map(|failure| {
            let kind = match &failure.failure_info {
                Some(FailureInfo::ApplicationFailureInfo(info)) => info.r#type.clone(),
                Some(FailureInfo::TerminatedFailureInfo(_)) => "Terminated".to_owned(),
                Some(FailureInfo::TimeoutFailureInfo(_)) => "Timeout".to_owned(),
                Some(FailureInfo::NexusHandlerFailureInfo(info)) => info.r#type.clone(),
                other => format!("{other:?}"),
            };
            format!("{kind}: {}", failure.message)
        })
        .collect()
}

#[tokio::test]
async fn results_are_passed_on_untouched() -> Result<()> {
    let stack = Stack::start().await?;
    let value =
        json!({"table": "a/b \"🦀\"", "n": 18_446_744_073_709_551_615_u64, "z": null, "a": [1.5]});
    let echoed = result(&stack, "Echo", value.clone()).await?;
    assert_eq!(echoed.metadata["encoding"], b"json/plain");
    assert_eq!(String::from_utf8(echoed.data)?, value.to_string());

    let bytes = result(&stack, "Bytes", json!(null)).await?;
    assert_eq!(bytes.metadata["encoding"], b"binary/plain");
    assert_eq!(bytes.metadata["team"], b"data");
    assert_eq!(bytes.data, [0, 159, 146, 150]);

    let upper = result(&stack, "upper", json!("at once")).await?;
    assert_eq!(upper.data, b"\"AT ONCE\"");
    Ok(())
}

#[tokio::test]
async fn failures_are_passed_on_whole() -> Result<()> {
    let stack = Stack::start().await?;
    for workflow_type in ["FailHere", "FailInActivity"] {
        let run = stack.route(&stack.input(workflow_type, json!({}))).await?;
        let run_id = &run.info().workflow_id;
        let own = failure(close_event(&stack.gateway, run_id).await?)?;
        let target = target(&stack, run_id).await?;
        let theirs = failure(close_event(&stack.team, &target.info().workflow_id).await?)?;
        assert!(theirs.cause.is_some(), "the target's failure should have a cause");
        assert_eq!(own, theirs, "{workflow_type}");
    }
    Ok(())
}

#[tokio::test]
async fn terminated_target() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.route(&stack.input("Refuse", json!({}))).await?;
    let target = target(&stack, &run.info().workflow_id).await?;
    target.terminate(WorkflowTerminateOptions::builder().reason("enough").build()).await?;
    let failure = failure(close_event(&stack.gateway, &run.info().workflow_id).await?)?;
    assert_eq!(
        chain(&failure),
        ["TargetTerminated: the workflow was terminated", "Terminated: operation terminated"]
    );
    Ok(())
}
