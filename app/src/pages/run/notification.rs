//! The browser's notifications: leave to show them, and the one that tells that a run has ended.

use leptos::prelude::window;
use portico_contract::http::Run;
use portico_contract::plain::is_unsafe;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::address::{Address, Go};
use crate::paths;
use crate::ui::status::status_words;

/// Characters of a name that are shown; a notification is a line or two.
const NAME: usize = 80;

/// Whether notifications may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// They may.
    Given,
    /// Somebody said no, now or before, or the browser did in their place.
    Refused,
    /// Nobody answered the browser's question.
    Open,
    /// The browser has none.
    Unsupported,
}

/// Asks for leave; the browser asks the person only where they have not answered before.
pub async fn ask_leave() -> Leave {
    let known = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or_default();
    if !known {
        return Leave::Unsupported;
    }
    if Notification::permission() == NotificationPermission::Default
        && let Ok(asked) = Notification::request_permission()
    {
        // The answer is read below.
        let _ = JsFuture::from(asked).await;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Leave::Given,
        NotificationPermission::Default => Leave::Open,
        _ => Leave::Refused,
    }
}

/// Tells that a run has ended. A click on it leads to the run. Browsers that have no leave any more, or show
/// notifications of service workers alone, show nothing.
pub fn show(address: &Address, run: &Run) {
    let name: String = run.name.chars().filter(|c| !is_unsafe(*c)).take(NAME).collect();
    let options = NotificationOptions::new();
    options.set_body(&format!("The run in {} has ended.", run.environment));
    // Another tab that tells the same takes its place.
    options.set_tag(&run.workflow_id);
    let title = format!("{}: {name}", status_words(run.status.as_str()).1);
    let Ok(notification) = Notification::new_with_options(&title, &options) else { return };
    let (address, href) = (address.clone(), paths::run(&run.workflow_id));
    let clicked = notification.clone();
    let open = Closure::<dyn FnMut()>::new(move || {
        let _ = window().focus();
        address.go(&href, Go::To);
        clicked.close();
    });
    // It lives as long as the notification, of which nobody says when the browser drops it.
    notification.set_onclick(Some(open.into_js_value().unchecked_ref()));
}
