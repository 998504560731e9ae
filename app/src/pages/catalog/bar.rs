//! The address bar says what is on the page, and the page follows it.

use std::time::Duration;

use leptos::prelude::*;

use super::listing::Listing;
use super::place::Place;
use super::query::Query;
use crate::address::{Address, Go, use_address};

/// How long typing rests before it is in the address: browsers refuse to write it with every letter.
const REST: Duration = Duration::from_millis(300);

/// Keeps what is looked for in the address, without an entry in the history for each letter. What it gives writes at
/// once what is still to be written.
pub(super) fn keep_in_address(listing: Listing) -> impl Fn() + Copy + Send + Sync + 'static {
    let address = StoredValue::new(use_address());
    let written = StoredValue::new(listing.query.get_untracked());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let write = move || {
        // The page may be gone, or about to be.
        if !is_here(&listing, &address) {
            return;
        }
        let query = listing.query.get_untracked();
        if written.with_value(|written| *written != query) {
            let href = listing.place.with_value(|place| place.address(&query));
            written.set_value(query);
            address.with_value(|address| address.go(&href, Go::Instead));
        }
    };
    let stop = move || {
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |before: Option<Query>| {
        let query = listing.query.get();
        stop();
        match before {
            Some(before) if before.text != query.text => {
                waiting.set_value(set_timeout_with_handle(write, REST).ok());
            }
            _ => write(),
        }
        query
    });
    on_cleanup(stop);
    // Somebody went to this page as it was, or by a link.
    Effect::new(move || {
        let asked = address.with_value(Query::of);
        if is_here(&listing, &address) && written.with_value(|written| *written != asked) {
            written.set_value(asked.clone());
            listing.query.set(asked);
        }
    });
    write
}

/// Whether the address names this page still: it names the next one a moment before this one is gone.
fn is_here(listing: &Listing, address: &StoredValue<Address>) -> bool {
    let named = address.try_with_value(|address| address.route.with_untracked(Place::of)).flatten();
    named.is_some() && listing.place.try_get_value() == named
}
