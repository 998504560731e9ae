//! What a start request becomes.

use std::time::Duration;

use anyhow::{Context, Result};
use portico_nexus::{
    AlreadyStarted, OnConflict, OperationRequest, OperationToken, Service, WORKFLOW_ALREADY_CLOSED,
    WorkflowOperation,
};
use portico_testkit::{event, history, unique};
use serde_json::json;
use temporalio_client::{NamespacedClient, UntypedWorkflow};
use temporalio_common::protos::temporal::api::common::v1::callback;
use temporalio_common::protos::temporal::api::enums::v1::{
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::workflow::v1::OnConflictOptions;
use temporalio_common::protos::temporal::api::workflowservice::v1::StartWorkflowExecutionRequest;

use crate::stack::{QUEUE, Stack};

#[tokio::test]
async fn everything_the_server_needs() -> Result<()> {
    let operation = WorkflowOperation::new("Quick", QUEUE).summary("one line");
    let stack = Stack::start(Service::any().workflow_operation(operation)).await?;
    let caller = stack.call("Quick", json!({"n": 1})).await?;
    assert_eq!(stack.result(&caller).await?, json!({"n": 1}));

    let history = history(&stack.caller, &caller).await?;
    let scheduled = history.iter().find_map(|event| match &event.attributes {
        Some(Attributes::NexusOperationScheduledEventAttributes(scheduled)) => Some(scheduled),
        _ => None,
    });
    let request_id = &scheduled.context("a scheduled event")?.request_id;
    let started = history.iter().find_map(|event| match &event.attributes {
        Some(Attributes::NexusOperationStartedEventAttributes(started)) => Some(started),
        _ => None,
    });
    let token = &started.context("a started event")?.operation_token;

    let starts: Vec<StartWorkflowExecutionRequest> = stack.tap.calls("StartWorkflowExecution");
    let [start] = &starts[..] else { panic!("one start, not {}", starts.len()) };
    assert_eq!(&start.request_id, request_id);
    assert_eq!(start.workflow_id, format!("nexus-{request_id}"));
    assert_eq!(
        OperationToken::decode(token, &stack.handler.namespace())?.workflow_id,
        start.workflow_id
    );
    assert_eq!(start.workflow_id_conflict_policy(), WorkflowIdConflictPolicy::Fail);
    assert_eq!(start.workflow_id_reuse_policy(), WorkflowIdReusePolicy::AllowDuplicate);
    let all = OnConflictOptions {
        attach_request_id: true,
        attach_completion_callbacks: true,
        attach_links: true,
    };
    assert_eq!(start.on_conflict_options, Some(all));
    let summary = start.user_metadata.clone().and_then(|metadata| metadata.summary);
    assert_eq!(summary.context("a summary")?.data, b"\"one line\"");

    let [callback] = &start.completion_callbacks[..] else { panic!("one callback") };
    assert_eq!(start.links.len(), 1);
    assert_eq!(callback.links, start.links);
    let Some(callback::Variant::Nexus(nexus)) = &callback.variant else { panic!("not Nexus") };
    assert_eq!(nexus.url, "temporal://system");
    assert_eq!(&nexus.header["nexus-operation-token"], token);
    assert_eq!(&nexus.header["nexus-operation-id"], token);
    assert!(!nexus.header["temporal-callback-token"].is_empty());
    Ok(())
}

#[tokio::test]
async fn the_operation_decides_before_the_headers() -> Result<()> {
    let operation = WorkflowOperation::new("delete", QUEUE)
        .workflow_type("Quick")
        .id(|request: &OperationRequest| Ok(format!("delete-{}", request.json::<String>()?)))
        .on_conflict(OnConflict::Attach)
        .reuse_policy(WorkflowIdReusePolicy::RejectDuplicate);
    let stack = Stack::start(Service::any().workflow_operation(operation)).await?;
    let headers = [("portico-workflow-id", "other"), ("portico-on-conflict", "fail")];
    let caller =
        stack.call_with("delete", json!("users"), &headers, Duration::from_secs(60)).await?;
    stack.result(&caller).await?;
    let starts: Vec<StartWorkflowExecutionRequest> = stack.tap.calls("StartWorkflowExecution");
    assert_eq!(starts[0].workflow_id, "delete-users");
    assert_eq!(starts[0].workflow_type.as_ref().map(|kind| &*kind.name), Some("Quick"));
    assert_eq!(starts[0].workflow_id_conflict_policy(), WorkflowIdConflictPolicy::Fail);
    assert_eq!(starts[0].workflow_id_reuse_policy(), WorkflowIdReusePolicy::RejectDuplicate);
    Ok(())
}

#[tokio::test]
async fn cancel_of_a_waiting_target() -> Result<()> {
    let stack =
        Stack::start(Service::any().workflow_operation(WorkflowOperation::new("Hold", QUEUE)))
            .await?;
    let caller = stack.call("Hold", json!({})).await?;
    event(&stack.caller, &caller, |event| {
        matches!(event.attributes, Some(Attributes::NexusOperationStartedEventAttributes(_)))
            .then_some(())
    })
    .await?;
    let handle =
        stack.caller.get_workflow_handle::<temporalio_client::UntypedWorkflow>(caller.clone());
    handle.cancel(Default::default()).await?;
    assert!(matches!(
        stack.end(&caller).await?,
        Attributes::NexusOperationCanceledEventAttributes(_)
    ));
    Ok(())
}

#[tokio::test]
async fn closed_run_that_keeps_its_id_is_not_called_running() -> Result<()> {
    let operation = WorkflowOperation::new("Quick", QUEUE)
        .id(|request: &OperationRequest| request.json::<String>())
        .reuse_policy(WorkflowIdReusePolicy::RejectDuplicate);
    let stack = Stack::start(Service::any().workflow_operation(operation)).await?;
    let id = unique("once");
    stack.result(&stack.call("Quick", json!(id)).await?).await?;
    let run = stack.handler.get_workflow_handle::<UntypedWorkflow>(id.clone());
    let run_id = run.describe(Default::default()).await?.run_id().to_owned();

    let caller = stack.call("Quick", json!(id)).await?;
    let Attributes::NexusOperationFailedEventAttributes(failed) = stack.end(&caller).await? else {
        panic!("a failed operation");
    };
    let failure = failed.failure.and_then(|failure| failure.cause).context("a cause")?;
    let namespace = stack.handler.namespace();
    assert_eq!(
        failure.message,
        format!(
            "workflow {id} has already run in namespace {namespace}, and its id may not be used again"
        )
    );
    let Some(FailureInfo::ApplicationFailureInfo(info)) = failure.failure_info else {
        panic!("an application failure");
    };
    assert_eq!(info.r#type, WORKFLOW_ALREADY_CLOSED);
    let details = info.details.context("details")?.payloads;
    let details: AlreadyStarted = serde_json::from_slice(&details[0].data)?;
    assert_eq!(details, AlreadyStarted { namespace, workflow_id: id, run_id });
    Ok(())
}
