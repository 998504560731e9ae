//! A list of runs that stays true while it is looked at: a page of a filtered list, wherever it stands.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::{ErrorCode, RunList};
use portico_contract::words::sentence;

use super::kept::{keep, kept};
use super::pace::Pace;
use super::query::RunsQuery;
use super::row::{Columns, row};
use crate::api::{ApiError, Gateway};
use crate::pages::link::Link;
use crate::pages::trouble::{trouble, trouble_notice};
use crate::paths;
use crate::session::{Load, use_session};
use crate::ui::empty::Empty;
use crate::ui::hold::every;
use crate::ui::icon::icon;
use crate::ui::skeleton::Skeleton;
use crate::ui::tab::{sleep, wait_return, wait_visible};
use crate::ui::time::now;

/// What is known of the list, and what went wrong with asking for it again.
#[derive(Clone, Copy)]
struct Shown {
    list: RwSignal<Load<RunList>>,
    behind: RwSignal<Option<ApiError>>,
    /// Milliseconds since 1970; moves while a run goes on.
    clock: RwSignal<f64>,
}

/// A page of a list of runs, with the way to its other pages, which are those of `/runs`.
#[component]
pub fn RunsList(
    /// Which runs, and from where on.
    #[prop(into)]
    query: Signal<RunsQuery>,
) -> impl IntoView {
    let gateway = use_session().gateway;
    let shown = Shown {
        list: RwSignal::default(),
        behind: RwSignal::new(None),
        clock: RwSignal::new(now()),
    };
    let asked = RwSignal::new(0_u32);
    Effect::new(move || {
        asked.track();
        let (query, gateway) = (query.get(), gateway.clone());
        shown.behind.set(None);
        shown.list.set(kept(&query).map_or(Load::Waiting, Load::Ready));
        spawn_local_scoped_with_cancellation(
            async move { stay_true(&gateway, &query, shown).await },
        );
    });
    every(std::time::Duration::from_secs(1), move || {
        if shown.list.with_untracked(|list| list.ready().is_some_and(goes_on)) {
            shown.clock.set(now());
        }
    });
    let again = move || asked.update(|n| *n += 1);
    let state = Memo::new(move |_| {
        shown.list.with(|list| match list {
            Load::Waiting => State::Waiting,
            Load::Failed(error) => State::Failed(error.clone()),
            Load::Ready(list) if list.runs.is_empty() => State::Empty,
            Load::Ready(_) => State::Runs,
        })
    });
    let columns = Memo::new(move |_| query.with(Columns::of));
    let body = move || match state.get() {
        State::Waiting => view! { <Skeleton lines=9 /> }.into_any(),
        State::Failed(error) if error.code() == Some(ErrorCode::Malformed) => {
            refused(&error, &query.get_untracked())
        }
        State::Failed(error) => trouble(&error, again),
        State::Empty => empty(&query.get()),
        State::Runs => table(columns.get(), shown),
    };
    view! {
        <div class="stack">
            {move || shown.behind.with(|error| error.as_ref().map(|e| trouble_notice(e, None)))}
            {body}
            {pages(query, shown)}
            <p>
                <button class="btn btn--sm" type="button" on:click=move |_| again()>
                    {icon("refresh", "icon")}
                    "Refresh"
                </button>
            </p>
        </div>
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Failed(ApiError),
    Empty,
    Runs,
}

fn goes_on(list: &RunList) -> bool {
    list.runs.iter().any(|run| !run.status.is_closed())
}

/// Reads the page, and reads it again: now and then while a run in it goes on and somebody looks, else when somebody
/// comes back to the tab.
async fn stay_true(gateway: &Gateway, query: &RunsQuery, shown: Shown) {
    let mut pace = Pace::default();
    loop {
        let answer = gateway.runs(&query.asked()).await;
        shown.clock.set(now());
        let changed = match answer {
            Ok(list) => {
                if shown.behind.with_untracked(Option::is_some) {
                    shown.behind.set(None);
                }
                let changed = shown.list.with_untracked(|known| known.ready() != Some(&list));
                if changed {
                    keep(query, &list);
                    shown.list.set(Load::Ready(list));
                }
                changed
            }
            Err(error) if error.passing() && shown.list.with_untracked(|l| l.ready().is_some()) => {
                shown.behind.set(Some(error));
                false
            }
            Err(error) => return shown.list.set(Load::Failed(error)),
        };
        if shown.list.with_untracked(|list| list.ready().is_some_and(goes_on)) {
            sleep(pace.after(changed)).await;
            wait_visible().await;
        } else {
            wait_return().await;
        }
    }
}

/// An address that asks for what there is not: the gateway's own words say what was meant.
fn refused(error: &ApiError, query: &RunsQuery) -> AnyView {
    let newest = query.is_later_page().then(|| {
        view! {
            <Link class="btn btn--sm" href=paths::runs(&query.newest().pairs())>
                "Start with the newest run"
            </Link>
        }
    });
    view! {
        <div role="alert">
            <Empty icon_name="error" title="This list cannot be shown" text=sentence(&error.words().1)>
                {newest}
                <a class="btn btn--sm" href=paths::RUNS>
                    "Show all your runs"
                </a>
            </Empty>
        </div>
    }
    .into_any()
}

fn empty(query: &RunsQuery) -> AnyView {
    let unfiltered = paths::runs(&query.unfiltered().pairs());
    let (title, text, href, words) = if query.is_later_page() {
        let newest = paths::runs(&query.newest().pairs());
        (
            "Nothing on this page",
            "The runs of this list are on its other pages.",
            newest,
            "Newest runs",
        )
    } else if query.filters() > 0 {
        (
            "No run fits these filters",
            "Take a filter away, or look at all runs.",
            unfiltered,
            "Clear filters",
        )
    } else if query.is_mine() {
        let text = "Runs that you start show up here, with their progress and results.";
        ("No runs yet", text, paths::CATALOG.to_owned(), "Browse the catalog")
    } else {
        let text = "Nobody has started a workflow that you may see.";
        ("No runs yet", text, paths::CATALOG.to_owned(), "Browse the catalog")
    };
    view! {
        <Empty icon_name="clock" title=title text=text>
            <Link class="btn btn--sm" href=href>
                {words}
            </Link>
        </Empty>
    }
    .into_any()
}

/// The ways to the list's other pages. Each page has an address, so that going back finds it again.
fn pages(query: Signal<RunsQuery>, shown: Shown) -> AnyView {
    let cursor = Memo::new(move |_| shown.list.with(|list| list.ready()?.cursor.clone()));
    let links = move || {
        let query = query.get();
        let newest = query.is_later_page().then(|| paths::runs(&query.newest().pairs()));
        let older = cursor.get().map(|cursor| paths::runs(&query.at(&cursor).pairs()));
        (newest.is_some() || older.is_some()).then(|| {
            view! {
                <nav class="row" aria-label="Pages of this list">
                    {newest.map(|href| view! { <Link class="btn" href=href>"Newest runs"</Link> })}
                    {older.map(|href| view! { <Link class="btn" href=href>"Older runs"</Link> })}
                </nav>
            }
        })
    };
    links.into_any()
}

fn table(columns: Columns, shown: Shown) -> AnyView {
    let ids = Memo::new(move |_| {
        let ids = |list: &RunList| list.runs.iter().map(|run| run.workflow_id.clone()).collect();
        shown.list.with(|list| list.ready().map_or_else(Vec::<String>::new, ids))
    });
    let of_id = move |id: String| {
        Memo::new(move |_| {
            shown.list.with(|list| list.ready()?.runs.iter().find(|r| r.workflow_id == id).cloned())
        })
    };
    let heads = columns.heads().into_iter().map(|(words, class)| {
        view! { <th scope="col" class=class>{words}</th> }
    });
    view! {
        <div class="panel table-wrap" tabindex="0" role="region" aria-label="Runs">
            <table class="table table--cards">
                <caption class="sr">{columns.caption()}</caption>
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>
                    <For
                        each=move || ids.get()
                        key=String::clone
                        children=move |id| row(of_id(id), columns, shown.clock.into())
                    />
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
