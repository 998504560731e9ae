//! Answers other than a started workflow, as the server receives them.

use std::time::Duration;

use anyhow::{Context, Result};
use portico_nexus::{
    ErrorKind, HandlerError, OperationError, OperationFailure, OperationRequest, Service,
    WorkflowOperation,
};
use portico_testkit::event;
use serde_json::{Value, json};
use temporalio_client::UntypedWorkflow;
use temporalio_common::protos::temporal::api::enums::v1::{
    EventType, NexusHandlerErrorRetryBehavior,
};
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::workflowservice::v1::RespondNexusTaskFailedRequest;

use crate::stack::{QUEUE, Stack};

fn service() -> Service {
    Service::any()
        .workflow_operation(WorkflowOperation::new("Quick", QUEUE))
        .workflow_operation(
            WorkflowOperation::new("private", QUEUE)
                .workflow_type("Quick")
                .caller_may_choose_id(false)
                .caller_may_attach(false),
        )
        .sync_operation("sum", |_: OperationRequest, numbers: Vec<i64>| async move {
            Ok(numbers.iter().sum::<i64>())
        })
        .sync_operation("fail", |_: OperationRequest, input: Value| async move {
            let failure = OperationFailure::new("NoSuchTable", "no table users");
            let failure = failure
                .detail(&input)
                .map_err(|error| HandlerError::new(ErrorKind::Internal, error.to_string()))?
                .caused_by(cause());
            Err::<(), OperationError>(failure.into())
        })
        .sync_operation("give-up", |_: OperationRequest, _: Value| async move {
            Err::<(), OperationError>(OperationError::Canceled("not today".to_owned()))
        })
        .sync_operation("hang", |_: OperationRequest, _: Value| {
            std::future::pending::<Result<(), OperationError>>()
        })
        .sync_operation("panic", |_: OperationRequest, _: Value| async move {
            if true {
                panic!("with a secret");
            }
            Ok::<(), OperationError>(())
        })
        .sync_operation("busy", |_: OperationRequest, _: Value| async move {
            let error = HandlerError::new(ErrorKind::ResourceExhausted, "later").non_retryable();
            Err::<(), OperationError>(error.caused_by(cause()).into())
        })
        .payload_operation("bytes", |request| async move {
            let mut payload = request.input.unwrap_or_default();
            payload.metadata.insert("encoding".into(), b"binary/plain".to_vec());
            payload.data.reverse();
            Ok(payload)
        })
}

fn cause() -> OperationFailure {
    OperationFailure::new("NoSuchRegion", "no region")
        .caused_by(OperationFailure::new("Io", "refused"))
}

/// Types and messages of a failure's causes, outermost first.
fn causes(failure: &Failure) -> Vec<(String, String)> {
    let causes = std::iter::successors(failure.cause.as_deref(), |cause| cause.cause.as_deref());
    causes
        .map(|cause| match &cause.failure_info {
            Some(FailureInfo::ApplicationFailureInfo(info)) => {
                (info.r#type.clone(), cause.message.clone())
            }
            other => panic!("an application failure, not {other:?}"),
        })
        .collect()
}

fn expected_causes() -> Vec<(String, String)> {
    [("NoSuchRegion", "no region"), ("Io", "refused")]
        .map(|(kind, message)| (kind.to_owned(), message.to_owned()))
        .into()
}

#[tokio::test]
async fn synchronous() -> Result<()> {
    let stack = Stack::start(service()).await?;
    let caller = stack.call("sum", json!([1, 2, 3])).await?;
    assert_eq!(stack.result(&caller).await?, json!(6));

    let caller = stack.call("fail", json!({"table": "users"})).await?;
    let Attributes::NexusOperationFailedEventAttributes(failed) = stack.end(&caller).await? else {
        panic!("a failed operation");
    };
    let failure = failed.failure.and_then(|failure| failure.cause).context("a cause")?;
    assert_eq!(failure.message, "no table users");
    assert_eq!(causes(&failure), expected_causes());
    let Some(FailureInfo::ApplicationFailureInfo(info)) = failure.failure_info else {
        panic!("an application failure");
    };
    assert_eq!(info.r#type, "NoSuchTable");
    assert!(info.non_retryable);
    let details = info.details.context("details")?.payloads;
    assert_eq!(serde_json::from_slice::<Value>(&details[0].data)?, json!({"table": "users"}));

    let caller = stack.call("bytes", json!("abc")).await?;
    let Attributes::NexusOperationCompletedEventAttributes(completed) = stack.end(&caller).await?
    else {
        panic!("a completed operation");
    };
    let result = completed.result.context("a result")?;
    assert_eq!(
        (&*result.metadata["encoding"], &*result.data),
        (&b"binary/plain"[..], &b"\"cba\""[..])
    );

    let caller = stack.call("give-up", json!({})).await?;
    assert!(matches!(
        stack.end(&caller).await?,
        Attributes::NexusOperationCanceledEventAttributes(_)
    ));
    Ok(())
}

/// Operation, input, headers; the kind of the refusal and its message.
type Case<'a> = (&'a str, Value, &'a [(&'a str, &'a str)], &'a str, &'a str);

#[tokio::test]
async fn refusals_that_end_the_operation() -> Result<()> {
    let stack = Stack::start(service()).await?;
    let long = "x".repeat(1001);
    let cases: [Case<'_>; 9] = [
        (
            "sum",
            json!("text"),
            &[],
            "BAD_REQUEST",
            "the input does not fit: expected a sequence at line 1 column 6",
        ),
        ("unknown", json!({}), &[], "NOT_FOUND", "no operation \"unknown\" is served here"),
        (
            "portico.signal",
            json!({}),
            &[],
            "NOT_IMPLEMENTED",
            "operation portico.signal is reserved and not served yet",
        ),
        (
            "Quick",
            json!({}),
            &[("portico-workflow-id", "%FF")],
            "BAD_REQUEST",
            "header portico-workflow-id is not percent-encoded UTF-8",
        ),
        (
            "Quick",
            json!({}),
            &[("portico-workflow-id", &long)],
            "BAD_REQUEST",
            "header portico-workflow-id: the workflow id is longer than 1000 bytes",
        ),
        (
            "Quick",
            json!({}),
            &[("portico-on-conflict", "maybe")],
            "BAD_REQUEST",
            "header portico-on-conflict must be `fail` or `attach`",
        ),
        (
            "private",
            json!({}),
            &[("portico-workflow-id", "mine")],
            "UNAUTHORIZED",
            "callers of private may not choose the workflow's id",
        ),
        (
            "private",
            json!({}),
            &[("portico-on-conflict", "attach")],
            "UNAUTHORIZED",
            "callers of private may not attach to a running workflow",
        ),
        ("busy", json!({}), &[], "RESOURCE_EXHAUSTED", "later"),
    ];
    for (operation, input, headers, kind, message) in cases {
        let caller = stack.call_with(operation, input, headers, Duration::from_secs(60)).await?;
        let Attributes::NexusOperationFailedEventAttributes(failed) = stack.end(&caller).await?
        else {
            panic!("a failed operation");
        };
        let failure = failed.failure.and_then(|failure| failure.cause).context("a cause")?;
        let Some(FailureInfo::NexusHandlerFailureInfo(info)) = &failure.failure_info else {
            panic!("a handler failure, not {failure:?}");
        };
        assert_eq!((&*info.r#type, &*failure.message), (kind, message), "{operation}");
        assert_eq!(info.retry_behavior(), NexusHandlerErrorRetryBehavior::NonRetryable);
        let expected = if operation == "busy" { expected_causes() } else { Vec::new() };
        assert_eq!(causes(&failure), expected, "{operation}");
    }
    Ok(())
}

/// Calls `operation`, whose handler gives no answer of its own, and returns what was answered for it.
async fn answered_for(operation: &str) -> Result<(String, String)> {
    let stack = Stack::start(service()).await?;
    let caller = stack.call_with(operation, json!({}), &[], Duration::from_secs(3)).await?;
    let end = event(&stack.caller, &caller, |event| {
        let timed_out = event.event_type() == EventType::NexusOperationTimedOut;
        timed_out.then_some(())
    });
    end.await?;
    let answers: Vec<RespondNexusTaskFailedRequest> = stack.tap.calls("RespondNexusTaskFailed");
    let failure = answers.into_iter().next().and_then(|answer| answer.failure).context("answer")?;
    let Some(FailureInfo::NexusHandlerFailureInfo(info)) = failure.failure_info else {
        panic!("a handler failure");
    };
    assert_eq!(info.retry_behavior(), NexusHandlerErrorRetryBehavior::Retryable);
    let handle = stack.caller.get_workflow_handle::<UntypedWorkflow>(caller);
    handle.get_result(Default::default()).await?;
    Ok((info.r#type, failure.message))
}

#[tokio::test]
async fn a_handler_that_hangs_is_answered_for_before_the_deadline() -> Result<()> {
    let (kind, message) = answered_for("hang").await?;
    assert_eq!(kind, "REQUEST_TIMEOUT");
    assert_eq!(message, "the operation's handler did not answer before the deadline");
    Ok(())
}

#[tokio::test]
async fn a_handler_that_panics_says_nothing_of_it_to_callers() -> Result<()> {
    let (kind, message) = answered_for("panic").await?;
    assert_eq!(kind, "INTERNAL");
    assert_eq!(message, "the operation's handler panicked");
    Ok(())
}
