//! The validator in a Web Worker: JSON text in, JSON text out.

use portico_form::worker::FromWorker;
use portico_validate::Session;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let mut session = Session::default();
    let answering = scope.clone();
    let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = event.data().as_string().unwrap_or_default();
        // Posting fails only for values that cannot be cloned; text always can.
        let _ = answering.post_message(&JsValue::from_str(&session.receive(&message)));
    });
    scope.set_onmessage(Some(receive.as_ref().unchecked_ref()));
    // The worker lives as long as its form, and so does what receives its messages.
    receive.forget();
    let started = serde_json::to_string(&FromWorker::Started).unwrap_or_default();
    let _ = scope.post_message(&JsValue::from_str(&started));
}
