//! The guide: HTML that the catalog crate made from Markdown and cleaned, under a list of its headings.

use std::time::Duration;

use leptos::prelude::*;
use portico_contract::http::{GuideHeading, GuidePage};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::SCOPE;
use crate::address::{Address, Go, use_address};

/// With fewer headings than this a guide needs no list of them.
const FEW: usize = 3;

/// A guide.
#[component]
pub(super) fn Guide(
    /// What the catalog made of it.
    page: GuidePage,
) -> impl IntoView {
    let address = use_address();
    // What is drawn now is in the page after this task.
    Effect::new(|| set_timeout(show_named, Duration::ZERO));
    let contents = contents(&page.headings);
    view! {
        <div class="stack" on:click=move |event| follow(&event, &address)>
            {contents}
            <div class="prose guide" inner_html=page.html></div>
        </div>
    }
    .into_any()
}

/// The headings of the highest level.
fn contents(headings: &[GuideHeading]) -> Option<AnyView> {
    let highest = headings.iter().map(|heading| heading.level).min()?;
    let entries: Vec<&GuideHeading> = headings.iter().filter(|h| h.level == highest).collect();
    if entries.len() < FEW {
        return None;
    }
    let entries = entries.into_iter().map(|heading| {
        view! {
            class = SCOPE,
            <li>
                <a href=format!("#{}", heading.id)>{heading.text.clone()}</a>
            </li>
        }
    });
    let entries = entries.collect_view();
    let view = view! {
        class = SCOPE,
        <nav class="contents small" aria-label="On this page">
            <ul>{entries}</ul>
        </nav>
    };
    Some(view.into_any())
}

/// Goes where a link leads. The router's own handling of clicks decodes `%25`, so that the address of an odd name would
/// become another one.
fn follow(event: &MouseEvent, address: &Address) {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = clicked.and_then(|clicked| clicked.closest("a[href]").ok().flatten());
    let Some(href) = link.and_then(|link| link.get_attribute("href")).filter(|_| plain) else {
        return;
    };
    if let Some(id) = href.strip_prefix('#') {
        event.prevent_default();
        address.go(&address.place(id), Go::Within);
        show_named();
    } else if href.starts_with('/') {
        event.prevent_default();
        address.go(&href, Go::To);
    }
}

/// Brings the heading that the address names into view, and the focus to it.
fn show_named() {
    let hash = window().location().hash().unwrap_or_default();
    let id = hash.strip_prefix('#').and_then(|id| js_sys::decode_uri_component(id).ok());
    let Some(id) = id.and_then(|id| id.as_string()).filter(|id| id.starts_with("guide-")) else {
        return;
    };
    let heading = document().get_element_by_id(&id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        let _ = heading.set_attribute("tabindex", "-1");
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}
