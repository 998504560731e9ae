//! The found cards. A place in the list keeps its elements: when another workflow comes there, only its words change.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::Card;

use super::card::card;
use super::listing::{Hits, Listing, STEP};
use super::place::Place;
use super::query::Query;
use crate::address::use_address;
use crate::pages::link::follow_links;
use crate::paths;
use crate::session::Session;
use crate::slices::in_goes;
use crate::ui::empty::Empty;
use crate::ui::skeleton::Skeleton;

/// Cards that are drawn in one go: a screen of them.
const GO: usize = 12;

/// The list, with what stands in its place while it is empty; `fetch` gets the cards that are not here.
pub(super) fn list(
    session: &Session,
    listing: Listing,
    fetch: impl Fn() + Clone + Send + Sync + 'static,
    is_waiting: Memo<bool>,
) -> AnyView {
    let overlay = session.overlay;
    let address = StoredValue::new(use_address());
    let Listing { query, stock, hits, more, .. } = listing;
    let is_whole = listing.place.with_value(|place| *place == Place::All);
    // What belongs elsewhere is not shown as what was found, and neither is a part as the whole.
    let is_shown = move || is_whole || !is_waiting.get();
    let wanted = Memo::new(move |_| {
        let most = hits.with(|hits| hits.places.len().min(hits.shown() + more.get()));
        if is_shown() { most } else { 0 }
    });
    let drawn = in_goes(wanted, GO);
    // What a letter takes away, the next one brings back: hiding it costs less than drawing it anew.
    let slots = Memo::new(move |before: Option<&usize>| {
        drawn.get().max(before.copied().unwrap_or_default().min(STEP))
    });
    let has_more = Memo::new(move |_| {
        let known = match query.with(Query::is_empty) {
            true => stock.with(|stock| stock.total),
            false => hits.with(|hits| hits.places.len()),
        };
        let shown = hits.with(Hits::shown);
        known > shown + more.get() && is_shown()
    });
    let show_more = move |_| {
        fetch();
        listing.show_more();
    };
    let is_gathered = Memo::new(move |_| stock.with(|stock| stock.is_gathered));
    Effect::new(move || {
        // What is looked for from the start is found by what is fetched then.
        let is_placed = match query.with(Query::is_empty) {
            true => hits.with(|hits| hits.stock.is_gathered),
            false => is_gathered.get(),
        };
        if is_placed && drawn.get() == wanted.get() {
            listing.note_drawn();
        }
    });
    let is_empty = Memo::new(move |_| {
        is_gathered.get() && !is_waiting.get() && hits.with(|hits| hits.places.is_empty())
    });
    let is_nothing = Memo::new(move |_| stock.with(|stock| stock.total == 0));
    view! {
        <ul class="grid" on:click=move |event| address.with_value(|address| follow_links(&event, address))>
            <For
                each=move || 0..slots.get()
                key=|at| *at
                children=move |at| {
                    let is_shown = Memo::new(move |_| at < drawn.get());
                    let found = Memo::new(move |before: Option<&Option<Arc<Card>>>| {
                        if is_shown.get() {
                            hits.with(|hits| hits.card(at))
                        } else {
                            before.cloned().flatten()
                        }
                    });
                    card(found, is_shown, overlay)
                }
            />
        </ul>
        {move || (!is_shown()).then(|| view! { <Skeleton lines=8 /> })}
        {move || is_empty.get().then(|| nothing(listing, is_nothing.get()))}
        {move || {
            let show_more = show_more.clone();
            has_more
                .get()
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
    }
    .into_any()
}

/// Nothing is found: there `is_nothing` at all here, or it is filtered away.
fn nothing(listing: Listing, is_nothing: bool) -> AnyView {
    let query = listing.query;
    if is_nothing {
        let (title, text) = match listing.place.get_value() {
            Place::All => (
                "No workflow is published yet",
                "A team publishes one with two files: a config under workflow-configs and a guide under guides.",
            ),
            Place::Team(_) => (
                "No workflow of this team",
                "There is no such team, or its workflows are not for you to see.",
            ),
            Place::Tag(_) => (
                "No workflow with this tag",
                "Nobody uses the tag, or the workflows that have it are not for you to see.",
            ),
        };
        let onward = (listing.place.get_value() != Place::All).then(|| {
            view! {
                <a class="btn btn--sm" href=paths::CATALOG>
                    "Browse the catalog"
                </a>
            }
        });
        return view! { <Empty icon_name="box" title=title text=text>{onward}</Empty> }.into_any();
    }
    let text = query.with(|query| query.text.trim().to_owned());
    let title = match text.is_empty() {
        true => "No workflow fits these filters".to_owned(),
        false => format!("No workflow fits “{text}”"),
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
