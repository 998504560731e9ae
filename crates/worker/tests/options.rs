//! A team is asked which choices a field has.

use anyhow::{Context, Result};
use portico_contract::nexus::OptionsInput;
use portico_testkit::{close_event, event, history};
use serde_json::{Value, json};
use temporalio_client::{Client, UntypedWorkflowHandle, WorkflowCancelOptions};
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::histories::keep;
use crate::outcome::fails;
use crate::stack::{Stack, target};

fn value(input: &OptionsInput) -> Value {
    json!(input)
}

/// Asks until the team was there in time: a busy machine may take longer to answer than an operation has.
async fn ask(stack: &Stack, operation: &str) -> Result<UntypedWorkflowHandle<Client>> {
    loop {
        let run = stack.ask(&value(&stack.question(operation))).await?;
        let there =
            event(&stack.gateway, &run.info().workflow_id, |event| match event.event_type() {
                EventType::NexusOperationStarted | EventType::NexusOperationCompleted => Some(true),
                EventType::NexusOperationTimedOut => Some(false),
                _ => None,
            });
        if there.await? {
            return Ok(run);
        }
    }
}

#[tokio::test]
async fn the_answer_is_passed_on_untouched() -> Result<()> {
    let stack = Stack::start().await?;
    let run = ask(&stack, "tables").await?;
    let id = &run.info().workflow_id;
    let Attributes::WorkflowExecutionCompletedEventAttributes(completed) =
        close_event(&stack.gateway, id).await?
    else {
        panic!("the run should complete");
    };
    keep(&stack, id, "options-success").await?;
    let answer = completed.result.context("a result")?.payloads;
    let question = r#"{"params":{"account":"infra-test","shard":18446744073709551615},"search":"\"é","cursor":null,"limit":200}"#;
    assert_eq!(
        String::from_utf8(answer[0].data.clone())?,
        format!(r#"{{"items":[{question}],"cursor":null,"as_of":"2026-01-01T00:00:00Z"}}"#)
    );
    Ok(())
}

/// The service is named after the endpoint unless the input names another; the operation has three seconds.
#[tokio::test]
async fn the_call_is_the_one_that_was_asked_for() -> Result<()> {
    let stack = Stack::start().await?;
    for named in [None, Some("inventory")] {
        let mut input = stack.question("tables");
        input.nexus_service = named.map(str::to_owned);
        let run = stack.ask(&value(&input)).await?;
        close_event(&stack.gateway, &run.info().workflow_id).await?;
        let scheduled = history(&stack.gateway, &run.info().workflow_id)
            .await?
            .into_iter()
            .find_map(|event| match event.attributes {
                Some(Attributes::NexusOperationScheduledEventAttributes(scheduled)) => {
                    Some(scheduled)
                }
                _ => None,
            })
            .context("a call")?;
        assert_eq!(scheduled.endpoint, stack.endpoint);
        assert_eq!(scheduled.service, named.unwrap_or(&stack.endpoint));
        assert_eq!(scheduled.operation, "tables");
        assert_eq!(scheduled.schedule_to_close_timeout.map(|timeout| timeout.seconds), Some(3));
        assert_eq!(scheduled.input.context("an input")?.metadata["encoding"], b"json/plain");
    }
    Ok(())
}

#[tokio::test]
async fn failures_are_passed_on_whole() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.ask(&value(&stack.question("unreadable"))).await?;
    let id = run.info().workflow_id.clone();
    assert_eq!(
        fails(&stack, run).await?,
        ["InventoryUnreadable: no table can be listed", "Down: the cloud did not answer"]
    );
    keep(&stack, &id, "options-failure").await?;

    let run = stack.ask(&value(&stack.question("unknown"))).await?;
    assert_eq!(
        fails(&stack, run).await?,
        [
            "OperationRefused: no operation \"unknown\" is served here",
            "NOT_FOUND: no operation \"unknown\" is served here"
        ]
    );
    Ok(())
}

#[tokio::test]
async fn an_operation_that_does_not_answer_times_out() -> Result<()> {
    let stack = Stack::start().await?;
    let run = stack.ask(&value(&stack.question("stuck"))).await?;
    let id = run.info().workflow_id.clone();
    let chain = fails(&stack, run).await?;
    assert_eq!(chain[0], "OperationTimedOut: the operation did not answer in time");
    assert!(chain[1].starts_with("Timeout: "), "{chain:?}");
    keep(&stack, &id, "options-timeout").await
}

#[tokio::test]
async fn a_team_that_is_not_there_times_out() -> Result<()> {
    let stack = Stack::start_without_handler().await?;
    let run = stack.ask(&value(&stack.question("tables"))).await?;
    let chain = fails(&stack, run).await?;
    assert_eq!(chain[0], "OperationTimedOut: the operation did not answer in time");
    Ok(())
}

#[tokio::test]
async fn an_operation_that_starts_a_workflow_fails_and_the_workflow_is_cancelled() -> Result<()> {
    let stack = Stack::start().await?;
    let run = ask(&stack, "CleanUp").await?;
    let id = run.info().workflow_id.clone();
    let started = target(&stack, &id).await?;
    assert_eq!(
        fails(&stack, run).await?,
        [
            "OperationNotSynchronous: operation CleanUp started a workflow instead of answering at once; an option \
             source has to be a synchronous operation, so name another one in the config's options, or answer this one \
             in its handler"
        ]
    );
    keep(&stack, &id, "options-not-at-once").await?;
    assert!(matches!(
        close_event(&stack.team, &started.info().workflow_id).await?,
        Attributes::WorkflowExecutionCanceledEventAttributes(_)
    ));
    Ok(())
}

#[tokio::test]
async fn a_cancellation_is_passed_on() -> Result<()> {
    let stack = Stack::start_without_handler().await?;
    let run = stack.ask(&value(&stack.question("tables"))).await?;
    let id = run.info().workflow_id.clone();
    event(&stack.gateway, &id, |event| {
        (event.event_type() == EventType::NexusOperationScheduled).then_some(())
    })
    .await?;
    run.cancel(WorkflowCancelOptions::default()).await?;
    event(&stack.gateway, &id, |event| {
        (event.event_type() == EventType::NexusOperationCancelRequested).then_some(())
    })
    .await?;
    close_event(&stack.gateway, &id).await.map(drop)
}

#[tokio::test]
async fn a_wrong_input_is_explained() -> Result<()> {
    let stack = Stack::start().await?;
    let input = |change: fn(&mut OptionsInput)| {
        let mut input = stack.question("tables");
        change(&mut input);
        value(&input)
    };
    let no_input = "the argument is not an options input";
    let cases = [
        (json!({}), format!("{no_input}: missing field `nexus_endpoint` at line 1 column 2")),
        (input(|input| input.operation.clear()), "operation is empty".into()),
        (input(|input| input.nexus_endpoint.clear()), "nexus_endpoint is empty".into()),
        (input(|input| input.nexus_service = Some(String::new())), "nexus_service is empty".into()),
        (
            input(|input| input.operation = "x".repeat(1001)),
            "operation is longer than 1000 bytes".into(),
        ),
    ];
    for (input, message) in cases {
        let run = stack.ask(&input).await?;
        assert_eq!(fails(&stack, run).await?, [format!("InvalidOptionsInput: {message}")]);
    }
    Ok(())
}
