//! One form alone on a page, over `case.json` beside it: what journeys and the bench drive.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_app::api::Gateway;
use portico_app::form::{ErrorSummary, FormController, Forward, SchemaForm};
use portico_contract::http::{ConfigEnvironment, WorkflowDefinition};
use serde::Deserialize;
use serde_json::Value;

/// What the form is drawn over.
#[derive(Clone, Deserialize)]
struct Case {
    definition: WorkflowDefinition,
    /// An earlier input, opened as it was.
    #[serde(default)]
    input: Option<Value>,
}

fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let answer = gloo_net::http::Request::get("case.json").send().await;
        let Ok(answer) = answer else { return };
        let Ok(case) = answer.json::<Case>().await else { return };
        mount_to_body(move || view! { <Alone case=case.clone() /> });
    });
}

#[component]
fn Alone(case: Case) -> impl IntoView {
    let (definition, input) = (Arc::new(case.definition), case.input);
    let requester = Some("me@example.com".to_owned());
    let controller = match input {
        Some(input) => FormController::open(definition, input, requester),
        None => FormController::new(definition, None, requester),
    };
    let here =
        ConfigEnvironment { name: "local".into(), gateway: String::new(), temporal_ui: None };
    controller.ask_options_of(Gateway::of(&here));
    let sent = RwSignal::new(String::new());
    let review = move |_| {
        // What is said next is news even when it is the same.
        sent.set(String::new());
        spawn_local(async move {
            let came = controller.forward().await;
            let request = controller.request().to_string();
            let said = match came {
                Forward::Review if controller.can_check().get_untracked() => {
                    format!("valid {request}")
                }
                Forward::Review => format!("unchecked {request}"),
                Forward::Wrong(count) => {
                    controller.focus_summary();
                    format!("{count} problems {request}")
                }
                Forward::Page | Forward::Unread => String::new(),
            };
            sent.set(said);
        });
    };
    view! {
        <main class="page">
            <form class="panel" novalidate aria-label="Form">
                <div class="panel__body stack">
                    <ErrorSummary controller=controller />
                    <SchemaForm controller=controller />
                </div>
                <div class="panel__foot">
                    <button class="btn btn--primary" type="button" on:click=review>
                        {move || if controller.has_next().get() { "Next" } else { "Review" }}
                    </button>
                </div>
            </form>
            <pre id="sent">{sent}</pre>
        </main>
    }
}
