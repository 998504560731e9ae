//! What stands beside the form: the guide, the form's values as programs, and runs, one behind the other.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::WorkflowDefinition;

use super::about::about;
use super::guide::Guide;
use super::loader::Loader;
use super::runs::WorkflowRuns;
use super::snippets::Snippets;
use crate::address::{Address, use_address};
use crate::form::FormController;
use crate::paths::Route;
use crate::ui::tabs::Tabs;

const NAMES: [&str; 3] = ["Guide", "Code snippets", "Runs"];
/// What the query calls them.
const KEYS: [&str; 3] = ["", "snippets", "runs"];
const QUERY: &str = "tab";
/// Prefix of the tabs' ids.
const ID: &str = "about";

/// The tabs and the panel of the one that is open. The form beside them stays as it is.
#[component]
pub(super) fn Beside(
    /// The workflow.
    loader: Loader,
    /// Its definition, once it is there.
    definition: Memo<Option<Arc<WorkflowDefinition>>>,
    /// The form beside it.
    form: ReadSignal<Option<FormController>>,
) -> impl IntoView {
    let address = use_address();
    let selected = RwSignal::new(untrack(|| named(&address)));
    let followed = address.clone();
    Effect::new(move || {
        // The address names the next page a moment before this one is gone.
        if followed.route.with(|route| matches!(route, Route::Workflow { .. })) {
            let named = named(&followed);
            if selected.get_untracked() != named {
                selected.set(named);
            }
        }
    });
    Effect::new(move |drawn: Option<()>| {
        let at = selected.get();
        if drawn.is_some() {
            address.set_query(QUERY, KEYS[at]);
        }
    });
    let panel = move || match selected.get() {
        1 => view! { <Snippets loader=loader form=form /> }.into_any(),
        2 => view! { <WorkflowRuns loader=loader /> }.into_any(),
        _ => view! {
            {move || definition.get().map(|d| view! { <Guide page=d.guide.clone() /> })}
            {move || definition.get().map(|d| about(&d))}
        }
        .into_any(),
    };
    view! {
        <section class="stack stack--wide" aria-label="About this workflow">
            <Tabs label="About this workflow" id=ID names=&NAMES selected=selected />
            <div
                class="stack stack--wide"
                role="tabpanel"
                aria-labelledby=move || format!("{ID}-{}", selected.get())
            >
                {panel}
            </div>
        </section>
    }
    .into_any()
}

/// The tab that the address names; the guide where it names none.
fn named(address: &Address) -> usize {
    let key = address.query(QUERY).pop().unwrap_or_default();
    KEYS.iter().position(|known| *known == key).unwrap_or_default()
}
