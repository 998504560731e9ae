//! Runs: the caller's or everybody's, as the address filters them.

mod filters;
mod kept;
pub mod list;
mod pace;
pub mod query;
mod row;
mod workflow_filter;

use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::filters::Filters;
use self::list::RunsList;
use self::query::RunsQuery;
use super::run::resume_watching;
use super::shell::Page;
use crate::address::{Go, use_address};
use crate::paths::{self, Route};
use crate::session::use_session;
use crate::ui::icon::icon;

const SCOPE: &str = style_sheet!("./app/src/pages/runs.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("runs.css");

/// The page `/runs`.
#[component]
pub fn RunsPage() -> impl IntoView {
    let address = use_address();
    resume_watching(&use_session().gateway, &address);
    let queried = address.clone();
    // The address names the next page a moment before this one is gone.
    let query = Memo::new(move |was: Option<&RunsQuery>| match queried.route.get() {
        Route::Runs => RunsQuery::of(queried.pairs()),
        _ => was.cloned().unwrap_or_default(),
    });
    let ask = Callback::new(move |query: RunsQuery| {
        address.go(&paths::runs(&query.pairs()), Go::Within);
    });
    let lede = move || {
        if query.with(RunsQuery::is_mine) {
            "What you started, newest first."
        } else {
            "What everyone started, newest first, as far as you may see it."
        }
    };
    view! {
        <Page title=Signal::stored("Runs".to_owned())>
            <div class="page__head">
                <div>
                    <h1 tabindex="-1">"Runs"</h1>
                    <p class="page__lede">{lede}</p>
                </div>
            </div>
            <div class="split split--rail">
                <aside aria-label="Filters" class="sticky filters">
                    <Filters query=query ask=ask />
                </aside>
                <div class="stack">
                    {search(query, ask)}
                    <RunsList query=query />
                </div>
            </div>
        </Page>
    }
    .into_any()
}

/// Finds a run by a part of its id. It asks when somebody is done with it: each letter would be a place to go back to.
fn search(query: Memo<RunsQuery>, ask: Callback<RunsQuery>) -> AnyView {
    let given =
        Memo::new(move |_| query.with(|query| query.get("search").unwrap_or_default().to_owned()));
    let seek = move |text: String| {
        let text = text.trim();
        if given.with_untracked(|given| given != text) {
            let text = Some(text).filter(|text| !text.is_empty());
            ask.run(query.with_untracked(|query| query.with("search", text)));
        }
    };
    view! {
        <label class="seek">
            {icon("search", "icon")} <span class="sr">"Search by run ID or team workflow ID"</span>
            <input
                class="input"
                type="search"
                autocomplete="off"
                maxlength="200"
                placeholder="Search by run ID or team workflow ID"
                prop:value=given
                on:change:target=move |event| seek(event.target().value())
                on:input:target=move |event| {
                    // The browser's own button empties it without a word of being done.
                    if event.target().value().is_empty() {
                        seek(String::new());
                    }
                }
            />
        </label>
    }
    .into_any()
}
