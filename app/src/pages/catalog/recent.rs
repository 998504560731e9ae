//! The caller's last runs, above the list.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;

use super::SCOPE;
use crate::pages::link::Link;
use crate::paths;
use crate::session::use_session;
use crate::ui::status::Pill;
use crate::ui::time::{Ago, now};

const SHOWN: usize = 4;

/// The last four runs; nothing while there are none, or when they cannot be read: the catalog works without them.
#[component]
pub fn RecentRuns() -> impl IntoView {
    let session = use_session();
    let runs = RwSignal::new(Vec::<Run>::new());
    spawn_local_scoped_with_cancellation(async move {
        if let Ok(list) = session.gateway.runs(&[("mine", "true")]).await {
            runs.set(list.runs.into_iter().take(SHOWN).collect());
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
