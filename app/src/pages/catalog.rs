//! The catalog, whole or what shares a team or a tag: find a workflow by what it is called, touches or belongs to.

mod bar;
mod card;
mod filters;
mod finder;
mod heading;
mod list;
mod listing;
mod place;
mod query;
mod recent;
mod star;

use leptos::prelude::*;
use leptos::task::spawn_local;
use stylers_macro::style_sheet;
use web_sys::KeyboardEvent;

pub use self::filters::{Chips, Filters};
pub use self::finder::Found;
use self::heading::heading;
use self::list::list;
use self::listing::By;
pub use self::listing::{Cards, Listing};
pub use self::place::Place;
pub use self::query::Query;
pub use self::recent::RecentRuns;
pub use self::star::{Starrable, star};
use super::later::{Later, all_cards};
use super::shell::Page;
use super::trouble::{reload_button, trouble, trouble_notice};
use crate::address::use_address;
use crate::session::{Load, Session, use_session};
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::skeleton::Skeleton;

const SCOPE: &str = style_sheet!("./app/src/pages/catalog.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("catalog.css");

/// The page `/`, `/teams/{team}` or `/tags/{tag}`.
#[component]
pub fn CatalogPage(
    /// Which part of the catalog it shows.
    #[prop(optional)]
    place: Place,
) -> impl IntoView {
    let session = use_session();
    session.load_catalog();
    let query = untrack(|| Query::of(&use_address()));
    let listing = Listing::follow(&session, place, query);
    window_keys();

    let (first, overlay) = (session.first, session.overlay);
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
    let (title, head) = heading(&session, listing);
    view! {
        <Page title=title>
            {head}
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
                _ => found(session.clone(), listing),
            }}
        </Page>
    }
    .into_any()
}

fn found(session: Session, listing: Listing) -> AnyView {
    let Listing { query, stock, hits, .. } = listing;
    let is_whole = listing.place.with_value(|place| *place == Place::All);
    let is_incomplete = Memo::new(move |_| stock.with(|stock| !stock.is_complete()));
    // With more workflows than first.json holds, the rest comes once somebody looks for something.
    let loader = session.clone();
    let fetch = move || {
        if is_incomplete.get_untracked() {
            spawn_local(all_cards(loader.clone()));
        }
    };
    let fetching = fetch.clone();
    let is_needed =
        Memo::new(move |_| is_incomplete.get() && (!is_whole || !query.with(Query::is_empty)));
    Effect::new(move || {
        if is_needed.get() {
            fetching();
        }
    });
    let all = session.all;
    let is_waiting =
        Memo::new(move |_| is_needed.get() && all.with(|all| matches!(all, Load::Waiting)));
    // The part that searches did not come.
    let is_lost = RwSignal::new(false);
    let count = move || {
        let (found, total) = (hits.with(|hits| hits.places.len()), stock.with(|stock| stock.total));
        let is_all = query.with(Query::is_empty) || is_lost.get();
        let is_found = is_all || hits.with(|hits| hits.by != By::Nothing);
        if is_waiting.get() || !is_found {
            "Searching".to_owned()
        } else if is_all {
            workflows(total)
        } else {
            format!("{found} of {}", workflows(total))
        }
    };
    let all_failed = move || {
        all.with(|all| match all {
            Load::Failed(error) => Some(trouble_notice(error, None)),
            _ => None,
        })
    };
    let write = bar::keep_in_address(listing);
    let is_drawn = listing.is_drawn;
    let later = move |part: Later| move || is_drawn.get().then(|| part.clone().beside());
    let recent = is_whole.then(|| later(Later::Recent));
    let found = move || {
        let lost = move || {
            is_lost.set(true);
            cannot_search()
        };
        is_drawn.get().then(|| Later::Found { listing }.beside_or(lost))
    };
    let focused = fetch.clone();
    view! {
        <div class="split split--rail">
            <aside aria-label="Filters" class="sticky filters">
                {later(Later::Filters { listing })}
            </aside>
            <div class="stack stack--wide">
                {recent}
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
                            placeholder="Search by name, tag, team or what its guide says"
                            prop:value=move || Shown(query.with(|q| q.text.clone()))
                            on:input:target=move |ev| query.update(|q| q.text = ev.target().value())
                            on:focus=move |_| focused()
                            on:blur=move |_| write()
                        /> <kbd>"/"</kbd>
                    </label>
                    <div class="row row--apart">
                        <div class="chips">{later(Later::Chips { query })}</div>
                        <p class="small faint" role="status">
                            {count}
                        </p>
                    </div>
                    {all_failed}
                    {found}
                    {list(&session, listing, fetch, is_waiting)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn workflows(count: usize) -> String {
    format!("{count} {}", if count == 1 { "workflow" } else { "workflows" })
}

/// The part that searches did not load.
fn cannot_search() -> AnyView {
    view! {
        <Notice tone=Tone::Bad title="Search and filters did not load" alert=true>
            <p>"The connection was lost, or Portico was updated just now."</p>
            <p>{reload_button()}</p>
        </Notice>
    }
    .into_any()
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
