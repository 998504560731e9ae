//! Moving the focus.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const CONTROLS: &str = "input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)";

/// Runs once what changed is drawn.
pub(super) fn after_drawing(run: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(run, std::time::Duration::ZERO));
}

/// What waits until the button of the mouse, or the finger, is up again.
static WAITING: Mutex<Vec<Box<dyn FnOnce() + Send>>> = Mutex::new(Vec::new());
static PRESSED: AtomicBool = AtomicBool::new(false);

/// Notices presses until the current owner is cleaned up.
pub(super) fn watch_presses() {
    let down =
        window_event_listener(leptos::ev::pointerdown, |_| PRESSED.store(true, Ordering::Relaxed));
    let up = window_event_listener(leptos::ev::pointerup, |_| released());
    let cancel = window_event_listener(leptos::ev::pointercancel, |_| released());
    on_cleanup(move || {
        down.remove();
        up.remove();
        cancel.remove();
    });
}

/// Runs now, or after the click that a press under way becomes. A field that is left by a press must not
/// move what is being pressed: the click would be lost.
pub(super) fn after_press(run: impl FnOnce() + Send + 'static) {
    match WAITING.lock() {
        Ok(mut waiting) if PRESSED.load(Ordering::Relaxed) => waiting.push(Box::new(run)),
        _ => run(),
    }
}

fn released() {
    set_timeout(
        || {
            PRESSED.store(false, Ordering::Relaxed);
            let waiting =
                WAITING.lock().map(|mut waiting| std::mem::take(&mut *waiting)).unwrap_or_default();
            waiting.into_iter().for_each(|run| run());
        },
        std::time::Duration::ZERO,
    );
}

/// Focuses an element by its id.
pub(super) fn at_once(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// Focuses an element by its id once what changed is drawn.
pub(super) fn later(id: &str) {
    let id = id.to_owned();
    after_drawing(move || at_once(&id));
}

/// Focuses an element by its id once it is drawn: what is drawn in goes can take several.
pub(super) fn once_drawn(id: String, tries: usize) {
    after_drawing(move || match by_id(&id) {
        Some(element) => drop(element.focus()),
        None if tries > 0 => once_drawn(id, tries - 1),
        None => {}
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
