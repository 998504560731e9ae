//! One run, as it happens: where it is, what it did, what came out, and why it failed.

mod actions;
mod failure;
mod hops;
mod steps;
mod summary;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;
use serde_json::Value;
use stylers_macro::style_sheet;

use self::actions::Actions;
use self::failure::failure;
use self::hops::hops;
use self::steps::steps;
use self::summary::sentence;
use super::link::Link;
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::api::{ApiError, Follow, follow};
use crate::paths;
use crate::session::use_session;
use crate::ui::code::Code;
use crate::ui::copy::CopyButton;
use crate::ui::env::EnvLabel;
use crate::ui::hold::every;
use crate::ui::json;
use crate::ui::notice::{Notice, Tone};
use crate::ui::sentence::said;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Pill, status_words};
use crate::ui::time::{Stamp, duration, millis, now};

const SCOPE: &str = style_sheet!("./app/src/pages/run.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("run.css");

/// What is known of the run, and what went wrong with asking.
#[derive(Clone, Copy)]
struct Live {
    run: RwSignal<Option<Run>>,
    trouble: RwSignal<Option<ApiError>>,
    /// Changes do not come by themselves: the run is read every few seconds.
    slow: RwSignal<bool>,
}

/// The page `/runs/{workflow_id}`.
#[component]
pub fn RunPage(
    /// The RouterWorkflow's id.
    id: String,
) -> impl IntoView {
    let session = use_session();
    let live =
        Live { run: RwSignal::new(None), trouble: RwSignal::new(None), slow: RwSignal::new(false) };
    let asked = RwSignal::new(0_u32);
    {
        let (gateway, id) = (session.gateway, id.clone());
        Effect::new(move || {
            asked.track();
            let (gateway, id) = (gateway.clone(), id.clone());
            spawn_local_scoped_with_cancellation(async move {
                follow(&gateway, &id, |news| match news {
                    Follow::Run(run) => {
                        live.trouble.set(None);
                        live.run.set(Some(*run));
                    }
                    Follow::Trouble(error) => live.trouble.set(Some(error)),
                    Follow::Live(is) => {
                        if live.slow.get_untracked() == is {
                            live.slow.set(!is);
                        }
                    }
                })
                .await;
            });
        });
    }
    let clock = RwSignal::new(now());
    every(std::time::Duration::from_secs(1), move || {
        if live.run.with_untracked(|run| run.as_ref().is_some_and(|r| r.closed_at.is_none())) {
            clock.set(now());
        }
    });
    let title = {
        let id = id.clone();
        Signal::derive(move || {
            live.run.with(|run| match run {
                Some(run) => format!("{}: {}", status_words(run.status.as_str()).1, run.name),
                None => format!("Run {id}"),
            })
        })
    };
    let there = Memo::new(move |_| live.run.with(Option::is_some));
    view! {
        <Page title=title drawn=Signal::derive(move || there.get().to_string())>
            {move || {
                if there.get() {
                    drawn(live, clock.into())
                } else {
                    let error = live.trouble.get();
                    view! {
                        <h1 tabindex="-1">"Run " <span class="mono">{id.clone()}</span></h1>
                        {match error {
                            Some(error) => trouble(&error, move || asked.update(|n| *n += 1)),
                            None => view! { <Skeleton lines=9 /> }.into_any(),
                        }}
                    }
                    .into_any()
                }
            }}
        </Page>
    }
    .into_any()
}

/// A part of the run that redraws only when it changes.
fn part<T>(live: Live, of: impl Fn(&Run) -> T + Send + Sync + 'static) -> Memo<T>
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| live.run.with(|run| run.as_ref().map(&of).unwrap_or_default()))
}

fn drawn(live: Live, clock: Signal<f64>) -> AnyView {
    let status = part(live, |r| r.status.as_str());
    let head = part(live, |r| {
        Some((r.name.clone(), r.namespace.clone(), r.workflow_type.clone(), r.workflow_id.clone()))
    });
    let note = part(live, |r| (r.note.clone(), r.requester_verified, r.requester.clone()));
    let waiting = part(live, |r| {
        (r.waiting_for.clone(), r.cancel_requested_at.clone(), r.closed_at.is_some())
    });
    let said = Memo::new(move |before: Option<&(String, String)>| {
        let key = format!("{} {:?}", status.get(), waiting.get());
        match before {
            // The line is read out when the state changes, not when a step is done.
            Some(before) if before.0 == key => before.clone(),
            _ => (key, live.run.with_untracked(|r| r.as_ref().map(sentence).unwrap_or_default())),
        }
    });
    let result = part(live, |r| r.result.clone());
    let input = part(live, |r| r.input.clone());
    let failed = part(live, |r| {
        r.failure.clone().map(|f| (f, r.namespace.clone(), r.workflow_type.clone()))
    });
    view! {
        class = SCOPE,
        <nav class="crumbs" aria-label="Breadcrumb">
            {move || {
                head.get()
                    .map(|(name, namespace, workflow_type, id)| {
                        view! {
                            <ol>
                                <li>
                                    <a href=paths::RUNS>"Runs"</a>
                                </li>
                                <li>
                                    <Link href=paths::workflow(&namespace, &workflow_type)>
                                        <bdi>{name}</bdi>
                                    </Link>
                                </li>
                                <li aria-current="page">
                                    <span class="mono">{id}</span>
                                </li>
                            </ol>
                        }
                    })
            }}
        </nav>
        <div class="page__head under-crumbs">
            <div>
                <div class="row">
                    <h1 tabindex="-1">
                        <bdi>{move || head.get().map(|h| h.0)}</bdi>
                    </h1>
                    {move || view! { <Pill status=status.get() large=true /> }}
                </div>
                {facts(live, clock)}
            </div>
            <Actions live=live />
        </div>
        <p class="sr" role="status">
            {move || said.get().1}
        </p>
        {move || live.trouble.get().map(|error| trouble_notice(&error, None))}
        {slow(live)}
        {move || notices(note.get(), waiting.get())}
        <div class="split split--side">
            <div class="stack stack--wide">
                {move || failed.get().map(|(f, namespace, workflow_type)| failure(f, namespace, workflow_type, live))}
                {hops(live, clock)}
                {move || {
                    result
                        .get()
                        .map(|value| {
                            view! {
                                <section class="panel" aria-labelledby="p-result">
                                    <div class="panel__head">
                                        <h2 id="p-result" class="grow">
                                            "Result"
                                        </h2>
                                    </div>
                                    <div class="panel__body">{payload("Result as JSON", &value)}</div>
                                </section>
                            }
                        })
                }}
                {steps(live, clock)}
                <section class="panel" aria-labelledby="p-input">
                    <div class="panel__head">
                        <h2 id="p-input" class="grow">
                            "Input"
                        </h2>
                    </div>
                    <div class="panel__body">{move || payload("Input as JSON", &input.get())}</div>
                </section>
            </div>
            <div class="stack stack--wide">{details(live)}</div>
        </div>
    }
    .into_any()
}

/// Changes that come late are said to: the page looks the same, and is behind.
fn slow(live: Live) -> AnyView {
    let open = part(live, |r| r.closed_at.is_none());
    let behind =
        Memo::new(move |_| open.get() && live.slow.get() && live.trouble.with(Option::is_none));
    (move || {
        behind.get().then(|| {
            view! {
                <Notice tone=Tone::Info title="Live updates do not get through">
                    <p>
                        "Something between this browser and the gateway cuts them. The page asks every 5 seconds instead, and tries again by itself."
                    </p>
                </Notice>
            }
        })
    })
    .into_any()
}

/// A value as JSON, under the name of its section; of bytes that are not JSON only their kind and size are known.
fn payload(label: &'static str, value: &Value) -> AnyView {
    if let Some(payload) = value.get("$payload") {
        let encoding =
            payload.get("encoding").and_then(Value::as_str).unwrap_or("unknown").to_owned();
        let bytes = payload.get("bytes").and_then(Value::as_u64).unwrap_or_default();
        return view! {
            <p class="small dim">{format!("Not JSON: {bytes} bytes, encoded as ")} <code>{encoding}</code></p>
        }
        .into_any();
    }
    view! { <Code label=label tokens=Signal::stored(json::tokens(value)) short=true /> }.into_any()
}

fn facts(live: Live, clock: Signal<f64>) -> AnyView {
    let id = part(live, |r| r.workflow_id.clone());
    let fixed = part(live, |r| {
        (
            r.environment.clone(),
            r.requester.clone(),
            r.dry_run,
            r.started_at.clone(),
            r.closed_at.clone(),
        )
    });
    view! {
        class = SCOPE,
        <p class="row small dim facts">
            {move || {
                let (environment, requester, dry_run, started, closed) = fixed.get();
                let start = millis(&started);
                let end = closed.as_deref().and_then(millis);
                let took = move || {
                    start.map(|start| duration(end.unwrap_or_else(|| clock.get()) - start))
                };
                let verb = if closed.is_some() { "took " } else { "running for " };
                view! {
                    <EnvLabel name=environment />
                    {dry_run.then(|| view! { <span class="tag tag--accent">"Dry run"</span> })}
                    <span>"started " <Stamp at=started /> " by " <bdi>{requester}</bdi></span>
                    <span>{verb} <span class="num">{took}</span></span>
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

fn notices(
    (note, verified, requester): (Option<String>, bool, String),
    (waiting, cancel_requested, closed): (Option<String>, Option<String>, bool),
) -> AnyView {
    let asked_to_cancel = cancel_requested.filter(|_| !closed);
    view! {
        {(!verified)
            .then(|| {
                view! {
                    <Notice tone=Tone::Warn title="The requester is not verified">
                        <p>
                            "This run was started by another Temporal client, which said that it acts for "
                            <bdi>{requester}</bdi> ". Portico has not checked that."
                        </p>
                    </Notice>
                }
            })}
        {waiting
            .filter(|_| !closed)
            .map(|waiting| {
                view! {
                    <Notice tone=Tone::Warn title="This run is waiting">
                        <p>{said(&waiting)}</p>
                    </Notice>
                }
            })}
        {asked_to_cancel
            .map(|at| {
                view! {
                    <Notice tone=Tone::Info title="Cancellation was asked for">
                        <p>
                            "The team's workflow was told at " <Stamp at=at />
                            ". It may finish what it is doing, or refuse."
                        </p>
                    </Notice>
                }
            })}
        {note
            .map(|note| {
                view! {
                    <Notice tone=Tone::Info title="Not everything can be shown">
                        <p>{note}</p>
                    </Notice>
                }
            })}
    }
    .into_any()
}

fn details(live: Live) -> AnyView {
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
    let no_target =
        part(live, |r| r.target.is_none() && r.closed_at.is_some() && r.failure.is_none());
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
            </div>
        </section>
    }
    .into_any()
}
