//! The head of a page of the catalog: what it shows, and how much of it.

use leptos::prelude::*;

use super::listing::{Listing, Stock};
use super::place::Place;
use super::workflows;
use crate::paths;
use crate::session::Session;

/// The page's title, and its head.
pub(super) fn heading(session: &Session, listing: Listing) -> (Signal<String>, AnyView) {
    match listing.place.get_value() {
        Place::All => (Signal::stored("Catalog".to_owned()), whole(session)),
        Place::Team(team) => {
            let words = Signal::derive(move || {
                listing.stock.with(|stock| team_name(stock)).unwrap_or_else(|| team.clone())
            });
            (words, part(listing, words, "team"))
        }
        Place::Tag(tag) => {
            let words = Signal::stored(tag);
            (words, part(listing, words, "tag"))
        }
    }
}

fn whole(session: &Session) -> AnyView {
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
            let total = workflows(total);
            Some(format!("{total}{teams}. Read the guide, fill the form, follow the run."))
        })
    };
    view! {
        <div class="page__head">
            <div>
                <h1 tabindex="-1">"Catalog"</h1>
                <p class="page__lede">{lede}</p>
            </div>
        </div>
    }
    .into_any()
}

/// The head of what shares a team or a tag.
fn part(listing: Listing, name: Signal<String>, kind: &'static str) -> AnyView {
    let lede = move || {
        listing.stock.with(|stock| {
            let total = workflows(stock.total);
            let with = if kind == "team" { "of this team" } else { "with this tag" };
            stock.is_complete().then(|| format!("{total} {with}."))
        })
    };
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li>
                    <a href=paths::CATALOG>"Catalog"</a>
                </li>
                <li aria-current="page">
                    <bdi>{name}</bdi>
                </li>
            </ol>
        </nav>
        <div class="page__head">
            <div>
                <h1 tabindex="-1">
                    <bdi>{name}</bdi>
                </h1>
                <p class="page__lede">{lede}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What a team calls itself on its cards.
fn team_name(stock: &Stock) -> Option<String> {
    let mut shown = stock.cards.iter().zip(&stock.hidden).filter(|(_, hidden)| !**hidden);
    shown.find_map(|(card, _)| card.team_name.clone())
}
