//! The catalog: find a workflow by what it is called, touches or belongs to.

mod card;
mod filters;
mod recent;
mod search;

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use portico_contract::http::Card;
use stylers_macro::style_sheet;
use web_sys::KeyboardEvent;

use self::card::card;
use self::filters::{Facets, Filters};
use self::recent::RecentRuns;
use self::search::{Index, Query, Show};
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::paths;
use crate::session::{Load, Session, use_session};
use crate::ui::empty::Empty;
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::skeleton::Skeleton;

const SCOPE: &str = style_sheet!("./app/src/pages/catalog.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("catalog.css");

/// Cards drawn at first, and added by each "Show more".
const STEP: usize = 60;

/// The page `/`.
#[component]
pub fn CatalogPage() -> impl IntoView {
    let session = use_session();
    session.load_catalog();
    let query = RwSignal::new(query_from_url());
    keep_in_url(query);
    window_keys();

    let (first, overlay) = (session.first, session.overlay);
    let lede = move || {
        first.with(|first| {
            first.ready().map(|first| {
                let teams = match first.teams.len() {
                    0 => String::new(),
                    1 => " from 1 team".into(),
                    n => format!(" from {n} teams"),
                };
                let unit = if first.total == 1 { "workflow" } else { "workflows" };
                format!(
                    "{} {unit}{teams}. Read the guide, fill the form, follow the run.",
                    first.total
                )
            })
        })
    };
    let retry = session.clone();
    let overlay_trouble = {
        let session = session.clone();
        move || {
            overlay.with(|overlay| match overlay {
                Load::Failed(error) if session.static_catalog => {
                    let session = session.clone();
                    Some(trouble_notice(
                        error,
                        Some(Callback::new(move |()| session.load_catalog())),
                    ))
                }
                _ => None,
            })
        }
    };
    let state = Memo::new(move |_| {
        first.with(|first| match first {
            Load::Waiting => 0,
            Load::Failed(_) => 1,
            Load::Ready(_) => 2,
        })
    });
    view! {
        <Page title=Signal::stored("Catalog".to_owned())>
            <div class="page__head">
                <div>
                    <h1 tabindex="-1">"Catalog"</h1>
                    <p class="page__lede">{lede}</p>
                </div>
            </div>
            {overlay_trouble}
            {move || match state.get() {
                0 => view! { <Skeleton lines=8 /> }.into_any(),
                1 => {
                    let session = retry.clone();
                    let error = first
                        .with_untracked(|first| match first {
                            Load::Failed(error) => Some(error.clone()),
                            _ => None,
                        });
                    error
                        .map(|error| {
                            trouble(
                                &error,
                                move || {
                                    session.first.set(Load::Waiting);
                                    session.load_catalog();
                                },
                            )
                        })
                        .into_any()
                }
                _ => found(session.clone(), query),
            }}
        </Page>
    }
    .into_any()
}

fn found(session: Session, query: RwSignal<Query>) -> AnyView {
    // With more workflows than first.json holds, the rest comes once somebody looks for something.
    let loader = session.clone();
    Effect::new(move || {
        let incomplete = loader.first.with(|f| f.ready().is_some_and(|f| f.total > f.cards.len()));
        if incomplete && query.with(|q| *q != Query::default()) {
            let loader = loader.clone();
            spawn_local(async move { loader.load_all().await });
        }
    });
    let (first, all, overlay) = (session.first, session.all, session.overlay);
    let cards: Memo<Arc<Vec<Card>>> = Memo::new(move |_| {
        all.with(|all| all.ready().cloned()).unwrap_or_else(|| {
            Arc::new(first.with(|f| f.ready().map(|f| f.cards.clone()).unwrap_or_default()))
        })
    });
    let index = Memo::new(move |_| Arc::new(cards.with(|cards| Index::new(cards))));
    // What the caller may not see is left out; before the gateway has answered, everything static is shown.
    let hidden: Memo<HashSet<usize>> = Memo::new(move |_| {
        overlay.with(|overlay| {
            overlay.ready().map_or_else(HashSet::new, |overlay| {
                cards.with(|cards| {
                    let seen = |c: &Card| {
                        overlay.contains_key(&(c.namespace.clone(), c.workflow_type.clone()))
                    };
                    (0..cards.len()).filter(|i| !seen(&cards[*i])).collect()
                })
            })
        })
    });
    let blocked = Memo::new(move |_| {
        overlay.with(|overlay| {
            overlay.ready().map_or_else(HashSet::new, |overlay| {
                cards.with(|cards| {
                    let may = |c: &Card| {
                        overlay
                            .get(&(c.namespace.clone(), c.workflow_type.clone()))
                            .is_some_and(|l| l.offered && l.may_run)
                    };
                    (0..cards.len()).filter(|i| !may(&cards[*i])).collect::<HashSet<usize>>()
                })
            })
        })
    });
    let hits = Memo::new(move |_| {
        cards.with(|cards| {
            hidden.with(|hidden| {
                blocked.with(|blocked| {
                    query.with(|query| index.with(|i| i.find(cards, query, hidden, blocked)))
                })
            })
        })
    });
    let facets = Memo::new(move |_| {
        let complete = first.with(|f| f.ready().is_none_or(|f| f.total <= f.cards.len()))
            || all.with(|a| a.ready().is_some());
        match (complete, first.with(|f| f.ready().cloned())) {
            (false, Some(first)) => Facets::of_first(&first),
            _ => cards.with(|cards| {
                hidden.with(|hidden| blocked.with(|b| Facets::count(cards, hidden, b)))
            }),
        }
    });
    let total = Memo::new(move |_| {
        let all = first.with(|f| f.ready().map_or(0, |f| f.total));
        all.saturating_sub(hidden.with(HashSet::len))
    });
    let shown = RwSignal::new(STEP);
    Effect::new(move || {
        query.track();
        shown.set(STEP);
    });
    let visible =
        move || hits.with(|hits| hits.iter().take(shown.get()).copied().collect::<Vec<_>>());
    let count = move || {
        let (n, total) = (hits.with(Vec::len), total.get());
        let unfiltered = query.with(|q| *q == Query::default());
        if unfiltered { format!("{total} workflows") } else { format!("{n} of {total} workflows") }
    };
    let more = move || {
        let known =
            if query.with(|q| *q == Query::default()) { total.get() } else { hits.with(Vec::len) };
        known > shown.get()
    };
    let all_failed = move || {
        all.with(|all| match all {
            Load::Failed(error) => Some(trouble_notice(error, None)),
            _ => None,
        })
    };
    let loader = session;
    let show_more = move |_| {
        let loader = loader.clone();
        spawn_local(async move {
            loader.load_all().await;
            shown.update(|n| *n += STEP);
        });
    };
    view! {
        <div class="split split--rail">
            <Filters query=query facets=facets />
            <div class="stack stack--wide">
                <RecentRuns />
                <section aria-labelledby="h-all" class="stack">
                    <h2 id="h-all" class="sr">
                        "Workflows"
                    </h2>
                    <label class="seek">
                        {icon("search", "icon")} <span class="sr">"Search workflows"</span>
                        <input
                            class="input"
                            id="catalog-search"
                            type="search"
                            autocomplete="off"
                            placeholder="Search by name, tag, team or what it touches"
                            prop:value=move || query.with(|q| q.text.clone())
                            on:input:target=move |ev| query.update(|q| q.text = ev.target().value())
                        /> <kbd>"/"</kbd>
                    </label>
                    <div class="row row--apart">
                        <div class="chips">{move || filters::chips(query)}</div>
                        <p class="small faint" role="status">
                            {count}
                        </p>
                    </div>
                    {all_failed}
                    <ul class="grid">
                        <For
                            each=visible
                            key=move |i| cards.with(|c| (c[*i].namespace.clone(), c[*i].workflow_type.clone()))
                            children=move |i| card(cards.with_untracked(|c| c[i].clone()), overlay)
                        />
                    </ul>
                    {move || hits.with(Vec::is_empty).then(|| nothing(query, total.get()))}
                    {move || {
                        let show_more = show_more.clone();
                        more()
                            .then(|| {
                                view! {
                                    <p>
                                        <button class="btn" type="button" on:click=show_more>
                                            "Show more"
                                        </button>
                                    </p>
                                }
                            })
                    }}
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn nothing(query: RwSignal<Query>, total: usize) -> AnyView {
    if total == 0 {
        return view! {
            <Empty
                icon_name="box"
                title="No workflow is published yet"
                text="A team publishes one with two files: a config under workflow-configs and a guide under guides."
            />
        }
        .into_any();
    }
    let text = query.with_untracked(|q| q.text.trim().to_owned());
    let title = if text.is_empty() {
        "No workflow fits these filters".to_owned()
    } else {
        format!("No workflow fits “{text}”")
    };
    view! {
        <Empty icon_name="search" title=title text="Try fewer words, or another name for it.">
            <button class="btn btn--sm" type="button" on:click=move |_| query.set(Query::default())>
                "Clear filters"
            </button>
        </Empty>
    }
    .into_any()
}

fn query_from_url() -> Query {
    use_query_map().with_untracked(|map| Query {
        text: map.get("q").unwrap_or_default(),
        teams: map.get_all("team").unwrap_or_default(),
        tags: map.get_all("tag").unwrap_or_default(),
        show: Show::All,
    })
}

/// The address always says what is on the screen, without an entry in the history for each letter.
fn keep_in_url(query: RwSignal<Query>) {
    let navigate = use_navigate();
    Effect::new(move |before: Option<String>| {
        let url = query.with(|q| paths::catalog(&q.text, &q.teams, &q.tags));
        if before.is_some_and(|before| before != url) {
            navigate(
                &url,
                NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
            );
        }
        url
    });
}

/// `/` goes to the search, except while somebody types elsewhere.
fn window_keys() {
    let handle = window_event_listener(leptos::ev::keydown, |event: KeyboardEvent| {
        let typing = crate::ui::hold::focused()
            .is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if event.key() == "/"
            && !typing
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.alt_key()
        {
            event.prevent_default();
            focus_id("catalog-search");
        }
    });
    on_cleanup(move || handle.remove());
}
