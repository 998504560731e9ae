//! Reading what a run did.

use anyhow::{Context, Result};
use temporalio_client::{
    Client, HistoryEventFilterType, UntypedWorkflow, WorkflowFetchHistoryOptions,
};
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

/// All events of a run so far.
pub async fn history(client: &Client, workflow_id: &str) -> Result<Vec<HistoryEvent>> {
    let handle = client.get_workflow_handle::<UntypedWorkflow>(workflow_id);
    Ok(handle.fetch_history(WorkflowFetchHistoryOptions::default()).into_events().await?)
}

/// Waits until an event of a run fits, and returns what `pick` made of it.
/// The pause only spares the server; nothing is timed by it.
pub async fn event<T>(
    client: &Client,
    workflow_id: &str,
    mut pick: impl FnMut(&HistoryEvent) -> Option<T>,
) -> Result<T> {
    loop {
        let events = history(client, workflow_id).await?;
        if let Some(found) = events.iter().find_map(&mut pick) {
            return Ok(found);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Waits for a run's end and returns the event that closed it.
pub async fn close_event(client: &Client, workflow_id: &str) -> Result<Attributes> {
    let options = WorkflowFetchHistoryOptions::builder()
        .wait_new_event(true)
        .event_filter_type(HistoryEventFilterType::CloseEvent)
        .build();
    let handle = client.get_workflow_handle::<UntypedWorkflow>(workflow_id);
    loop {
        let events = handle.fetch_history(options.clone()).into_events().await?;
        if let Some(event) = events.into_iter().next_back() {
            return event.attributes.context("an event without attributes");
        }
    }
}
