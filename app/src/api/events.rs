//! Follows one run: the event stream while it works, single reads while it does not, nothing in a hidden tab.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::Response;
use leptos::prelude::{document, set_timeout};
use portico_contract::http::Run;
use portico_contract::sse::Parser;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, VisibilityState};

use super::pace::{Next, Pace};
use super::request::{Ask, Guard, send};
use super::{ApiError, Gateway};
use crate::{paths, stream};

/// The gateway sends a comment each 15 s: this long without a byte means that the connection is dead.
const SILENCE: Duration = Duration::from_secs(40);
/// How often a run is read while its stream does not work.
const READ_EVERY: Duration = Duration::from_secs(5);

/// What following a run brings.
#[derive(Clone, Debug)]
pub enum Follow {
    /// The run as it is now.
    Run(Box<Run>),
    /// It could not be read. Following goes on when the error may pass.
    Trouble(ApiError),
    /// Whether the run comes as it changes; if not, it is read every few seconds.
    Live(bool),
}

enum Outcome {
    /// The run is closed and was seen whole.
    Closed,
    /// The stream ended before the run did, or could not be opened for a reason that may pass.
    Cut,
    /// Nobody looks at the tab, so the stream was ended.
    Hidden,
    Failed(ApiError),
}

/// Follows a run until it is closed. Dropping the future ends it and its requests.
pub async fn follow(gateway: &Gateway, workflow_id: &str, on: impl Fn(Follow)) {
    let url = gateway.url(&paths::api_run_events(workflow_id));
    let mut last_id: Option<String> = None;
    let mut pace = Pace::default();
    loop {
        wait_visible().await;
        let opened = js_sys::Date::now();
        match stream(&url, &mut last_id, &on).await {
            Outcome::Closed => return,
            Outcome::Hidden => continue,
            Outcome::Failed(error) if !error.passing() => return on(Follow::Trouble(error)),
            Outcome::Cut | Outcome::Failed(_) => {}
        }
        let lived = Duration::from_millis((js_sys::Date::now() - opened).max(0.0) as u64);
        let rounds = match pace.after(lived) {
            Next::Stream(pause) => {
                sleep(pause).await;
                continue;
            }
            Next::Read(rounds) => rounds,
        };
        on(Follow::Live(false));
        for _ in 0..rounds {
            wait_visible().await;
            match gateway.run(workflow_id).await {
                Ok(run) => {
                    let closed = run.status.is_closed();
                    on(Follow::Run(Box::new(run)));
                    if closed {
                        return;
                    }
                }
                Err(error) => {
                    let passing = error.passing();
                    on(Follow::Trouble(error));
                    if !passing {
                        return;
                    }
                }
            }
            sleep(READ_EVERY).await;
        }
    }
}

async fn stream(url: &str, last_id: &mut Option<String>, on: &impl Fn(Follow)) -> Outcome {
    let guard = Guard::new();
    let _hidden = OnHidden::abort(&guard);
    let mut headers = vec![("accept", "text/event-stream")];
    if let Some(id) = last_id.as_deref() {
        headers.push(("last-event-id", id));
    }
    let response = match send(Ask { headers: &headers, ..Ask::get(url) }, &guard).await {
        Ok(response) => response,
        Err(_) if hidden() => return Outcome::Hidden,
        Err(error) => return Outcome::Failed(error),
    };
    if response.status() == 204 {
        return Outcome::Closed;
    }
    if !response.ok() {
        let text = response.text().await.unwrap_or_default();
        return Outcome::Failed(ApiError::from_answer(response.status(), &text, None));
    }
    read(&response, &guard, last_id, on).await
}

async fn read(
    response: &Response,
    guard: &Guard,
    last_id: &mut Option<String>,
    on: &impl Fn(Follow),
) -> Outcome {
    let Some(body) = response.body() else { return Outcome::Cut };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
        return Outcome::Cut;
    };
    let mut parser = Parser::default();
    loop {
        guard.limit(SILENCE);
        let Ok(piece) = stream::next(&reader).await else {
            return if hidden() { Outcome::Hidden } else { Outcome::Cut };
        };
        let Some(bytes) = piece else { return Outcome::Cut };
        on(Follow::Live(true));
        for event in parser.push(&bytes) {
            match event.name.as_str() {
                "end" => return Outcome::Closed,
                "run" => match serde_json::from_str::<Run>(&event.data) {
                    Ok(run) => {
                        *last_id = event.id.or(last_id.take());
                        on(Follow::Run(Box::new(run)));
                    }
                    Err(_) => return Outcome::Failed(ApiError::Unreadable { status: 200 }),
                },
                _ => {}
            }
        }
    }
}

fn hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}

async fn sleep(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::UNDEFINED)), time);
    });
    let _ = JsFuture::from(promise).await;
}

async fn wait_visible() {
    while hidden() {
        let listener = Rc::new(Cell::new(None::<OnHidden>));
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            listener.set(Some(OnHidden::listen(move || drop(resolve.call0(&JsValue::UNDEFINED)))));
        });
        let _ = JsFuture::from(promise).await;
    }
}

/// A listener for the tab's visibility, removed when dropped.
struct OnHidden(Closure<dyn Fn()>);

impl OnHidden {
    fn listen(act: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(act);
        let _ = document()
            .add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
        Self(closure)
    }

    fn abort(guard: &Guard) -> Self {
        let controller = guard.controller();
        Self::listen(move || {
            if let (true, Some(controller)) = (hidden(), &controller) {
                controller.abort();
            }
        })
    }
}

impl Drop for OnHidden {
    fn drop(&mut self) {
        let _ = document().remove_event_listener_with_callback(
            "visibilitychange",
            self.0.as_ref().unchecked_ref(),
        );
    }
}
