//! The theme switch. `public/theme.js` applies the stored choice before the first paint.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::icon::icon;
use super::tabs::step;
use crate::storage::{self, Area};

const KEY: &str = "portico.theme";
/// Stored value, name, icon.
const THEMES: [(&str, &str, &str); 3] =
    [("light", "Light", "sun"), ("", "System", "screen"), ("dark", "Dark", "moon")];

/// A radio group of the three themes.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let group = NodeRef::<leptos::html::Div>::new();
    let stored = storage::read(Area::Browser, KEY).ok().flatten();
    let at = RwSignal::new(THEMES.iter().position(|t| Some(t.0) == stored.as_deref()).unwrap_or(1));
    let choose = move |i: usize| {
        at.set(i);
        apply(THEMES[i].0);
    };
    let key = move |event: KeyboardEvent| {
        if let Some(next) = step(&event.key(), at.get_untracked(), THEMES.len()) {
            event.prevent_default();
            choose(next);
            let button = group.get_untracked().and_then(|g| g.children().item(next as u32));
            if let Some(button) = button {
                use wasm_bindgen::JsCast;
                let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    view! {
        <div class="seg seg--icons" role="radiogroup" aria-label="Theme" on:keydown=key node_ref=group>
            {THEMES
                .iter()
                .enumerate()
                .map(|(i, (_, name, symbol))| {
                    view! {
                        <button
                            type="button"
                            role="radio"
                            aria-checked=move || (at.get() == i).to_string()
                            tabindex=move || if at.get() == i { "0" } else { "-1" }
                            aria-label=*name
                            title=*name
                            on:click=move |_| choose(i)
                        >
                            {icon(symbol, "icon")}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

fn apply(theme: &str) {
    if let Some(root) = document().document_element() {
        let _ = if theme.is_empty() {
            root.remove_attribute("data-theme")
        } else {
            root.set_attribute("data-theme", theme)
        };
    }
    // Without storage the choice lives as long as the page.
    if theme.is_empty() {
        storage::remove(Area::Browser, KEY);
    } else {
        let _ = storage::write(Area::Browser, KEY, theme);
    }
}
