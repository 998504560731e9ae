//! The caller's runs, newest first.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use leptos::task::spawn_local;
use portico_contract::http::{Run, RunList, RunStatus};

use super::link::Link;
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::address::{Go, use_address};
use crate::paths::{self, Route};
use crate::session::{Load, use_session};
use crate::ui::empty::Empty;
use crate::ui::env::EnvLabel;
use crate::ui::icon::icon;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Pill, status_words};
use crate::ui::time::{Ago, duration, millis, now};

const STATUSES: [RunStatus; 7] = [
    RunStatus::Running,
    RunStatus::WaitingForApproval,
    RunStatus::Completed,
    RunStatus::Failed,
    RunStatus::Canceled,
    RunStatus::Terminated,
    RunStatus::TimedOut,
];

/// The page `/runs`.
#[component]
pub fn RunsPage() -> impl IntoView {
    let session = use_session();
    let address = use_address();
    let queried = address.clone();
    // The address names the next page a moment before this one is gone.
    let status = Memo::new(move |was: Option<&String>| match queried.route.get() {
        Route::Runs => queried.query("status").pop().unwrap_or_default(),
        _ => was.cloned().unwrap_or_default(),
    });
    let runs = RwSignal::new(Load::<RunList>::Waiting);
    let asked = RwSignal::new(0_u32);
    let clock = RwSignal::new(now());
    let gateway = session.gateway.clone();
    Effect::new(move || {
        asked.track();
        let (status, gateway) = (status.get(), gateway.clone());
        runs.set(Load::Waiting);
        spawn_local_scoped_with_cancellation(async move {
            runs.set(gateway.runs(&status, None).await.into());
            clock.set(now());
        });
    });
    let more_failed = RwSignal::new(None);
    let gateway = session.gateway;
    let more = move |cursor: String| {
        let gateway = gateway.clone();
        spawn_local(async move {
            match gateway.runs(&status.get_untracked(), Some(&cursor)).await {
                Ok(next) => {
                    let _ = more_failed.try_set(None);
                    let _ = runs.try_update(|runs| {
                        if let Load::Ready(list) = runs {
                            list.runs.extend(next.runs);
                            list.cursor = next.cursor;
                        }
                    });
                }
                Err(error) => drop(more_failed.try_set(Some(error))),
            }
        });
    };
    let filter = move |ev: web_sys::Event| {
        address.go(&paths::runs(&event_target_value(&ev)), Go::Within);
    };
    let body = move || {
        runs.with(|runs| match runs {
            Load::Waiting => view! { <Skeleton lines=9 /> }.into_any(),
            Load::Failed(error) => trouble(error, move || asked.update(|n| *n += 1)),
            Load::Ready(list) if list.runs.is_empty() => empty(status.get_untracked().is_empty()),
            Load::Ready(list) => {
                let cursor = list.cursor.clone();
                let more = more.clone();
                view! {
                    {table(&list.runs, clock.into())}
                    {move || more_failed.with(|e| e.as_ref().map(|e| trouble_notice(e, None)))}
                    {cursor
                        .map(|cursor| {
                            view! {
                                <p>
                                    <button class="btn" type="button" on:click=move |_| more(cursor.clone())>
                                        "Show older runs"
                                    </button>
                                </p>
                            }
                        })}
                }
                .into_any()
            }
        })
    };
    view! {
        <Page title=Signal::stored("Runs".to_owned())>
            <div class="page__head">
                <div>
                    <h1 tabindex="-1">"Runs"</h1>
                    <p class="page__lede">"What you started, newest first."</p>
                </div>
                <div class="row">
                    <label>
                        <span class="sr">"Status"</span>
                        <select class="select" prop:value=status on:change=filter>
                            <option value="">"Any status"</option>
                            {STATUSES
                                .map(|s| {
                                    let value = s.as_str();
                                    view! {
                                        <option value=value selected=move || status.with(|s| s == value)>
                                            {status_words(value).1}
                                        </option>
                                    }
                                })
                                .collect_view()}
                        </select>
                    </label>
                    <button class="btn" type="button" on:click=move |_| asked.update(|n| *n += 1)>
                        {icon("refresh", "icon")}
                        "Refresh"
                    </button>
                </div>
            </div>
            {body}
        </Page>
    }
    .into_any()
}

fn empty(unfiltered: bool) -> AnyView {
    let (title, text) = if unfiltered {
        ("No runs yet", "Runs that you start show up here, with their progress and results.")
    } else {
        ("No run has this status", "Choose another status, or look at all your runs.")
    };
    let (href, words) =
        if unfiltered { (paths::CATALOG, "Browse the catalog") } else { (paths::RUNS, "All runs") };
    view! {
        <Empty icon_name="clock" title=title text=text>
            <a class="btn btn--sm" href=href>
                {words}
            </a>
        </Empty>
    }
    .into_any()
}

/// The caller's runs as a table.
pub(super) fn table(runs: &[Run], clock: Signal<f64>) -> AnyView {
    let rows = runs.iter().map(|run| row(run.clone(), clock)).collect_view();
    view! {
        <div class="panel table-wrap" tabindex="0" role="region" aria-label="Runs">
            <table class="table table--cards">
                <caption class="sr">"Your runs, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Workflow"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Run"</th>
                        <th scope="col">"Where"</th>
                        <th scope="col" class="num">
                            "Started"
                        </th>
                        <th scope="col" class="num">
                            "Took"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(run: Run, clock: Signal<f64>) -> AnyView {
    let took = run
        .closed_at
        .as_deref()
        .and_then(millis)
        .zip(millis(&run.started_at))
        .map(|(closed, started)| duration(closed - started));
    view! {
        <tr>
            <th scope="row">
                <Link href=paths::run(&run.workflow_id)>
                    <bdi>{run.name}</bdi>
                </Link>
                {run.dry_run.then(|| view! { " " <span class="tag">"Dry run"</span> })}
            </th>
            <td>
                <Pill status=run.status.as_str() />
            </td>
            <td>
                <span class="mono">{run.workflow_id}</span>
            </td>
            <td>
                <EnvLabel name=run.environment />
            </td>
            <td class="num dim">
                <Ago at=run.started_at now=clock />
            </td>
            <td class="num">{took}</td>
        </tr>
    }
    .into_any()
}
