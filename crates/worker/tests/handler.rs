//! A team whose Nexus handler is not there, and comes back.

use anyhow::Result;
use portico_contract::nexus::RouterInput;
use portico_testkit::{close_event, event, until};
use serde_json::json;
use temporalio_client::{WorkflowCancelOptions, WorkflowDescribeOptions};
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::stack::Stack;

#[tokio::test]
async fn runs_wait_for_it() -> Result<()> {
    let mut stack = Stack::start_without_handler().await?;
    let waiting = stack.route(&stack.input("Echo", json!({}))).await?;
    let unwanted = stack.route(&stack.input("CleanUp", json!({}))).await?;
    // What the run page shows while nobody answers: the failed attempt, and when the next one is.
    let attempt = until(async || {
        let description = waiting.describe(WorkflowDescribeOptions::default()).await.unwrap();
        let pending = description.raw().pending_nexus_operations.first().cloned();
        match pending {
            Some(operation) if operation.last_attempt_failure.is_some() => Ok(operation),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    assert!(attempt.attempt >= 1);
    assert!(attempt.next_attempt_schedule_time.is_some());
    let patience = attempt.schedule_to_close_timeout.map(|timeout| timeout.seconds);
    assert_eq!(patience, Some(30 * 24 * 60 * 60), "it waits for 30 days");
    unwanted.cancel(WorkflowCancelOptions::default()).await?;

    stack.serve();
    assert!(matches!(
        close_event(&stack.gateway, &waiting.info().workflow_id).await?,
        Attributes::WorkflowExecutionCompletedEventAttributes(_)
    ));
    assert!(matches!(
        close_event(&stack.gateway, &unwanted.info().workflow_id).await?,
        Attributes::WorkflowExecutionCanceledEventAttributes(_)
    ));
    Ok(())
}

#[tokio::test]
async fn the_service_called_is_the_inputs_else_the_endpoints_name() -> Result<()> {
    let stack = Stack::start_without_handler().await?;
    let input = stack.input("Echo", json!({}));
    let endpoint = input.nexus_endpoint.clone();
    for (nexus_service, called) in [(None, endpoint), (Some("tables"), "tables".to_owned())] {
        let input =
            RouterInput { nexus_service: nexus_service.map(str::to_owned), ..input.clone() };
        let run = stack.route(&input).await?;
        let service =
            event(&stack.gateway, &run.info().workflow_id, |event| match &event.attributes {
                Some(Attributes::NexusOperationScheduledEventAttributes(scheduled)) => {
                    Some(scheduled.service.clone())
                }
                _ => None,
            });
        assert_eq!(service.await?, called);
    }
    Ok(())
}
