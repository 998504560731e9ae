//! The runs of a workflow, newest first.

use leptos::prelude::*;

use super::loader::Loader;
use crate::pages::runs::list::RunsList;
use crate::pages::runs::query::RunsQuery;

/// The newest of them, and the way to all.
#[component]
pub(super) fn WorkflowRuns(
    /// The workflow.
    loader: Loader,
) -> impl IntoView {
    let (namespace, workflow_type) = loader.names();
    let query = Signal::stored(RunsQuery::of_workflow(&namespace, &workflow_type));
    view! { <RunsList query=query /> }
}
