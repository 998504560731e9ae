//! "Notify me when it ends": asked for by a click, run by run.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notification::{Leave, ask_leave};
use super::watch::{give_up, is_wanted, resume_watching, tell, want};
use super::{Live, part};
use crate::address::use_address;
use crate::session::use_session;
use crate::ui::icon::icon;

/// The button, while the run goes on, and what came of pressing it.
#[component]
pub fn NotifyMe(
    /// The run.
    live: Live,
) -> impl IntoView {
    let (gateway, address) = (use_session().gateway, use_address());
    resume_watching(&gateway, &address);
    let id = part(live, |r| r.workflow_id.clone());
    let open = part(live, |r| !r.status.is_closed());
    let wanted = RwSignal::new(id.with_untracked(|id| is_wanted(id)));
    let said = RwSignal::new("");
    let told = address.clone();
    Effect::new(move || {
        if !open.get() {
            live.run.with_untracked(|run| run.iter().for_each(|run| tell(&told, run)));
        }
    });
    let press = move |_| {
        let id = id.get_untracked();
        if wanted.get_untracked() {
            give_up(&id);
            wanted.set(false);
            said.set("You will not be notified.");
            return;
        }
        let (gateway, address) = (gateway.clone(), address.clone());
        // Whoever answers the browser's question has perhaps left the page meanwhile.
        spawn_local(async move {
            let leave = ask_leave().await;
            if leave == Leave::Given {
                want(&gateway, &address, &id);
            }
            let _ = wanted.try_set(leave == Leave::Given);
            let _ = said.try_set(outcome(leave));
        });
    };
    view! {
        <p class="small dim" role="status">
            {move || open.get().then(|| said.get())}
        </p>
        {move || {
            let press = press.clone();
            open.get()
                .then(|| {
                    view! {
                        <button
                            class="btn btn--sm"
                            type="button"
                            aria-pressed=move || wanted.get().to_string()
                            on:click=press
                        >
                            {move || wanted.get().then(|| icon("check", "icon"))}
                            "Notify me when it ends"
                        </button>
                    }
                })
        }}
    }
    .into_any()
}

fn outcome(leave: Leave) -> &'static str {
    match leave {
        Leave::Given => "You will be notified, as long as this tab stays open.",
        Leave::Refused => {
            "This browser keeps notifications of this site back. Allow them in its site settings, then press again."
        }
        Leave::Open => "Nothing was allowed. Press again when you want to be notified.",
        Leave::Unsupported => {
            "This browser cannot notify you. The tab's title says how the run stands."
        }
    }
}
