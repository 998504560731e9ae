//! The clipboard, and a button that says when it has copied.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

use super::icon::icon;

/// Puts text on the clipboard; false = the browser refused.
pub async fn copy_text(text: &str) -> bool {
    let navigator = window().navigator();
    // Browsers hide the clipboard on pages that are not served from a secure origin.
    let modern =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|c| !c.is_undefined());
    if modern {
        JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
    } else {
        copy_by_selection(text).is_some()
    }
}

fn copy_by_selection(text: &str) -> Option<()> {
    let document = document();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("sr");
    // Inside an open dialog everything outside is inert, so the text goes where the focus is.
    let parent = document
        .query_selector("dialog[open]")
        .ok()?
        .or_else(|| document.body().map(Into::into))?;
    parent.append_child(&area).ok()?;
    area.select();
    let exec: js_sys::Function =
        js_sys::Reflect::get(&document, &"execCommand".into()).ok()?.dyn_into().ok()?;
    let done = exec.call1(&document, &JsValue::from("copy")).ok()?.is_truthy();
    area.remove();
    done.then_some(())
}

/// A button that copies a text.
#[component]
pub fn CopyButton(
    /// The words on it; without `words` it shows only an icon, and this is its name.
    label: &'static str,
    /// Show the words beside the icon.
    #[prop(optional)]
    words: bool,
    /// What the words are.
    #[prop(default = "Copy")]
    shows: &'static str,
    /// What it copies.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let said = RwSignal::new("");
    let press = move |_| {
        spawn_local(async move {
            said.set(if copy_text(&text.get_untracked()).await { "Copied" } else { "Not copied" });
            set_timeout(
                move || {
                    let _ = said.try_set("");
                },
                Duration::from_secs(2),
            );
        });
    };
    let class = if words { "btn btn--ghost btn--sm" } else { "btn btn--ghost btn--sm btn--icon" };
    view! {
        <button class=class type="button" aria-label=label title=(!words).then_some(label) on:click=press>
            {move || icon(if said.get() == "Copied" { "check" } else { "copy" }, "icon")}
            {words.then(|| view! { <span>{move || if said.get().is_empty() { shows } else { said.get() }}</span> })}
        </button>
        <span class="sr" role="status">{said}</span>
    }
    .into_any()
}
