//! What a page of the catalog knows: the cards there are, what is looked for among them, and what was found.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{Card, First};

use super::place::Place;
use super::query::Query;
use crate::session::{OverlayMap, Session};
use crate::slices::Slices;

/// Cards drawn at first, and added by each "Show more".
pub(super) const STEP: usize = 60;
/// Cards drawn at first of what was searched for: each letter may draw all of them anew, and the best come first.
const FOUND: usize = 12;

/// Every card by its name, shared by whoever looks at it.
pub type Cards = Arc<Vec<Arc<Card>>>;

/// A page of the catalog. Copies are the same.
#[derive(Clone, Copy)]
pub struct Listing {
    /// Which part of the catalog it shows.
    pub place: StoredValue<Place>,
    /// What is looked for.
    pub query: RwSignal<Query>,
    /// What there is.
    pub stock: RwSignal<Arc<Stock>>,
    /// What was found.
    pub hits: RwSignal<Hits>,
    /// Cards that "Show more" has added.
    pub more: RwSignal<usize>,
    /// The first cards are drawn, so that what else the page needs may be fetched.
    pub is_drawn: RwSignal<bool>,
}

thread_local! {
    /// Cards were drawn since the portal was loaded: everything is here, or on its way.
    static WAS_DRAWN: Cell<bool> = const { Cell::new(false) };
}

/// The cards that are known, and what the caller may do with them.
#[derive(Debug, Default)]
pub struct Stock {
    /// The cards.
    pub cards: Cards,
    /// By card: the caller may not see it, or it belongs elsewhere.
    pub hidden: Vec<bool>,
    /// By card: the caller may not start it here and now.
    pub blocked: Vec<bool>,
    /// What was counted when the catalog was built, while not every card is here.
    pub counts: Option<Arc<First>>,
    /// Workflows the caller may see here, as far as is known.
    pub total: usize,
    /// What was known has been looked through.
    pub is_gathered: bool,
}

/// Places in a stock, best first.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The stock that is meant.
    pub stock: Arc<Stock>,
    /// The places.
    pub places: Arc<[u32]>,
    /// What was looked for.
    pub by: By,
}

/// What places were found by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Nothing was looked for: all there are.
    #[default]
    Nothing,
    /// Filters alone.
    Filters,
    /// Words, best first.
    Words,
}

impl Hits {
    /// A found card.
    pub fn card(&self, at: usize) -> Option<Arc<Card>> {
        let place = *self.places.get(at)? as usize;
        self.stock.cards.get(place).map(Arc::clone)
    }

    /// How many of the found cards are shown unless more are asked for.
    pub fn shown(&self) -> usize {
        if self.by == By::Words { FOUND } else { STEP }
    }
}

impl Listing {
    /// Follows what the session knows, as long as the current owner lives.
    pub fn follow(session: &Session, place: Place, query: Query) -> Self {
        let listing = Self {
            place: StoredValue::new(place),
            query: RwSignal::new(query),
            stock: RwSignal::default(),
            hits: RwSignal::default(),
            more: RwSignal::new(0),
            is_drawn: RwSignal::new(WAS_DRAWN.get()),
        };
        let (first, all, overlay) = (session.first, session.all, session.overlay);
        let turn = StoredValue::new(0_u32);
        Effect::new(move || {
            let Some(first) = first.with(|first| first.ready().cloned()) else { return };
            let all = all.with(|all| all.ready().cloned());
            let overlay = overlay.with(|overlay| overlay.ready().cloned());
            turn.update_value(|turn| *turn += 1);
            let now = turn.get_value();
            spawn_local(async move {
                let Some(place) = listing.place.try_get_value() else { return };
                let stock = Stock::gather(&place, first, all, overlay).await;
                if turn.try_get_value() == Some(now) {
                    listing.stock.set(Arc::new(stock));
                }
            });
        });
        // What is looked for is found by the later part; everything is there at once.
        Effect::new(move || {
            let stock = listing.stock.get();
            if listing.query.with(Query::is_empty) {
                let places = (0..stock.cards.len()).filter(|at| !stock.hidden[*at]);
                let places = places.map(|at| at as u32).collect();
                listing.hits.set(Hits { stock, places, by: By::Nothing });
            }
        });
        Effect::new(move || {
            listing.query.track();
            listing.more.set(0);
        });
        listing
    }

    /// The cards of the first screen are there.
    pub fn note_drawn(&self) {
        WAS_DRAWN.set(true);
        if !self.is_drawn.get_untracked() {
            self.is_drawn.set(true);
        }
    }

    /// Shows more of what was found.
    pub fn show_more(&self) {
        self.more.update(|more| *more += STEP);
    }
}

impl Stock {
    /// What the caller may not see is left out; before the gateway has answered, everything static is there.
    async fn gather(
        place: &Place,
        first: Arc<First>,
        all: Option<Cards>,
        overlay: Option<OverlayMap>,
    ) -> Self {
        let is_complete = all.is_some() || first.total <= first.cards.len();
        let of_first = || Arc::new(first.cards.iter().cloned().map(Arc::new).collect());
        let cards = all.unwrap_or_else(of_first);
        let mut hidden = Vec::with_capacity(cards.len());
        let mut blocked = Vec::with_capacity(cards.len());
        let mut slices = Slices::begin();
        for card in cards.iter() {
            slices.piece().await;
            let key = || (card.namespace.clone(), card.workflow_type.clone());
            let listed = overlay.as_ref().map(|overlay| overlay.get(&key()));
            hidden.push(listed == Some(None) || !place.has(card));
            let may_start = listed.is_none_or(|l| l.is_some_and(|l| l.offered && l.may_run));
            blocked.push(!may_start);
        }
        let known = if is_complete { cards.len() } else { first.total };
        Self {
            total: known.saturating_sub(hidden.iter().filter(|hidden| **hidden).count()),
            counts: (!is_complete).then_some(first),
            cards,
            hidden,
            blocked,
            is_gathered: true,
        }
    }

    /// By card: it is one of these, by namespace and type.
    pub fn marks(&self, names: &[(String, String)]) -> Vec<bool> {
        let names: HashSet<(&str, &str)> = names.iter().map(|(n, w)| (&**n, &**w)).collect();
        let is_one = |card: &Arc<Card>| names.contains(&(&*card.namespace, &*card.workflow_type));
        self.cards.iter().map(is_one).collect()
    }

    /// Whether every card is here.
    pub fn is_complete(&self) -> bool {
        self.counts.is_none()
    }
}
