//! A notice: an icon, a title and what to do next.

use leptos::prelude::*;

use super::icon::icon;

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Went well.
    Ok,
    /// Deserves a look before going on.
    Warn,
    /// Went wrong, or cannot be undone.
    Bad,
    /// A rule of the place.
    Plain,
}

/// A notice with a title; its children explain it.
#[component]
pub fn Notice(
    /// How grave it is.
    tone: Tone,
    /// One line.
    #[prop(into)]
    title: String,
    /// Read out when it appears.
    #[prop(optional)]
    alert: bool,
    /// What explains it, and what to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, name) = match tone {
        Tone::Info => ("notice", "info"),
        Tone::Ok => ("notice notice--ok", "check"),
        Tone::Warn => ("notice notice--warn", "alert"),
        Tone::Bad => ("notice notice--bad", "error"),
        Tone::Plain => ("notice notice--plain", "lock"),
    };
    view! {
        <div class=class role=alert.then_some("alert")>
            {icon(name, "icon")} <p class="notice__title">{title}</p> {children.map(|c| c())}
        </div>
    }
    .into_any()
}
