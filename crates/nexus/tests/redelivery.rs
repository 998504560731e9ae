//! A start that is delivered again, because the answer to the first delivery was lost.

use anyhow::{Context, Result};
use portico_nexus::{Service, WorkflowOperation};
use portico_testkit::{history, unique};
use serde_json::json;
use temporalio_client::NamespacedClient;
use temporalio_common::protos::temporal::api::common::v1::WorkflowType;
use temporalio_common::protos::temporal::api::enums::v1::{
    EventType, WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflow::v1::OnConflictOptions;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    RespondNexusTaskCompletedRequest, StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
};
use tonic::IntoRequest;

use crate::stack::{QUEUE, Stack};

const ANSWER: &str = "RespondNexusTaskCompleted";
const START: &str = "StartWorkflowExecution";

async fn stack(target: &str) -> Result<Stack> {
    Stack::start(Service::any().workflow_operation(WorkflowOperation::new(target, QUEUE))).await
}

#[tokio::test]
async fn makes_one_target() -> Result<()> {
    let stack = stack("Hold").await?;
    stack.tap.lose(ANSWER, 1);
    let caller = stack.call("Hold", json!({})).await?;
    // The server gives up on the lost answer after some ten seconds, then asks again.
    portico_testkit::event(&stack.caller, &caller, |event| {
        (event.event_type() == EventType::NexusOperationStarted).then_some(())
    })
    .await?;
    let starts: Vec<StartWorkflowExecutionRequest> = stack.tap.calls(START);
    assert_eq!(starts.len(), 2);
    assert_eq!(starts[0].request_id, starts[1].request_id);
    assert_eq!(starts[0].workflow_id, starts[1].workflow_id);
    assert_eq!(stack.tap.calls::<RespondNexusTaskCompletedRequest>(ANSWER).len(), 2);

    let target = &starts[0].workflow_id;
    stack.finish(target).await?;
    assert_eq!(stack.result(&caller).await?, json!("finished"));
    let kinds: Vec<EventType> =
        history(&stack.handler, target).await?.iter().map(HistoryEvent::event_type).collect();
    assert!(!kinds.contains(&EventType::WorkflowExecutionOptionsUpdated), "{kinds:?}");
    Ok(())
}

#[tokio::test]
async fn target_that_closed_before_the_answer_arrived() -> Result<()> {
    let stack = stack("Quick").await?;
    stack.tap.lose(ANSWER, 1);
    let caller = stack.call("Quick", json!("done")).await?;
    // The callback carries the token, so the operation completes without ever having been answered.
    assert_eq!(stack.result(&caller).await?, json!("done"));
    assert_eq!(stack.tap.calls::<StartWorkflowExecutionRequest>(START).len(), 1);
    Ok(())
}

/// The server's part of the promise: it knows a request id again even if the run it started, or was
/// attached to, has closed, although the id may be used again by any other request.
#[tokio::test]
async fn closed_runs_remember_their_requests() -> Result<()> {
    let stack = stack("Hold").await?;
    let id = unique("target");
    let start =
        |request_id: &str, policy: WorkflowIdConflictPolicy| StartWorkflowExecutionRequest {
            namespace: stack.handler.namespace(),
            workflow_id: id.clone(),
            workflow_type: Some(WorkflowType { name: "Hold".into() }),
            task_queue: Some(TaskQueue { name: QUEUE.into(), ..Default::default() }),
            request_id: request_id.to_owned(),
            workflow_id_reuse_policy: WorkflowIdReusePolicy::AllowDuplicate as i32,
            workflow_id_conflict_policy: policy as i32,
            on_conflict_options: Some(OnConflictOptions {
                attach_request_id: true,
                attach_completion_callbacks: true,
                attach_links: true,
            }),
            ..Default::default()
        };
    let send =
        async |request: StartWorkflowExecutionRequest| -> Result<StartWorkflowExecutionResponse> {
            let mut service = stack.handler.connection().workflow_service();
            Ok(service.start_workflow_execution(request.into_request()).await?.into_inner())
        };
    let first = send(start("first", WorkflowIdConflictPolicy::Fail)).await?;
    let attached = send(start("attached", WorkflowIdConflictPolicy::UseExisting)).await?;
    assert_eq!((first.started, attached.started), (true, false));
    // An attached request is known again even by a start that would not attach.
    let again = send(start("attached", WorkflowIdConflictPolicy::Fail)).await?;
    assert_eq!((again.run_id, again.started), (first.run_id.clone(), false));
    stack.finish(&id).await?;
    portico_testkit::close_event(&stack.handler, &id).await.context("close")?;

    let again = send(start("first", WorkflowIdConflictPolicy::Fail)).await?;
    assert_eq!((again.run_id, again.started), (first.run_id.clone(), true));
    for policy in [WorkflowIdConflictPolicy::UseExisting, WorkflowIdConflictPolicy::Fail] {
        let attached = send(start("attached", policy)).await?;
        assert_eq!((attached.run_id, attached.started), (first.run_id.clone(), false));
    }
    let other = send(start("other", WorkflowIdConflictPolicy::Fail)).await?;
    assert_ne!(other.run_id, first.run_id);
    Ok(())
}
