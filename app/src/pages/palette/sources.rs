//! What the palette leads to besides the caller's runs: workflows the caller may see, any run by its id, and the pages.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{Card, OptionItem};
use portico_contract::run_id::is_run_id;

use super::group::{Group, entry};
use crate::favourites::use_favourites;
use crate::pages::catalog::Cards;
use crate::paths;
use crate::session::{OverlayMap, use_session};
use crate::slices::Slices;

/// Fetches workflows, and keeps their group at what is known.
pub(super) fn listen(workflows: Group) {
    let session = use_session();
    let favourites = use_favourites();
    session.load_catalog();
    let loader = session.clone();
    spawn_local(async move { loader.load_all().await });
    let (first, all, overlay) = (session.first, session.all, session.overlay);
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let of_first = || {
            let cards = first.with(|first| first.ready().map(|first| first.cards.clone()));
            Arc::new(cards.unwrap_or_default().into_iter().map(Arc::new).collect())
        };
        let cards = all.with(|all| all.ready().cloned()).unwrap_or_else(of_first);
        let overlay = overlay.with(|overlay| overlay.ready().cloned());
        let starred = favourites.list();
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        spawn_local(async move {
            let (items, resting) = entries(cards, overlay, starred).await;
            if turn.try_get_value() == Some(now) {
                workflows.take(items, resting);
            }
        });
    });
}

/// The run whose whole id is typed: anybody's, of any age. Whether there is one is said on its page.
pub(super) fn named(by_id: Group, text: RwSignal<String>) {
    let id = Memo::new(move |_| {
        text.with(|text| Some(text.trim()).filter(|text| is_run_id(text)).map(str::to_owned))
    });
    Effect::new(move || {
        let run = id.get().map(|id| entry(paths::run(&id), id, String::new()));
        by_id.take(run.into_iter().collect(), 0);
    });
}

/// The pages there are, and those of teams and tags.
pub(super) fn pages(places: Group) {
    let session = use_session();
    Effect::new(move || {
        let named = [("Catalog", paths::CATALOG), ("Runs", paths::RUNS)];
        let mut items: Vec<_> = named
            .iter()
            .map(|(name, href)| entry((*href).into(), (*name).into(), String::new()))
            .collect();
        session.first.with(|first| {
            let Some(first) = first.ready() else { return };
            // Whose workflows there are, and about what, is said to those who may see all of them.
            let seen = session.overlay.with(|overlay| overlay.ready().map(|o| o.len()));
            if seen.is_none_or(|seen| seen < first.total) && session.static_catalog {
                return;
            }
            items.extend(
                first
                    .teams
                    .iter()
                    .map(|team| entry(paths::team(&team.name), team.name.clone(), "team".into())),
            );
            items.extend(
                first
                    .tags
                    .iter()
                    .map(|tag| entry(paths::tag(&tag.name), tag.name.clone(), "tag".into())),
            );
        });
        places.take(items, named.len());
    });
}

/// Workflows, favourites first, and how many of them are favourites.
async fn entries(
    cards: Cards,
    overlay: Option<OverlayMap>,
    starred: Vec<(String, String)>,
) -> (Vec<OptionItem>, usize) {
    let (mut favourites, mut others) = (Vec::new(), Vec::with_capacity(cards.len()));
    let mut slices = Slices::begin();
    for card in cards.iter() {
        slices.piece().await;
        let key = (card.namespace.clone(), card.workflow_type.clone());
        if overlay.as_ref().is_some_and(|overlay| !overlay.contains_key(&key)) {
            continue;
        }
        let to = if starred.contains(&key) { &mut favourites } else { &mut others };
        to.push(workflow(card));
    }
    let resting = favourites.len();
    favourites.append(&mut others);
    (favourites, resting)
}

fn workflow(card: &Card) -> OptionItem {
    let team = card.team_name.as_ref().unwrap_or(&card.team);
    let href = paths::workflow(&card.namespace, &card.workflow_type);
    entry(href, card.name.clone(), team.clone())
}
