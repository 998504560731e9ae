//! What somebody should know of a run before they believe what the page shows.

use leptos::prelude::*;

use super::{Live, part};
use crate::ui::notice::{Notice, Tone};
use crate::ui::sentence::said;
use crate::ui::time::Stamp;

/// The notices, each while it is true.
pub fn notices(live: Live) -> AnyView {
    let unverified = part(live, |r| (!r.requester_verified).then(|| r.requester.clone()));
    let waiting = part(live, |r| r.waiting_for.clone().filter(|_| !r.status.is_closed()));
    let cancelling =
        part(live, |r| r.cancel_requested_at.clone().filter(|_| !r.status.is_closed()));
    // What is gone as a whole has a panel of its own.
    let note = part(live, |r| r.note.clone().filter(|_| r.forgotten_at.is_none()));
    view! {
        {slow(live)}
        {move || {
            unverified
                .get()
                .map(|requester| {
                    view! {
                        <Notice tone=Tone::Warn title="The requester is not verified">
                            <p>
                                "This run was started by another Temporal client, which said that it acts for "
                                <bdi>{requester}</bdi> ". Portico has not checked that."
                            </p>
                        </Notice>
                    }
                })
        }}
        {move || {
            waiting
                .get()
                .map(|waiting| {
                    view! {
                        <Notice tone=Tone::Warn title="This run is waiting">
                            <p>{said(&waiting)}</p>
                        </Notice>
                    }
                })
        }}
        {move || {
            cancelling
                .get()
                .map(|at| {
                    view! {
                        <Notice tone=Tone::Info title="Cancellation was asked for">
                            <p>
                                "The team's workflow was told at " <Stamp at=at />
                                ". It may finish what it is doing, or refuse."
                            </p>
                        </Notice>
                    }
                })
        }}
        {move || {
            note.get()
                .map(|note| {
                    view! {
                        <Notice tone=Tone::Info title="Not everything can be shown">
                            <p>{note}</p>
                        </Notice>
                    }
                })
        }}
    }
    .into_any()
}

/// Changes that come late are said to: the page looks the same, and is behind.
fn slow(live: Live) -> AnyView {
    let open = part(live, |r| !r.status.is_closed());
    let behind =
        Memo::new(move |_| open.get() && live.slow.get() && live.trouble.with(Option::is_none));
    (move || {
        behind.get().then(|| {
            view! {
                <Notice tone=Tone::Info title="Live updates do not get through">
                    <p>
                        "Something between this browser and the gateway cuts them. The page asks every 5 seconds instead, and tries again by itself."
                    </p>
                </Notice>
            }
        })
    })
    .into_any()
}
