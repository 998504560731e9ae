//! What opens the palette: a button in the bar, and a shortcut.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::ui::icon::icon;

/// The button, with the shortcut as people of this system press it.
pub fn opener(open: RwSignal<bool>) -> AnyView {
    let is_mac = window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"));
    view! {
        <button
            class="topbar__find"
            type="button"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| toggle(open)
        >
            {icon("search", "icon")}
            // Narrow bars show the icon alone.
            <span class="sr">"Search or jump to"</span>
            <span aria-hidden="true">"Search or jump to"</span>
            <kbd aria-hidden="true">{if is_mac { "⌘ K" } else { "Ctrl K" }}</kbd>
        </button>
    }
    .into_any()
}

/// Opens and closes the palette by Ctrl+K or Cmd+K, wherever the focus is, but never over a dialog.
pub fn shortcut(open: RwSignal<bool>) {
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let is_ours = (event.ctrl_key() != event.meta_key())
            && !event.alt_key()
            && !event.shift_key()
            && event.key().eq_ignore_ascii_case("k");
        if is_ours {
            event.prevent_default();
            toggle(open);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Opens the palette, or closes it.
fn toggle(open: RwSignal<bool>) {
    let has_dialog = document().query_selector("dialog[open]").is_ok_and(|found| found.is_some());
    open.update(|open| *open = !*open && !has_dialog);
}
