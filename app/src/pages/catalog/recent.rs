//! The caller's newest runs, above the list: one of each workflow.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;

use super::SCOPE;
use crate::pages::link::Link;
use crate::paths;
use crate::session::use_session;
use crate::ui::status::Pill;
use crate::ui::time::{Ago, now};

/// Workflows that are shown.
const SHOWN: usize = 4;

/// The newest run of each of the last four workflows among the caller's newest runs; nothing while there are none, or
/// when they cannot be read: the catalog works without them.
#[component]
pub fn RecentRuns() -> impl IntoView {
    let session = use_session();
    let runs = RwSignal::new(Vec::<Run>::new());
    spawn_local_scoped_with_cancellation(async move {
        if let Ok(list) = session.gateway.runs(&[("mine", "true")]).await {
            runs.set(newest_of_each(list.runs));
        }
    });
    let clock = Signal::stored(now());
    move || {
        let runs = runs.get();
        (!runs.is_empty()).then(|| {
            view! {
                class = SCOPE,
                <section aria-labelledby="h-recent" class="stack stack--tight">
                    <div class="row row--apart">
                        <h2 id="h-recent" class="small dim">
                            "Your recent runs"
                        </h2>
                        <a class="small" href=paths::RUNS>
                            "All runs"
                        </a>
                    </div>
                    <ul class="panel panel__body grid recent">
                        {runs.into_iter().map(|run| item(run, clock)).collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

/// The first run of each workflow, of a list that begins with the newest.
fn newest_of_each(runs: Vec<Run>) -> Vec<Run> {
    let mut newest: Vec<Run> = Vec::with_capacity(SHOWN);
    for run in runs {
        let is_same = |other: &Run| {
            other.namespace == run.namespace && other.workflow_type == run.workflow_type
        };
        if newest.len() < SHOWN && !newest.iter().any(is_same) {
            newest.push(run);
        }
    }
    newest
}

fn item(run: Run, clock: Signal<f64>) -> AnyView {
    view! {
        class = SCOPE,
        <li class="recent__item">
            <Link class="clip" href=paths::run(&run.workflow_id)>
                <bdi>{run.name}</bdi>
            </Link>
            <p class="tiny faint clip">{if run.dry_run { "dry run in " } else { "in " }} {run.environment}</p>
            <div class="row">
                <Pill status=run.status.as_str() />
                <span class="tiny faint">
                    <Ago at=run.started_at now=clock />
                </span>
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(id: &str, namespace: &str, workflow_type: &str) -> Run {
        serde_json::from_value(json!({
            "workflow_id": id, "run_id": "r1", "namespace": namespace, "workflow_type": workflow_type,
            "name": workflow_type, "environment": "local", "status": "completed", "requester": "dev@example.com",
            "requester_verified": true, "started_at": "2026-11-21T03:44:38Z", "closed_at": null,
            "cancel_requested_at": null, "dry_run": false, "input": null, "input_hash": "", "result": null,
            "failure": null, "target": null, "steps": [], "progress": null, "approval": null, "links": []
        }))
        .unwrap()
    }

    #[test]
    fn each_workflow_has_one_place() {
        let runs = vec![
            run("a2", "one", "A"),
            run("a1", "one", "A"),
            run("b1", "one", "B"),
            run("other", "two", "A"),
            run("a0", "one", "A"),
            run("c1", "one", "C"),
            run("d1", "one", "D"),
        ];
        let newest = newest_of_each(runs);
        let ids: Vec<&str> = newest.iter().map(|run| run.workflow_id.as_str()).collect();
        assert_eq!(ids, ["a2", "b1", "other", "c1"]);
        assert!(newest_of_each(Vec::new()).is_empty());
    }
}
