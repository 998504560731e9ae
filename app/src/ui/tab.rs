//! Whether somebody looks at the tab, and waiting for it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::VisibilityState;

/// Nobody looks at the tab.
pub fn hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}

/// Returns after a while. Browsers stretch it in a tab that nobody looks at.
pub async fn sleep(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::UNDEFINED)), time);
    });
    let _ = JsFuture::from(promise).await;
}

/// Returns once somebody looks at the tab; at once where somebody does.
pub async fn wait_visible() {
    while hidden() {
        change().await;
    }
}

/// Returns once somebody looks at the tab again, having looked away.
pub async fn wait_return() {
    while !hidden() {
        change().await;
    }
    wait_visible().await;
}

async fn change() {
    let listener = Rc::new(Cell::new(None::<OnLook>));
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        listener.set(Some(OnLook::listen(move || drop(resolve.call0(&JsValue::UNDEFINED)))));
    });
    let _ = JsFuture::from(promise).await;
}

/// A listener for people who look at the tab or away from it, removed when dropped.
pub struct OnLook(Closure<dyn Fn()>);

impl OnLook {
    /// Calls `act` at every change.
    pub fn listen(act: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(act);
        let _ = document()
            .add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
        Self(closure)
    }
}

impl Drop for OnLook {
    fn drop(&mut self) {
        let _ = document().remove_event_listener_with_callback(
            "visibilitychange",
            self.0.as_ref().unchecked_ref(),
        );
    }
}
