//! Each history says where the other is.

use anyhow::{Context, Result};
use portico_contract::nexus::HEADER_WORKFLOW_ID;
use portico_testkit::{close_event, history};
use serde_json::json;
use temporalio_client::NamespacedClient;
use temporalio_common::protos::temporal::api::common::v1::Link;
use temporalio_common::protos::temporal::api::common::v1::link::Variant;
use temporalio_common::protos::temporal::api::common::v1::link::workflow_event::Reference;
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::stack::Stack;

/// Namespace, workflow id, run id, event type and, where the reference has it, event id.
type Seen = (String, String, String, EventType, Option<i64>);

fn read(links: &[Link]) -> Vec<Seen> {
    links
        .iter()
        .filter_map(|link| match link.variant.clone() {
            Some(Variant::WorkflowEvent(event)) => {
                let (kind, id) = match event.reference {
                    Some(Reference::EventRef(event)) => (event.event_type(), Some(event.event_id)),
                    Some(Reference::RequestIdRef(request)) => (request.event_type(), None),
                    None => (EventType::Unspecified, None),
                };
                Some((event.namespace, event.workflow_id, event.run_id, kind, id))
            }
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn both_directions() -> Result<()> {
    let stack = Stack::start().await?;
    let mut input = stack.input("Echo", json!({}));
    // Ids that need encoding survive the way there and back.
    let id = "tables/users 🦀 %2F?a=1&b#c";
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02X}")).collect();
    input.nexus_headers.insert(HEADER_WORKFLOW_ID.to_owned(), encoded);
    let run = stack.route(&input).await?;
    let router = &run.info().workflow_id;
    close_event(&stack.gateway, router).await?;

    let theirs = history(&stack.team, id).await?;
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = &theirs[0].attributes
    else {
        panic!("the first event is not the start");
    };
    let target_run = started.original_execution_run_id.clone();
    // A link that is the callback's too is kept there only.
    let callbacks = started.completion_callbacks.iter().flat_map(|callback| &callback.links);
    let back: Vec<Link> = theirs[0].links.iter().chain(callbacks).cloned().collect();
    let ours = history(&stack.gateway, router).await?;
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = &ours[0].attributes
    else {
        panic!("the first event is not the start");
    };
    let router_run = started.original_execution_run_id.clone();
    let find = |kind| ours.iter().find(|event| event.event_type() == kind);
    let scheduled = find(EventType::NexusOperationScheduled).context("a scheduled event")?;
    let started = find(EventType::NexusOperationStarted).context("a started event")?;

    assert_eq!(
        read(&started.links),
        [(
            stack.team.namespace(),
            id.to_owned(),
            target_run,
            EventType::WorkflowExecutionStarted,
            Some(1)
        )]
    );
    assert_eq!(
        read(&back),
        [(
            stack.gateway.namespace(),
            router.clone(),
            router_run,
            EventType::NexusOperationScheduled,
            Some(scheduled.event_id)
        )]
    );
    Ok(())
}
