//! Finds what is looked for, letter by letter. What is searched is made ready once for a list of cards, in slices, and
//! outlives the page.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::GuideWord;
use portico_search::{Finder, Guides, Index};

use super::listing::{By, Cards, Hits, Listing};
use super::query::{Query, Show};
use crate::api::ApiError;
use crate::favourites::use_favourites;
use crate::pages::trouble::trouble_notice;
use crate::session::{Session, use_session};
use crate::slices::Slices;
use crate::ui::notice::{Notice, Tone};

/// A list of cards, made searchable.
#[derive(Default)]
struct Library {
    cards: Cards,
    finder: Finder,
    /// The words of its guides are there, or on their way.
    has_guides: bool,
}

thread_local! {
    static LIBRARY: RefCell<Library> = RefCell::default();
}

/// Finds what a page of the catalog looks for, unless that is everything; says what cannot be looked through.
#[component]
pub fn Found(
    /// The page.
    listing: Listing,
) -> impl IntoView {
    // Counts what was made ready.
    let ready = RwSignal::new(0_u32);
    let failed = RwSignal::new(None::<ApiError>);
    make_ready(listing, ready);
    read_guides(listing, ready, failed);
    let favourites = use_favourites();
    let filters = Memo::new(move |_| listing.query.with(Query::filters));
    // By card: the filters let it through.
    let admitted = Memo::new(move |_| {
        let stock = listing.stock.get();
        filters.with(|filters| {
            let starred = match filters.show {
                Show::Favourites => stock.marks(&favourites.list()),
                _ => Vec::new(),
            };
            let is_starred = |at: usize| starred.get(at) == Some(&true);
            let admits = |at: usize| {
                !stock.hidden[at]
                    && filters.admits(&stock.cards[at], stock.blocked[at], || is_starred(at))
            };
            (0..stock.cards.len()).map(admits).collect::<Vec<bool>>()
        })
    });
    Effect::new(move || {
        ready.track();
        let stock = listing.stock.get();
        let text = listing.query.with(|query| (!query.is_empty()).then(|| query.text.clone()));
        let Some(found) = text.as_ref().and_then(|text| find(&stock.cards, text)) else { return };
        let places = admitted
            .with(|admitted| found.iter().copied().filter(|at| admitted[*at as usize]).collect());
        let has_words = text.is_some_and(|text| !text.trim().is_empty());
        let by = if has_words { By::Words } else { By::Filters };
        listing.hits.set(Hits { stock, places, by });
    });
    let again = Callback::new(move |()| {
        LIBRARY.with_borrow_mut(|library| library.has_guides = false);
        failed.set(None);
        ready.update(|ready| *ready += 1);
    });
    let guides_failed = move || {
        failed.with(|failed| failed.as_ref().map(|error| trouble_notice(error, Some(again))))
    };
    let lost = move || {
        favourites.are_lost().then(|| {
            view! {
                <Notice tone=Tone::Warn title="This browser does not keep favourites" alert=true>
                    <p>
                        "Its storage is full or switched off. What you star stays until you leave or reload the portal."
                    </p>
                </Notice>
            }
        })
    };
    view! {
        {guides_failed}
        {lost}
    }
    .into_any()
}

/// What fits a text among these cards; nothing until they are searchable.
fn find(cards: &Cards, text: &str) -> Option<Arc<[u32]>> {
    LIBRARY.with_borrow_mut(|library| {
        Arc::ptr_eq(&library.cards, cards).then(|| library.finder.find(text))
    })
}

/// Makes the cards of a page searchable whenever they are other ones.
fn make_ready(listing: Listing, ready: RwSignal<u32>) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let cards = listing.stock.with(|stock| Arc::clone(&stock.cards));
        turn.update_value(|turn| *turn += 1);
        if LIBRARY.with_borrow(|library| Arc::ptr_eq(&library.cards, &cards)) {
            return;
        }
        let now = turn.get_value();
        spawn_local(async move {
            let (mut index, mut slices) = (Index::default(), Slices::begin());
            for card in cards.iter() {
                slices.piece().await;
                index.add(card);
            }
            if turn.try_get_value() == Some(now) {
                let library = Library { cards, finder: Finder::new(index), has_guides: false };
                LIBRARY.set(library);
                ready.update(|ready| *ready += 1);
            }
        });
    });
}

/// Fetches the words of guides once somebody looks for a word in a list that is whole. Only a built catalog has them.
fn read_guides(listing: Listing, ready: RwSignal<u32>, failed: RwSignal<Option<ApiError>>) {
    let session = use_session();
    if !session.static_catalog {
        return;
    }
    let is_wanted = Memo::new(move |_| {
        let is_whole = listing.stock.with(|stock| stock.is_complete() && !stock.cards.is_empty());
        is_whole && listing.query.with(|query| !query.text.trim().is_empty())
    });
    Effect::new(move || {
        ready.track();
        let cards = listing.stock.with(|stock| Arc::clone(&stock.cards));
        let begins = is_wanted.get()
            && LIBRARY.with_borrow_mut(|library| {
                let is_missing = Arc::ptr_eq(&library.cards, &cards) && !library.has_guides;
                library.has_guides |= is_missing;
                is_missing
            });
        if begins {
            let session = session.clone();
            spawn_local(async move {
                let guides = guides(&session, cards.len()).await;
                LIBRARY.with_borrow_mut(|library| {
                    let is_meant = Arc::ptr_eq(&library.cards, &cards);
                    match guides {
                        Ok(guides) if is_meant => library.finder.read(guides),
                        Ok(_) => {}
                        Err(error) => drop(failed.try_set(Some(error))),
                    }
                });
                let _ = ready.try_update(|ready| *ready += 1);
            });
        }
    });
}

async fn guides(session: &Session, count: usize) -> Result<Guides, ApiError> {
    let catalog = session.first.with_untracked(|first| first.ready().map(|f| f.catalog.clone()));
    let mut guides = Guides::default();
    let take = |GuideWord(word, gaps)| guides.add(&word, &gaps, count);
    session.gateway.guide_words(&catalog.unwrap_or_default(), take).await?;
    Ok(guides)
}
