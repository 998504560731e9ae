//! Cancellations that no workflow hears of.

use anyhow::{Context, Result};
use portico_nexus::{OperationToken, Service, WorkflowOperation};
use portico_testkit::event;
use serde_json::json;
use temporalio_client::{NamespacedClient, UntypedWorkflow};
use temporalio_common::protos::temporal::api::enums::v1::NexusHandlerErrorRetryBehavior;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::nexus::v1::start_operation_response::{
    Async, Variant,
};
use temporalio_common::protos::temporal::api::nexus::v1::{
    Response, StartOperationResponse, response,
};
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    PollNexusTaskQueueRequest, RespondNexusTaskCompletedRequest,
};
use tonic::IntoRequest;

use crate::stack::{QUEUE, Stack};

/// Answers one start in the worker's place, so that the operation gets this token.
async fn answer_with(stack: &Stack, token: &str) -> Result<()> {
    let mut service = stack.handler.connection().workflow_service();
    let poll = PollNexusTaskQueueRequest {
        namespace: stack.handler.namespace(),
        task_queue: Some(TaskQueue { name: "nexus".into(), ..Default::default() }),
        ..Default::default()
    };
    let task = service.poll_nexus_task_queue(poll.into_request()).await?.into_inner();
    let answer = Async { operation_token: token.to_owned(), ..Default::default() };
    let answer = StartOperationResponse { variant: Some(Variant::AsyncSuccess(answer)) };
    let answer = RespondNexusTaskCompletedRequest {
        namespace: stack.handler.namespace(),
        task_token: task.task_token,
        response: Some(Response { variant: Some(response::Variant::StartOperation(answer)) }),
        ..Default::default()
    };
    service.respond_nexus_task_completed(answer.into_request()).await?;
    Ok(())
}

#[tokio::test]
async fn refused() -> Result<()> {
    let service = || {
        Service::any()
            .workflow_operation(WorkflowOperation::new("Hold", QUEUE))
            .sync_operation("now", |_, input: String| async move { Ok(input) })
    };
    let mut stack = Stack::start(service()).await?;
    stack.nexus.take().context("a Nexus worker")?.stop().await?;
    let namespace = stack.handler.namespace();
    let closed = OperationToken::new(&*namespace, "closed").encode();
    let foreign = OperationToken::new("elsewhere", "wf").encode();
    let elsewhere = format!(
        "the operation token belongs to namespace \"elsewhere\", this handler serves \"{namespace}\""
    );
    let cases = [
        ("Hold", &*closed, "NOT_FOUND", "workflow not found for ID: closed"),
        ("Hold", &*foreign, "BAD_REQUEST", &*elsewhere),
        ("now", &*closed, "NOT_IMPLEMENTED", "a synchronous operation cannot be canceled"),
        ("gone", &*closed, "NOT_FOUND", "no operation \"gone\" is served here"),
    ];
    let mut callers = Vec::new();
    for (operation, token, ..) in cases {
        let caller = stack.call(operation, json!({})).await?;
        answer_with(&stack, token).await?;
        callers.push(caller);
    }
    stack.serve(vec![service()], |builder| builder).await?;
    for (caller, (operation, _, kind, message)) in callers.into_iter().zip(cases) {
        event(&stack.caller, &caller, |event| {
            matches!(event.attributes, Some(Attributes::NexusOperationStartedEventAttributes(_)))
                .then_some(())
        })
        .await?;
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
        assert_eq!((&*info.r#type, &*refused.message), (kind, message), "{operation}");
        assert_eq!(info.retry_behavior(), NexusHandlerErrorRetryBehavior::NonRetryable);
    }
    Ok(())
}
