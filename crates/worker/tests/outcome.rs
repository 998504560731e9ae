//! What a target ends in is what the run ends in.

use anyhow::{Context, Result};
use portico_contract::nexus::RouterInput;
use serde_json::json;
use temporalio_client::{Client, UntypedWorkflowHandle, WorkflowTerminateOptions};
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use portico_testkit::{close_event, event};

use crate::histories::keep;
use crate::stack::{Stack, target};

async fn result(stack: &Stack, input: RouterInput, case: &str) -> Result<Payload> {
    let run = stack.route(&input).await?;
    let close = close_event(&stack.gateway, &run.info().workflow_id).await?;
    keep(stack, &run.info().workflow_id, case).await?;
    match close {
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
    let echoed = result(&stack, stack.input("Echo", value.clone()), "success").await?;
    assert_eq!(echoed.metadata["encoding"], b"json/plain");
    assert_eq!(String::from_utf8(echoed.data)?, value.to_string());

    let bytes = result(&stack, stack.input("Bytes", json!(null)), "success-bytes").await?;
    assert_eq!(bytes.metadata["encoding"], b"binary/plain");
    assert_eq!(bytes.metadata["team"], b"data");
    assert_eq!(bytes.data, [0, 159, 146, 150]);

    let upper = result(&stack, stack.input("upper", json!("at once")), "sync-result").await?;
    assert_eq!(upper.data, b"\"AT ONCE\"");
    Ok(())
}

#[tokio::test]
async fn failures_are_passed_on_whole() -> Result<()> {
    let stack = Stack::start().await?;
    for (workflow_type, case) in [("Fail", "failure"), ("FailInActivity", "failure-in-activity")] {
        let run = stack.route(&stack.input(workflow_type, json!({}))).await?;
        let run_id = &run.info().workflow_id;
        let own = failure(close_event(&stack.gateway, run_id).await?)?;
        let target = target(&stack, run_id).await?;
        let theirs = failure(close_event(&stack.team, &target.info().workflow_id).await?)?;
        assert!(theirs.cause.is_some(), "the target's failure should have a cause");
        assert_eq!(own, theirs, "{workflow_type}");
        keep(&stack, run_id, case).await?;
    }
    Ok(())
}

#[tokio::test]
async fn terminated_target() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.route(&stack.input("Refuse", json!({}))).await?;
    let target = target(&stack, &run.info().workflow_id).await?;
    // The router has heard that the target runs, and waits.
    let mut running = false;
    event(&stack.gateway, &run.info().workflow_id, |event| {
        running |= event.event_type() == EventType::NexusOperationStarted;
        (running && event.event_type() == EventType::WorkflowTaskCompleted).then_some(())
    })
    .await?;
    keep(&stack, &run.info().workflow_id, "long-wait").await?;
    target.terminate(WorkflowTerminateOptions::builder().reason("enough").build()).await?;
    assert_eq!(
        fails(&stack, run).await?,
        ["TargetTerminated: the workflow was terminated", "Terminated: operation terminated"]
    );
    Ok(())
}

#[tokio::test]
async fn target_that_timed_out() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.route(&stack.input("Hurry", json!({}))).await?;
    assert_eq!(
        fails(&stack, run).await?,
        [
            "TargetTimedOut: the workflow did not finish in time",
            "Timeout: operation exceeded internal timeout"
        ]
    );
    Ok(())
}

#[tokio::test]
async fn refusals_are_not_retried() -> Result<()> {
    let stack = Stack::start().await?;
    let unknown = stack.route(&stack.input("Unknown", json!({}))).await?;
    close_event(&stack.gateway, &unknown.info().workflow_id).await?;
    keep(&stack, &unknown.info().workflow_id, "refused").await?;
    let message = "no operation \"Unknown\" is served here";
    assert_eq!(
        fails(&stack, unknown).await?,
        [format!("OperationRefused: {message}"), format!("NOT_FOUND: {message}")]
    );
    let misfit = stack.route(&stack.input("upper", json!({"not": "text"}))).await?;
    let message = "the input does not fit: expected a string at line 1 column 0";
    assert_eq!(
        fails(&stack, misfit).await?,
        [format!("OperationRefused: {message}"), format!("BAD_REQUEST: {message}")]
    );
    Ok(())
}

#[tokio::test]
async fn wrong_inputs_fail_the_run() -> Result<()> {
    let stack = Stack::start().await?;
    let input = |change: fn(&mut RouterInput)| {
        let mut input = stack.input("Echo", json!({}));
        change(&mut input);
        serde_json::to_value(input).unwrap()
    };
    let no_input = "the argument is not a router input";
    let no_header = "a header in nexus_headers is no HTTP header: names are letters, digits and \"-\", values \
                     printable ASCII";
    let cases = [
        (json!({}), format!("{no_input}: missing field `workflow_type` at line 1 column 2")),
        (
            json!(null),
            format!(
                "{no_input}: invalid type: null, expected struct RouterInput at line 1 column 4"
            ),
        ),
        (input(|input| input.workflow_type.clear()), "workflow_type is empty".into()),
        (input(|input| input.nexus_endpoint.clear()), "nexus_endpoint is empty".into()),
        (input(|input| input.nexus_service = Some(String::new())), "nexus_service is empty".into()),
        (
            input(|input| input.workflow_type = "x".repeat(1001)),
            "workflow_type is longer than 1000 bytes".into(),
        ),
        (
            input(|input| input.requester_email = "x".repeat(255)),
            "requester_email is longer than 254 bytes".into(),
        ),
        (
            input(|input| _ = input.nexus_headers.insert("a".into(), "x".repeat(9000))),
            "nexus_headers are larger than 8192 bytes".into(),
        ),
        (
            input(|input| _ = input.nexus_headers.insert(String::new(), "x".into())),
            "a header in nexus_headers has no name".into(),
        ),
        (
            input(|input| _ = input.nexus_headers.insert("Request-Timeout".into(), "5s".into())),
            "header Request-Timeout in nexus_headers belongs to the server".into(),
        ),
        (
            input(|input| _ = input.nexus_headers.insert("x-a\r\nb".into(), "c".into())),
            no_header.into(),
        ),
        (input(|input| _ = input.nexus_headers.insert("x-a".into(), "é".into())), no_header.into()),
    ];
    for (input, message) in cases {
        let run = stack.route_value(&input).await?;
        assert_eq!(fails(&stack, run).await?, [format!("InvalidRouterInput: {message}")]);
    }
    Ok(())
}

/// Waits for a run to fail and returns its failures, outermost first.
pub(crate) async fn fails(
    stack: &Stack,
    run: UntypedWorkflowHandle<Client>,
) -> Result<Vec<String>> {
    Ok(chain(&failure(close_event(&stack.gateway, &run.info().workflow_id).await?)?))
}
