//! Icons of the sprite in index.html.

use leptos::prelude::*;

/// Draws one icon of the sprite. It is decoration: the words beside it, or the control's name, carry the meaning.
#[component]
pub fn Icon(
    /// Name in the sprite, without its `i-`.
    name: &'static str,
) -> impl IntoView {
    icon(name, "icon")
}

/// An icon with further classes beside `icon`.
pub fn icon(name: &'static str, class: &'static str) -> AnyView {
    view! {
        <svg class=class aria-hidden="true">
            <use_ href=format!("#i-{name}") />
        </svg>
    }
    .into_any()
}
