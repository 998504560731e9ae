//! Links to pages whose address holds a name.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use web_sys::MouseEvent;

/// A link that keeps its address as it is encoded. The router's own handling of clicks decodes `%25` before it
/// writes the address bar, and a reload would then open another name.
#[component]
pub fn Link(
    /// A path from `paths`.
    href: String,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let target = href.clone();
    let click = move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
        if plain && !event.default_prevented() {
            event.prevent_default();
            navigate(&target, leptos_router::NavigateOptions::default());
        }
    };
    view! {
        <a class=class href=href on:click=click>
            {children()}
        </a>
    }
    .into_any()
}
