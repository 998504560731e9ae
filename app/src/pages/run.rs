//! One run, as it happens: where it is, what it did, what came out, and why it failed.

mod actions;
mod details;
mod facts;
mod failure;
mod gone;
mod hops;
mod notices;
mod notification;
mod notify;
mod payload;
mod steps;
mod summary;
mod watch;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::Run;
use stylers_macro::style_sheet;

use self::actions::Actions;
use self::details::details;
use self::facts::facts;
use self::failure::failure;
use self::gone::gone;
use self::hops::hops;
use self::notices::notices;
use self::notify::NotifyMe;
use self::payload::payload;
use self::steps::steps;
use self::summary::sentence;
pub use self::watch::resume_watching;
use super::link::Link;
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::api::{ApiError, Follow, follow};
use crate::paths;
use crate::session::use_session;
use crate::ui::hold::every;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Pill, status_words};
use crate::ui::time::now;

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
        if live.run.with_untracked(|run| run.as_ref().is_some_and(|r| !r.status.is_closed())) {
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
    let waiting = part(live, |r| {
        (r.waiting_for.clone(), r.cancel_requested_at.clone(), r.status.is_closed())
    });
    let said = Memo::new(move |before: Option<&(String, String)>| {
        let key = format!("{} {:?}", status.get(), waiting.get());
        match before {
            // The line is read out when the state changes, not when a step is done.
            Some(before) if before.0 == key => before.clone(),
            _ => (key, live.run.with_untracked(|r| r.as_ref().map(sentence).unwrap_or_default())),
        }
    });
    let failed = part(live, |r| {
        r.failure.clone().map(|f| (f, r.namespace.clone(), r.workflow_type.clone()))
    });
    let is_gone = part(live, |r| r.forgotten_at.is_some());
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
            <div class="row">
                <NotifyMe live=live />
                <Actions live=live />
            </div>
        </div>
        <p class="sr" role="status">
            {move || said.get().1}
        </p>
        {move || live.trouble.get().map(|error| trouble_notice(&error, None))}
        {notices(live)}
        <div class="split split--side">
            <div class="stack stack--wide">
                {move || failed.get().map(|(f, namespace, workflow_type)| failure(f, namespace, workflow_type, live))}
                {move || if is_gone.get() { gone(live) } else { work(live, clock) }}
            </div>
            <div class="stack stack--wide">{details(live)}</div>
        </div>
    }
    .into_any()
}

/// What went in, what happened, and what came out.
fn work(live: Live, clock: Signal<f64>) -> AnyView {
    let result = part(live, |r| r.result.clone());
    let input = part(live, |r| r.input.clone());
    let panel = |id: &'static str, name: &'static str, body: AnyView| {
        view! {
            <section class="panel" aria-labelledby=id>
                <div class="panel__head">
                    <h2 id=id class="grow">
                        {name}
                    </h2>
                </div>
                <div class="panel__body">{body}</div>
            </section>
        }
        .into_any()
    };
    view! {
        {hops(live, clock)}
        {move || {
            let value = result.get()?;
            Some(panel("p-result", "Result", payload("Result", "result", &value)))
        }}
        {steps(live, clock)}
        {panel("p-input", "Input", (move || payload("Input", "input", &input.get())).into_any())}
    }
    .into_any()
}
