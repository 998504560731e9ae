//! Statuses of runs and steps: an icon and a word, coloured by `data-status`.

use leptos::prelude::*;

use super::icon::icon;

/// Icon and word of a status as the API spells it.
pub fn status_words(status: &str) -> (&'static str, &'static str) {
    match status {
        "running" => ("spin", "Running"),
        "completed" => ("check", "Completed"),
        "failed" => ("x", "Failed"),
        "waiting_for_approval" => ("hand", "Waiting for approval"),
        "waiting" => ("hand", "Waiting"),
        "canceled" => ("stop", "Canceled"),
        "terminated" => ("stop", "Terminated"),
        "timed_out" => ("timeout", "Timed out"),
        _ => ("circle", "Pending"),
    }
}

/// A status as a pill.
#[component]
pub fn Pill(
    /// The status as the API spells it.
    status: &'static str,
    /// Beside a page's title.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let (name, word) = status_words(status);
    let class = if large { "pill pill--lg" } else { "pill" };
    view! { <span class=class data-status=status>{icon(name, "icon")}{word}</span> }.into_any()
}

/// A status as an icon whose word only a screen reader needs.
pub fn status_icon(status: &str) -> AnyView {
    let (name, word) = status_words(status);
    view! {
        {icon(name, "icon")}
        <span class="sr">{word}</span>
    }
    .into_any()
}
