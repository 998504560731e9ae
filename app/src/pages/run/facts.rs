//! The line below a run's title: where, since when, for how long, by whom.

use leptos::prelude::*;

use super::{Live, SCOPE, part};
use crate::ui::copy::CopyButton;
use crate::ui::env::EnvLabel;
use crate::ui::time::{Stamp, duration, millis};

/// The line.
pub fn facts(live: Live, clock: Signal<f64>) -> AnyView {
    let id = part(live, |r| r.workflow_id.clone());
    let fixed = part(live, |r| {
        (
            r.environment.clone(),
            r.requester.clone(),
            r.dry_run,
            r.started_at.clone(),
            r.closed_at.clone(),
            r.status.is_closed(),
        )
    });
    view! {
        class = SCOPE,
        <p class="row small dim facts">
            {move || {
                let (environment, requester, dry_run, started, closed, is_closed) = fixed.get();
                let start = millis(&started);
                let end = closed.as_deref().and_then(millis);
                let took = move || {
                    start.map(|start| duration(end.unwrap_or_else(|| clock.get()) - start))
                };
                let verb = if closed.is_some() { "took " } else { "running for " };
                // Of a run whose end nobody saw, nobody knows how long it took.
                let length = (closed.is_some() || !is_closed).then(|| {
                    view! { <span>{verb} <span class="num">{took}</span></span> }
                });
                view! {
                    <EnvLabel name=environment />
                    {dry_run.then(|| view! { <span class="tag tag--accent">"Dry run"</span> })}
                    <span>"started " <Stamp at=started /> " by " <bdi>{requester}</bdi></span>
                    {length}
                }
            }}
            <span class="row row--tight">
                <span class="mono faint">{id}</span>
                <CopyButton label="Copy run ID" text=id />
            </span>
        </p>
    }
    .into_any()
}
