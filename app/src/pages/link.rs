//! Links to pages whose address holds a name.

use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::address::{Go, use_address};

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
    let address = use_address();
    let target = href.clone();
    let click = move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
        if plain && !event.default_prevented() {
            event.prevent_default();
            address.go(&target, Go::To);
        }
    };
    view! {
        <a class=class href=href on:click=click>
            {children()}
        </a>
    }
    .into_any()
}
