//! The caller's newest runs of a workflow.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;

use super::loader::Loader;
use crate::pages::runs::table;
use crate::pages::trouble::trouble;
use crate::paths;
use crate::session::Load;
use crate::ui::empty::Empty;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::now;

/// The runs, and the way to all of them.
#[component]
pub(super) fn WorkflowRuns(
    /// The workflow.
    loader: Loader,
) -> impl IntoView {
    let runs = RwSignal::new(Load::<Vec<Run>>::Waiting);
    let asked = RwSignal::new(0_u32);
    let clock = RwSignal::new(now());
    Effect::new(move || {
        asked.track();
        runs.set(Load::Waiting);
        spawn_local_scoped_with_cancellation(async move {
            let (namespace, workflow_type) = loader.names();
            let listed = loader.session().gateway.runs_of(&workflow_type).await;
            // Another team may have a workflow of the same type.
            let own: Result<Vec<Run>, _> = listed.map(|list| {
                list.runs.into_iter().filter(|run| run.namespace == namespace).collect()
            });
            clock.set(now());
            runs.set(own.into());
        });
    });
    move || {
        runs.with(|runs| match runs {
            Load::Waiting => view! { <Skeleton lines=5 /> }.into_any(),
            Load::Failed(error) => trouble(error, move || asked.update(|n| *n += 1)),
            Load::Ready(runs) if runs.is_empty() => view! {
                <Empty
                    icon_name="clock"
                    title="No runs of yours"
                    text="Runs of this workflow that you start show up here."
                >
                    <a class="btn btn--sm" href=paths::RUNS>
                        "All your runs"
                    </a>
                </Empty>
            }
            .into_any(),
            Load::Ready(runs) => table(runs, clock.into()),
        })
    }
}
