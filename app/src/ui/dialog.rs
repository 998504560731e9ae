//! A modal dialog with a heading, a body and buttons.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::icon;
use super::modal::Modal;

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
    view! {
        <Modal
            class=if small { "dialog dialog--sm" } else { "dialog" }
            labelled="dialog-title"
            env=env
            focus=heading
            on_close=on_close
            held=held
        >
            <div class="dialog__head">
                <div class="grow">
                    <h2 id="dialog-title" tabindex="-1">
                        {title}
                    </h2>
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
        </Modal>
    }
    .into_any()
}

fn heading(dialog: &HtmlElement) -> Option<HtmlElement> {
    dialog.query_selector("#dialog-title").ok()??.dyn_into().ok()
}
