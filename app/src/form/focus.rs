//! Moving the focus.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const CONTROLS: &str = "input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)";

/// Runs once what changed is drawn.
pub(super) fn after_drawing(run: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(run, std::time::Duration::ZERO));
}

/// Focuses an element by its id once what changed is drawn.
pub(super) fn later(id: &str) {
    let id = id.to_owned();
    after_drawing(move || {
        if let Some(element) = by_id(&id) {
            let _ = element.focus();
        }
    });
}

/// Focuses the control with an id, or the first control inside it.
pub(super) fn first_control(id: &str) {
    let Some(element) = by_id(id) else { return };
    let is_control = element.matches(CONTROLS).unwrap_or(false);
    let inside = || element.query_selector(CONTROLS).ok().flatten()?.dyn_into::<HtmlElement>().ok();
    let target = if is_control { None } else { inside() };
    let target = target.unwrap_or(element);
    // The label above the control comes into view with it, clear of what sticks to the window's edge.
    let _ = target.focus();
    target
        .closest(".field, fieldset, .array__item")
        .ok()
        .flatten()
        .unwrap_or(target.into())
        .scroll_into_view_with_scroll_into_view_options(&centred());
}

fn centred() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
