//! The filters beside a list of runs: whose, where they stand, when they were started, of which workflow.

use leptos::prelude::*;
use portico_contract::http::RunStatus;

use super::SCOPE;
use super::query::{PRESETS, RunsQuery, Started};
use super::workflow_filter::WorkflowFilter;
use crate::ui::icon::icon;
use crate::ui::status::status_words;

/// The filters: a column beside the list, folded into one row on phones.
#[component]
pub fn Filters(
    /// What is asked for.
    query: Memo<RunsQuery>,
    /// Asks for something else.
    ask: Callback<RunsQuery>,
) -> impl IntoView {
    let chosen = move || query.with(|query| query.filters() + usize::from(!query.is_mine()));
    view! {
        <details class="fold">
            <summary>
                {icon("right", "icon")} {icon("filter", "icon")} "Filters "
                {move || (chosen() > 0).then(|| view! { <span class="count count--on">{chosen()}</span> })}
            </summary>
            <div class="fold__body stack stack--wide">{groups("fold", query, ask)}</div>
        </details>
        <div class="stack stack--wide filters__rail">{groups("rail", query, ask)}</div>
    }
    .into_any()
}

fn groups(place: &'static str, query: Memo<RunsQuery>, ask: Callback<RunsQuery>) -> AnyView {
    let whose = [(true, "Mine"), (false, "Everyone's")]
        .map(|(mine, words)| {
            let is = move || query.with(|query| query.is_mine() == mine);
            radio(place, "whose", words.to_owned(), is, move || {
                ask.run(query.with_untracked(|query| query.with_mine(mine)));
            })
        })
        .collect_view();
    let statuses = RunStatus::ALL.map(|status| status_box(status, query, ask)).collect_view();
    view! {
        {group("Whose", whose)}
        {group("Status", statuses)}
        {group("Started", started(place, query, ask))}
        <WorkflowFilter place=place query=query ask=ask />
    }
    .into_any()
}

fn group(legend: &'static str, choices: impl IntoView + 'static) -> AnyView {
    view! {
        class = SCOPE,
        <fieldset>
            <legend class="legend">{legend}</legend>
            <div class="choices choices--bare">{choices}</div>
        </fieldset>
    }
    .into_any()
}

fn radio(
    place: &'static str,
    name: &'static str,
    words: String,
    is: impl Fn() -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="check">
            <input
                type="radio"
                name=format!("{name}-{place}")
                prop:checked=is
                on:change=move |_| choose()
            />
            <span>{words}</span>
        </label>
    }
    .into_any()
}

fn status_box(status: RunStatus, query: Memo<RunsQuery>, ask: Callback<RunsQuery>) -> AnyView {
    let status = status.as_str();
    let change = move |event| {
        let wanted = event_target_checked(&event);
        ask.run(query.with_untracked(|query| query.with_status(status, wanted)));
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || query.with(|query| query.has_status(status))
                on:change=change
            />
            <span>{status_words(status).1}</span>
        </label>
    }
    .into_any()
}

fn started(place: &'static str, query: Memo<RunsQuery>, ask: Callback<RunsQuery>) -> AnyView {
    let choice = Memo::new(move |_| query.with(RunsQuery::started));
    let any = std::iter::once(("Any time", None));
    let presets = PRESETS.iter().enumerate().map(|(at, (words, ..))| (*words, Some(at)));
    let radios = any
        .chain(presets)
        .map(|(words, preset)| {
            let is = move || {
                choice.with(|choice| *choice == preset.map_or(Started::AnyTime, Started::Preset))
            };
            radio(place, "started", words.to_owned(), is, move || {
                ask.run(query.with_untracked(|query| query.with_started(preset)));
            })
        })
        .collect_view();
    // Times that somebody wrote into the address.
    let other = move || match choice.get() {
        Started::Other(words) => Some(radio(place, "started", words, || true, || ())),
        _ => None,
    };
    view! {
        {radios}
        {other}
    }
    .into_any()
}
