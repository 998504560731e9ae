//! The program that index.html starts.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(root) = document().get_element_by_id("app") {
        leptos::mount::mount_to(root.unchecked_into(), portico_app::pages::Portal).forget();
    }
}
