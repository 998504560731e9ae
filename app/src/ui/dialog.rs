//! A modal dialog on the native element: the browser keeps the focus inside and closes it on Escape.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::hold::focused;
use super::icon::icon;

/// A modal dialog, open as long as it is mounted. Focus goes to its heading and returns to where it was.
#[component]
pub fn Dialog(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// A line under the heading.
    #[prop(optional, into)]
    sub: String,
    /// The environment it acts in; prod gets the red edge.
    #[prop(optional, into)]
    env: String,
    /// For a short question.
    #[prop(optional)]
    small: bool,
    /// Asked to close: Escape or the cross. The owner unmounts it.
    on_close: Callback<()>,
    /// Stays open while this holds.
    #[prop(optional, into)]
    held: Signal<bool>,
    /// Its buttons: secondary first, then the one that acts.
    foot: AnyView,
    /// Its body.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = NodeRef::<html::H2>::new();
    let opener = StoredValue::new_local(focused());
    Effect::new(move || {
        if let (Some(dialog), Some(heading)) = (node.get(), heading.get())
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            let _ = heading.focus();
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
    view! {
        <dialog
            node_ref=node
            class=if small { "dialog dialog--sm" } else { "dialog" }
            aria-labelledby="dialog-title"
            data-env=env
            on:cancel=cancel
            on:close=closed
        >
            <div class="dialog__head">
                <div class="grow">
                    <h2 id="dialog-title" tabindex="-1" node_ref=heading>{title}</h2>
                    {(!sub.is_empty()).then(|| view! { <p class="small dim">{sub}</p> })}
                </div>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    aria-label="Close"
                    title="Close"
                    disabled=held
                    on:click=move |_| on_close.run(())
                >
                    {icon("x", "icon")}
                </button>
            </div>
            <div class="dialog__body stack">{children()}</div>
            <div class="dialog__foot">{foot}</div>
        </dialog>
    }
    .into_any()
}

/// The dialog still makes everything outside inert while it is being removed, so this waits for the next task.
fn refocus(opener: &HtmlElement) {
    let opener = opener.clone();
    set_timeout(move || drop(opener.focus()), std::time::Duration::ZERO);
}
