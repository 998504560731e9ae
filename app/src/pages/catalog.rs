//! The catalog: find a workflow by what it is called, touches or belongs to.

mod card;
mod filters;
mod recent;
mod search;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{Card, First};
use stylers_macro::style_sheet;
use web_sys::KeyboardEvent;

use self::card::card;
pub use self::filters::{Chips, Filters};
pub use self::recent::RecentRuns;
pub use self::search::Query;
use self::search::{Index, Show};
use super::later::{Later, all_cards};
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::address::{Address, Go, use_address};
use crate::paths;
use crate::session::{Load, OverlayMap, Session, use_session};
use crate::ui::empty::Empty;
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::skeleton::Skeleton;

const SCOPE: &str = style_sheet!("./app/src/pages/catalog.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("catalog.css");

/// Cards drawn at first, and added by each "Show more".
const STEP: usize = 60;
/// Cards drawn at first of what was searched for: each letter may draw all of them anew, and the best come first.
const FOUND: usize = 20;

/// The page `/`.
#[component]
pub fn CatalogPage() -> impl IntoView {
    let session = use_session();
    session.load_catalog();
    let address = use_address();
    let query = RwSignal::new(query_of(&address));
    keep_in(address, query);
    window_keys();

    let (first, overlay) = (session.first, session.overlay);
    let lede = move || {
        first.with(|first| {
            let first = first.ready()?;
            let seen = overlay.with(|overlay| overlay.ready().map(|overlay| overlay.len()));
            let total = first.total.min(seen.unwrap_or(first.total));
            let teams = match first.teams.len() {
                // Whose workflows the others are is not said to those who may not see them.
                _ if total < first.total => String::new(),
                0 => String::new(),
                1 => " from 1 team".into(),
                n => format!(" from {n} teams"),
            };
            let unit = if total == 1 { "workflow" } else { "workflows" };
            Some(format!("{total} {unit}{teams}. Read the guide, fill the form, follow the run."))
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
            spawn_local(all_cards(loader.clone()));
        }
    });
    let (first, all, overlay) = (session.first, session.all, session.overlay);
    let seen = Memo::new_with_compare(
        move |_| {
            let first = first.with(|f| f.ready().map(Arc::clone)).unwrap_or_default();
            let all = all.with(|all| all.ready().map(Arc::clone));
            overlay.with(|overlay| Arc::new(Seen::new(&first, all, overlay.ready())))
        },
        |_, _| true,
    );
    let hits = Memo::new(move |_| {
        seen.with(|s| query.with(|q| s.index.find(&s.cards, q, &s.hidden, &s.blocked)))
    });
    let total = move || seen.with(|s| s.total);
    let shown = RwSignal::new(STEP);
    Effect::new(move || {
        shown.set(if query.with(|q| q.text.is_empty()) { STEP } else { FOUND });
    });
    let visible =
        move || hits.with(|hits| hits.iter().take(shown.get()).copied().collect::<Vec<_>>());
    let count = move || {
        let (n, total) = (hits.with(Vec::len), total());
        let unfiltered = query.with(|q| *q == Query::default());
        if unfiltered { format!("{total} workflows") } else { format!("{n} of {total} workflows") }
    };
    let more = move || {
        let known =
            if query.with(|q| *q == Query::default()) { total() } else { hits.with(Vec::len) };
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
            all_cards(loader).await;
            shown.update(|n| *n += STEP);
        });
    };
    view! {
        <div class="split split--rail">
            <aside aria-label="Filters" class="sticky filters">
                {Later::Filters { query, seen }.beside()}
            </aside>
            <div class="stack stack--wide">
                {Later::Recent.beside()}
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
                        <div class="chips">{Later::Chips { query }.beside()}</div>
                        <p class="small faint" role="status">
                            {count}
                        </p>
                    </div>
                    {all_failed}
                    <ul class="grid">
                        <For
                            each=visible
                            key=move |i| seen.with(|s| key(&s.cards[*i]))
                            children=move |i| card(seen.with_untracked(|s| s.cards[i].clone()), overlay)
                        />
                    </ul>
                    {move || hits.with(Vec::is_empty).then(|| nothing(query, total()))}
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

/// The cards there are, and what the caller may do with them.
pub struct Seen {
    cards: Arc<Vec<Card>>,
    index: Index,
    /// By card: the caller may not see it.
    hidden: Vec<bool>,
    /// By card: the caller may not start it here and now.
    blocked: Vec<bool>,
    /// The counts of the whole catalog, while not every card is here.
    counts: Option<Arc<First>>,
    total: usize,
}

impl Seen {
    /// What the caller may not see is left out; before the gateway has answered, everything static is shown.
    fn new(first: &Arc<First>, all: Option<Arc<Vec<Card>>>, overlay: Option<&OverlayMap>) -> Self {
        let complete = all.is_some() || first.total <= first.cards.len();
        let cards = all.unwrap_or_else(|| Arc::new(first.cards.clone()));
        let mut hidden = vec![false; cards.len()];
        let mut blocked = hidden.clone();
        if let Some(overlay) = overlay {
            for (i, card) in cards.iter().enumerate() {
                let listed = overlay.get(&key(card));
                hidden[i] = listed.is_none();
                blocked[i] = !listed.is_some_and(|l| l.offered && l.may_run);
            }
        }
        Self {
            index: Index::new(&cards),
            counts: (!complete).then(|| Arc::clone(first)),
            total: first.total.saturating_sub(hidden.iter().filter(|h| **h).count()),
            cards,
            hidden,
            blocked,
        }
    }
}

/// What names a workflow: namespace and type.
fn key(card: &Card) -> (String, String) {
    (card.namespace.clone(), card.workflow_type.clone())
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

fn query_of(address: &Address) -> Query {
    untrack(|| Query {
        text: address.query("q").pop().unwrap_or_default(),
        teams: address.query("team"),
        tags: address.query("tag"),
        show: Show::named(&address.query("show").pop().unwrap_or_default()),
    })
}

/// The address always says what is on the screen, without an entry in the history for each letter.
fn keep_in(address: Address, query: RwSignal<Query>) {
    Effect::new(move |before: Option<String>| {
        let url = query.with(|q| paths::catalog(&q.text, q.show.name(), &q.teams, &q.tags));
        if before.is_some_and(|before| before != url) {
            address.go(&url, Go::Instead);
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
