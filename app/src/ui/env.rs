//! The label of an environment: a shape and a word, and prod unlike any other.

use leptos::prelude::*;

/// The quiet label, for panels and tables.
#[component]
pub fn EnvLabel(
    /// `local`, `stage`, `prod`.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! { <span class="env env--label" data-env=name>{name.clone()}</span> }.into_any()
}
