//! A start whose answer never came: said in the form, with the run that it may have become.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;

use super::loader::Loader;
use crate::attempt::{Place, unanswered};
use crate::pages::link::Link;
use crate::paths;
use crate::ui::notice::{Notice, Tone};
use crate::ui::status::status_words;
use crate::ui::time::{Ago, millis, now};

/// The browser's clock and the server's may differ by this much, in milliseconds.
const SKEW: f64 = 120_000.0;

/// When the start that was never answered was sent, be it of the run or of its rehearsal.
pub(super) fn since(place: &Place) -> Option<f64> {
    [unanswered(place), unanswered(&place.dry())].into_iter().flatten().reduce(f64::max)
}

/// What to know before starting again. `sent` is in milliseconds since 1970.
#[component]
pub(super) fn UnderWay(
    /// The workflow.
    loader: Loader,
    /// When the start was sent.
    sent: f64,
) -> impl IntoView {
    let run = RwSignal::new(None::<Run>);
    spawn_local_scoped_with_cancellation(async move {
        let (namespace, workflow_type) = loader.names();
        let listed = loader.session().gateway.runs_of(&workflow_type).await;
        run.set(listed.ok().and_then(|list| started_since(list.runs, &namespace, sent - SKEW)));
    });
    let clock = Signal::stored(now());
    view! {
        <Notice tone=Tone::Warn title="A start may be under way" alert=true>
            <p>
                "It was sent, and its answer never came. Starting again with the same values is the same request: it starts no second run."
            </p>
            {move || match run.get() {
                Some(run) => {
                    view! {
                        <p>
                            "You started "
                            <Link href=paths::run(&run.workflow_id)>
                                <bdi>{run.name}</bdi>
                            </Link> " " <Ago at=run.started_at now=clock />
                            {format!(": {}.", status_words(run.status.as_str()).1.to_lowercase())}
                        </p>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <p>
                            "No run of it is listed yet. " <a href=paths::RUNS>"Look under Runs"</a>
                        </p>
                    }
                        .into_any()
                }
            }}
        </Notice>
    }
    .into_any()
}

/// The first run of this workflow since then; `runs` come newest first.
fn started_since(runs: Vec<Run>, namespace: &str, since: f64) -> Option<Run> {
    runs.into_iter()
        .take_while(|run| millis(&run.started_at).is_some_and(|at| at >= since))
        .filter(|run| run.namespace == namespace)
        .last()
}
