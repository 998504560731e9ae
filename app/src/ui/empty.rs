//! What stands where there is nothing to show: why, and the next step.

use leptos::prelude::*;

use super::icon::icon;

/// A panel that says why it is empty; its children are the next step.
#[component]
pub fn Empty(
    /// Icon of the sprite.
    icon_name: &'static str,
    /// One line.
    #[prop(into)]
    title: String,
    /// A sentence.
    #[prop(into)]
    text: String,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="panel empty">
            {icon(icon_name, "icon")} <h2>{title}</h2> <p>{text}</p> {children.map(|c| c())}
        </div>
    }
    .into_any()
}
