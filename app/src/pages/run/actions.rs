//! Links out of a run, and cancelling it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Live, part};
use crate::pages::link::Link;
use crate::pages::trouble::trouble_notice;
use crate::paths;
use crate::session::use_session;
use crate::ui::dialog::Dialog;
use crate::ui::icon::icon;

/// The buttons beside a run's title.
#[component]
pub fn Actions(
    /// The run.
    live: Live,
) -> impl IntoView {
    let links = part(live, |r| r.links.clone());
    // Of what Temporal has forgotten there is no input to begin with.
    let again = part(live, |r| {
        let href = || paths::run_again(&r.namespace, &r.workflow_type, &r.workflow_id);
        r.forgotten_at.is_none().then(href)
    });
    let open = part(live, |r| !r.status.is_closed() && r.cancel_requested_at.is_none());
    let asking = RwSignal::new(false);
    // Only pages of the web: a link is a team's text.
    let safe = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    view! {
        <div class="row">
            {move || {
                links
                    .get()
                    .into_iter()
                    .filter(|l| safe(&l.url))
                    .map(|l| {
                        view! {
                            <a class="btn btn--sm" href=l.url target="_blank" rel="noopener noreferrer">
                                {l.title}
                                {icon("ext", "icon")}
                                <span class="sr">" (opens in a new tab)"</span>
                            </a>
                        }
                    })
                    .collect_view()
            }}
            {move || {
                again
                    .get()
                    .map(|href| {
                        view! {
                            <Link class="btn btn--sm" href=href>
                                {icon("refresh", "icon")}
                                "Run again"
                            </Link>
                        }
                    })
            }}
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <button class="btn btn--sm btn--warn" type="button" on:click=move |_| asking.set(true)>
                                "Cancel run"
                            </button>
                        }
                    })
            }}
            {move || asking.get().then(|| view! { <CancelDialog live=live asking=asking /> })}
        </div>
    }
    .into_any()
}

#[component]
fn CancelDialog(live: Live, asking: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None);
    let (name, id, environment) = live
        .run
        .with_untracked(|r| {
            r.as_ref().map(|r| (r.name.clone(), r.workflow_id.clone(), r.environment.clone()))
        })
        .unwrap_or_default();
    let go = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (gateway, id) = (session.gateway.clone(), id.clone());
        // Leaving the dialog or the page does not take back what was asked.
        spawn_local(async move {
            match gateway.cancel(&id).await {
                Ok(run) => {
                    let _ = live.run.try_set(Some(run));
                    let _ = asking.try_set(false);
                }
                Err(error) => {
                    let _ = failed.try_set(Some(error));
                    let _ = busy.try_set(false);
                }
            }
        });
    };
    let close = Callback::new(move |()| asking.set(false));
    let foot = view! {
        <button class="btn" type="button" on:click=move |_| asking.set(false)>
            "Keep running"
        </button>
        <button class="btn btn--danger" type="button" aria-busy=move || busy.get().then_some("true") on:click=go>
            {format!("Cancel run in {environment}")}
        </button>
    }
    .into_any();
    view! {
        <Dialog title="Cancel this run?" small=true env=environment on_close=close foot=foot>
            <p>
                <bdi>{name}</bdi>
                ": the team's workflow is asked to stop. It may clean up first, finish what it is doing, or refuse."
            </p>
            {move || failed.with(|e| e.as_ref().map(|e| trouble_notice(e, None)))}
        </Dialog>
    }
    .into_any()
}
