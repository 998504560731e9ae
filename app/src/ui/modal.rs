//! A modal element: the browser keeps the focus inside and closes it on Escape.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::hold::focused;

/// The native dialog, open as long as it is mounted. The focus returns to where it was.
#[component]
pub fn Modal(
    /// Its class.
    class: &'static str,
    /// Id of what names it.
    #[prop(optional)]
    labelled: &'static str,
    /// Its name, where nothing in it is.
    #[prop(optional)]
    label: &'static str,
    /// The environment it acts in; prod gets the red edge.
    #[prop(optional, into)]
    env: String,
    /// What gets the focus.
    focus: fn(&HtmlElement) -> Option<HtmlElement>,
    /// Asked to close by Escape. The owner unmounts it.
    on_close: Callback<()>,
    /// Stays open while this holds.
    #[prop(optional, into)]
    held: Signal<bool>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let opener = StoredValue::new_local(focused());
    Effect::new(move || {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            if let Some(first) = focus(&dialog) {
                let _ = first.focus();
            }
        }
    });
    on_cleanup(move || {
        if let Some(opener) = opener.try_update_value(Option::take).flatten() {
            refocus(&opener);
        }
    });
    let cancel = move |event: web_sys::Event| {
        event.prevent_default();
        if !held.get_untracked() {
            on_close.run(());
        }
    };
    // A browser closes on a second Escape whatever the page says to it.
    let closed = move |_: web_sys::Event| match node.get_untracked() {
        Some(dialog) if held.get_untracked() => drop(dialog.show_modal()),
        _ => on_close.run(()),
    };
    let given = |text: &'static str| (!text.is_empty()).then_some(text);
    view! {
        <dialog
            node_ref=node
            class=class
            aria-labelledby=given(labelled)
            aria-label=given(label)
            data-env=env
            on:cancel=cancel
            on:close=closed
        >
            {children()}
        </dialog>
    }
    .into_any()
}

/// The dialog still makes everything outside inert while it is being removed, so this waits for the next task.
fn refocus(opener: &HtmlElement) {
    let opener = opener.clone();
    set_timeout(move || drop(opener.focus()), std::time::Duration::ZERO);
}
