//! Links to pages whose address holds a name.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::address::{Address, Go, use_address};

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
        if is_plain(&event) {
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

/// Goes where a link leads that was clicked within a list: one listener for links whose addresses change.
pub fn follow_links(event: &MouseEvent, address: &Address) {
    let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = clicked.and_then(|clicked| clicked.closest("a[href]").ok().flatten());
    if let Some(href) = link.and_then(|link| link.get_attribute("href"))
        && is_plain(event)
    {
        event.prevent_default();
        address.go(&href, Go::To);
    }
}

/// Whether the portal follows a click itself: one that asks for another tab or window is the browser's.
fn is_plain(event: &MouseEvent) -> bool {
    let is_modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    event.button() == 0 && !is_modified && !event.default_prevented()
}
