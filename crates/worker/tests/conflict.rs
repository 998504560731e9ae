//! Two runs that want one target id.

use std::collections::HashMap;

use anyhow::{Context, Result};
use portico_contract::nexus::{
    AlreadyRunning, HEADER_ON_CONFLICT, HEADER_WORKFLOW_ID, RouterInput, WORKFLOW_ALREADY_RUNNING,
};
use portico_testkit::{close_event, history};
use serde_json::json;
use temporalio_client::{
    NamespacedClient, UntypedSignal, WorkflowDescribeOptions, WorkflowSignalOptions,
};
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::stack::{Stack, json, target};

fn wants(stack: &Stack, workflow_type: &str, id: &str, on_conflict: Option<&str>) -> RouterInput {
    let mut input = stack.input(workflow_type, json!({}));
    input.nexus_headers.insert(HEADER_WORKFLOW_ID.to_owned(), id.to_owned());
    if let Some(on_conflict) = on_conflict {
        input.nexus_headers.insert(HEADER_ON_CONFLICT.to_owned(), on_conflict.to_owned());
    }
    input
}

#[tokio::test]
async fn fail_names_the_other_run() -> Result<()> {
    let stack = Stack::start().await?;
    let first = stack.route(&wants(&stack, "Refuse", "table%2Fusers", None)).await?;
    let target = target(&stack, &first.info().workflow_id).await?;
    assert_eq!(target.info().workflow_id, "table/users");
    let other = target.describe(WorkflowDescribeOptions::default()).await?.run_id().to_owned();

    let second = stack.route(&wants(&stack, "Refuse", "table%2Fusers", Some("fail"))).await?;
    let Attributes::WorkflowExecutionFailedEventAttributes(failed) =
        close_event(&stack.gateway, &second.info().workflow_id).await?
    else {
        panic!("the second run should fail");
    };
    let failure = failed.failure.context("a failure")?;
    let Some(FailureInfo::ApplicationFailureInfo(info)) = failure.failure_info else {
        panic!("an application failure");
    };
    assert_eq!(info.r#type, WORKFLOW_ALREADY_RUNNING);
    assert!(info.non_retryable);
    let details = info.details.context("details")?.payloads;
    let running: AlreadyRunning = serde_json::from_slice(&details[0].data)?;
    assert_eq!(
        running,
        AlreadyRunning {
            namespace: stack.team.namespace(),
            workflow_id: "table/users".into(),
            run_id: other,
        }
    );
    Ok(())
}

#[tokio::test]
async fn attached_runs_both_get_the_result() -> Result<()> {
    let stack = Stack::start().await?;
    let input = wants(&stack, "Refuse", "shared", Some("attach"));
    let runs = [stack.route(&input).await?, stack.route(&input).await?];
    for run in &runs {
        let target = target(&stack, &run.info().workflow_id).await?;
        assert_eq!(target.info().workflow_id, "shared");
    }
    let target = target(&stack, &runs[0].info().workflow_id).await?;
    let nothing = json(&json!(null));
    target.signal(UntypedSignal::new("finish"), nothing, WorkflowSignalOptions::default()).await?;
    for run in &runs {
        let Attributes::WorkflowExecutionCompletedEventAttributes(completed) =
            close_event(&stack.gateway, &run.info().workflow_id).await?
        else {
            panic!("both runs should complete");
        };
        let result = completed.result.context("a result")?.payloads;
        assert_eq!(result, json(&json!("finished")).payloads);
    }
    let mut kinds = HashMap::new();
    for event in history(&stack.team, "shared").await? {
        *kinds.entry(event.event_type()).or_insert(0) += 1;
    }
    assert_eq!(kinds[&EventType::WorkflowExecutionStarted], 1);
    assert_eq!(kinds[&EventType::WorkflowExecutionOptionsUpdated], 1);
    Ok(())
}

#[tokio::test]
async fn closed_run_does_not_block_its_id() -> Result<()> {
    let stack = Stack::start().await?;
    let input = wants(&stack, "Echo", "again", Some("fail"));
    let mut targets = Vec::new();
    for _ in 0..2 {
        let run = stack.route(&input).await?;
        assert!(matches!(
            close_event(&stack.gateway, &run.info().workflow_id).await?,
            Attributes::WorkflowExecutionCompletedEventAttributes(_)
        ));
        let target = target(&stack, &run.info().workflow_id).await?;
        let description = target.describe(WorkflowDescribeOptions::default()).await?;
        targets.push(description.run_id().to_owned());
    }
    assert_ne!(targets[0], targets[1]);
    Ok(())
}
