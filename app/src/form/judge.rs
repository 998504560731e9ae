//! The validator's worker as the form sees it: starting, ready, or gone.

use std::time::Duration;

use leptos::prelude::*;
use portico_form::worker::{BUILD, FromWorker, ToWorker};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use web_sys::{Event, MessageEvent, Worker};

/// Trunk's loader of the crate `app/validator`.
const SCRIPT: &str = "/validator_loader.js";
/// A worker that has said nothing for this long will not say anything.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the worker is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Starting,
    Ready,
    /// It cannot be used; why.
    Gone(String),
}

/// A worker and what keeps its callbacks alive.
pub(crate) struct Judge {
    worker: Option<Worker>,
    _receive: Closure<dyn FnMut(MessageEvent)>,
    _fail: Closure<dyn FnMut(Event)>,
}

impl Judge {
    /// Starts a worker for a schema; `hear` gets its answers, `state` what becomes of it.
    pub(crate) fn start(
        schema: Value,
        state: RwSignal<State>,
        hear: impl Fn(FromWorker) + 'static,
    ) -> Self {
        let worker = Worker::new(SCRIPT).ok();
        if worker.is_none() {
            state.set(State::Gone("this browser starts no workers".into()));
        }
        let replying = worker.clone();
        let receive = Closure::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else { return };
            match serde_json::from_str(&text) {
                Ok(FromWorker::Started) => {
                    let init = ToWorker::Init { build: BUILD.into(), schema: schema.clone() };
                    if let Some(worker) = &replying {
                        post(worker, &init);
                    }
                }
                Ok(ready @ FromWorker::Ready { .. }) => {
                    state.set(State::Ready);
                    hear(ready);
                }
                Ok(FromWorker::Refused { reason }) => state.set(State::Gone(reason)),
                Ok(answer) => hear(answer),
                Err(_) => state.set(State::Gone("Portico was updated; reload the page".into())),
            }
        });
        let fail =
            Closure::new(move |_: Event| state.set(State::Gone("the checker stopped".into())));
        if let Some(worker) = &worker {
            worker.set_onmessage(Some(receive.as_ref().unchecked_ref()));
            worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        }
        let waiting = set_timeout_with_handle(
            move || {
                if state.try_get_untracked() == Some(State::Starting) {
                    state.set(State::Gone("the checker did not start".into()));
                }
            },
            PATIENCE,
        );
        if let Ok(waiting) = waiting {
            on_cleanup(move || waiting.clear());
        }
        Self { worker, _receive: receive, _fail: fail }
    }

    pub(crate) fn tell(&self, message: &ToWorker) {
        if let Some(worker) = &self.worker {
            post(worker, message);
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

fn post(worker: &Worker, message: &ToWorker) {
    if let Ok(text) = serde_json::to_string(message) {
        // Text can always be posted.
        let _ = worker.post_message(&JsValue::from_str(&text));
    }
}
