//! The panel with a run's times, names and ids.

use leptos::prelude::*;

use super::{Live, part};
use crate::pages::link::Link;
use crate::pages::runs::query::RunsQuery;
use crate::paths;
use crate::ui::time::Stamp;

/// The panel.
pub fn details(live: Live) -> AnyView {
    let rows = part(live, |r| {
        let target = r.target.clone();
        let mut rows =
            vec![("Workflow", r.workflow_type.clone()), ("Namespace", r.namespace.clone())];
        if let Some(target) = target {
            rows.push(("Team namespace", target.namespace));
            rows.push(("Team workflow ID", target.workflow_id));
            rows.extend(target.run_id.map(|id| ("Team run ID", id)));
        }
        rows.push(("Run ID", r.run_id.clone()));
        rows.push((
            "Input fingerprint",
            r.input_hash.get(..16).unwrap_or(&r.input_hash).to_owned(),
        ));
        rows
    });
    let times = part(live, |r| {
        [
            ("Started", Some(r.started_at.clone())),
            ("Cancel asked for", r.cancel_requested_at.clone()),
            ("Ended", r.closed_at.clone()),
        ]
        .into_iter()
        .filter_map(|(name, at)| Some((name, at?)))
        .collect::<Vec<_>>()
    });
    let no_target = part(live, |r| {
        let is_whole = r.closed_at.is_some() && r.forgotten_at.is_none();
        is_whole && r.target.is_none() && r.failure.is_none()
    });
    let runs = part(live, |r| {
        paths::runs(&RunsQuery::of_workflow(&r.namespace, &r.workflow_type).pairs())
    });
    view! {
        <section class="panel" aria-labelledby="p-details">
            <div class="panel__head">
                <h2 id="p-details" class="grow">
                    "Details"
                </h2>
            </div>
            <div class="panel__body stack">
                <dl class="kv kv--sm">
                    {move || {
                        times
                            .get()
                            .into_iter()
                            .map(|(name, at)| {
                                view! {
                                    <dt>{name}</dt>
                                    <dd>
                                        <Stamp at=at />
                                    </dd>
                                }
                            })
                            .collect_view()
                    }}
                    {move || {
                        rows.get()
                            .into_iter()
                            .map(|(name, value)| {
                                view! {
                                    <dt>{name}</dt>
                                    <dd>
                                        <span class="mono wrap">{value}</span>
                                    </dd>
                                }
                            })
                            .collect_view()
                    }}
                </dl>
                {move || {
                    no_target
                        .get()
                        .then(|| {
                            view! {
                                <p class="small dim">
                                    "The team's handler answered at once, or with a token that names no workflow, so there is no team workflow to follow."
                                </p>
                            }
                        })
                }}
                {move || {
                    view! {
                        <p class="small">
                            <Link href=runs.get()>"All runs of this workflow"</Link>
                        </p>
                    }
                }}
            </div>
        </section>
    }
    .into_any()
}
