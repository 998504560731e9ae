//! A run that Temporal has forgotten: what is left of it stands above and beside.

use leptos::prelude::*;
use portico_contract::words::sentence;

use super::{Live, part};
use crate::ui::icon::icon;
use crate::ui::time::Stamp;

/// Says that the details are gone, since when, and what cannot be done without them.
pub fn gone(live: Live) -> AnyView {
    let forgotten = part(live, |r| r.forgotten_at.clone().map(|at| (at, r.note.clone())));
    (move || {
        forgotten.get().map(|(at, note)| {
            view! {
                <div class="panel empty">
                    {icon("clock", "icon")} <h2>"The details of this run are gone"</h2>
                    {note.map(|note| view! { <p>{sentence(&note)}</p> })}
                    <p>
                        "Its input, steps and result went with Temporal's history of it, which was noticed at "
                        <Stamp at=at />
                        ". Without its input it cannot be run again."
                    </p>
                </div>
            }
        })
    })
    .into_any()
}
