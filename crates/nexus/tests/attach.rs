//! Callers that want a workflow id somebody else holds.

use anyhow::{Context, Result};
use portico_nexus::{Service, WORKFLOW_ALREADY_RUNNING, WorkflowOperation};
use portico_testkit::{event, unique};
use serde_json::json;
use std::time::Duration;
use temporalio_client::{NamespacedClient, UntypedWorkflow};
use temporalio_common::protos::temporal::api::common::v1::{WorkflowExecution, WorkflowType};
use temporalio_common::protos::temporal::api::enums::v1::NexusHandlerErrorRetryBehavior;
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse,
    RespondNexusTaskCompletedRequest, StartWorkflowExecutionRequest,
};
use tonic::IntoRequest;

use crate::stack::{QUEUE, Stack};

const TIMEOUT: Duration = Duration::from_secs(60);

fn service() -> Service {
    Service::any()
        .workflow_operation(WorkflowOperation::new("Quick", QUEUE))
        .workflow_operation(WorkflowOperation::new("Hold", QUEUE))
}

/// Starts a `Hold` as its team would, without Nexus.
async fn hold(stack: &Stack) -> Result<String> {
    let id = unique("target");
    let start = StartWorkflowExecutionRequest {
        namespace: stack.handler.namespace(),
        workflow_id: id.clone(),
        workflow_type: Some(WorkflowType { name: "Hold".into() }),
        task_queue: Some(TaskQueue { name: QUEUE.into(), ..Default::default() }),
        request_id: unique("request"),
        ..Default::default()
    };
    let mut service = stack.handler.connection().workflow_service();
    service.start_workflow_execution(start.into_request()).await?;
    Ok(id)
}

async fn describe(stack: &Stack, id: &str) -> Result<DescribeWorkflowExecutionResponse> {
    let describe = DescribeWorkflowExecutionRequest {
        namespace: stack.handler.namespace(),
        execution: Some(WorkflowExecution { workflow_id: id.to_owned(), run_id: String::new() }),
    };
    let mut service = stack.handler.connection().workflow_service();
    Ok(service.describe_workflow_execution(describe.into_request()).await?.into_inner())
}

async fn attach(stack: &Stack, operation: &str, id: &str) -> Result<String> {
    let headers = [("portico-workflow-id", id), ("portico-on-conflict", "attach")];
    stack.call_with(operation, json!({}), &headers, TIMEOUT).await
}

async fn is_started(stack: &Stack, caller: &str) -> Result<()> {
    event(&stack.caller, caller, |event: &HistoryEvent| {
        matches!(event.attributes, Some(Attributes::NexusOperationStartedEventAttributes(_)))
            .then_some(())
    })
    .await
}

/// The failure the caller's operation ended in.
async fn failure(stack: &Stack, caller: &str) -> Result<Failure> {
    let Attributes::NexusOperationFailedEventAttributes(failed) = stack.end(caller).await? else {
        panic!("a failed operation");
    };
    Ok(*failed.failure.and_then(|failure| failure.cause).context("a cause")?)
}

#[tokio::test]
async fn workflows_of_another_type_are_left_alone() -> Result<()> {
    let stack = Stack::start(service()).await?;
    let id = hold(&stack).await?;
    let caller = attach(&stack, "Quick", &id).await?;
    let failure = failure(&stack, &caller).await?;
    assert_eq!(
        failure.message,
        format!(
            "workflow {id} is already running in namespace {}, and is not one this operation starts",
            stack.handler.namespace()
        )
    );
    let Some(FailureInfo::ApplicationFailureInfo(info)) = failure.failure_info else {
        panic!("an application failure");
    };
    assert_eq!(info.r#type, WORKFLOW_ALREADY_RUNNING);
    let target = describe(&stack, &id).await?;
    assert!(target.callbacks.is_empty(), "{:?}", target.callbacks);
    Ok(())
}

#[tokio::test]
async fn attached_callers_get_the_result_but_may_not_cancel() -> Result<()> {
    let stack = Stack::start(service()).await?;
    let id = hold(&stack).await?;
    let caller = attach(&stack, "Hold", &id).await?;
    is_started(&stack, &caller).await?;
    let handle = stack.caller.get_workflow_handle::<UntypedWorkflow>(caller.clone());
    handle.cancel(Default::default()).await?;
    let refused = event(&stack.caller, &caller, |event| match &event.attributes {
        Some(Attributes::NexusOperationCancelRequestFailedEventAttributes(failed)) => {
            failed.failure.clone()
        }
        _ => None,
    });
    let refused = refused.await?.cause.context("a cause")?;
    let Some(FailureInfo::NexusHandlerFailureInfo(info)) = &refused.failure_info else {
        panic!("a handler failure, not {refused:?}");
    };
    assert_eq!(
        (&*info.r#type, &*refused.message),
        (
            "UNAUTHORIZED",
            "this operation waits for a workflow that another request started, so it cannot cancel it"
        )
    );
    assert_eq!(info.retry_behavior(), NexusHandlerErrorRetryBehavior::NonRetryable);
    let info = describe(&stack, &id).await?.workflow_extended_info.context("info")?;
    assert!(!info.cancel_requested);

    stack.finish(&id).await?;
    assert_eq!(stack.result(&caller).await?, json!("finished"));
    Ok(())
}

/// The second delivery must not take itself for the one that started the workflow.
#[tokio::test]
async fn attaching_again_after_a_lost_answer() -> Result<()> {
    let stack = Stack::start(service()).await?;
    let id = hold(&stack).await?;
    stack.tap.lose("RespondNexusTaskCompleted", 1);
    let caller = attach(&stack, "Hold", &id).await?;
    is_started(&stack, &caller).await?;
    let answers: Vec<RespondNexusTaskCompletedRequest> =
        stack.tap.calls("RespondNexusTaskCompleted");
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0].response, answers[1].response);
    assert_eq!(describe(&stack, &id).await?.callbacks.len(), 1);
    stack.finish(&id).await?;
    assert_eq!(stack.result(&caller).await?, json!("finished"));
    Ok(())
}
