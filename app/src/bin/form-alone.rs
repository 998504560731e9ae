//! One form alone on a page, over the definition in `case.json` beside it: what journeys and the bench drive.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_app::form::{ErrorSummary, FormController, Forward, SchemaForm};
use portico_contract::http::WorkflowDefinition;

fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let answer = gloo_net::http::Request::get("case.json").send().await;
        let Ok(answer) = answer else { return };
        let Ok(definition) = answer.json::<WorkflowDefinition>().await else { return };
        mount_to_body(move || view! { <Alone definition=Arc::new(definition.clone()) /> });
    });
}

#[component]
fn Alone(definition: Arc<WorkflowDefinition>) -> impl IntoView {
    let controller = FormController::new(definition, None, Some("me@example.com".into()));
    let sent = RwSignal::new(String::new());
    let review = move |_| {
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
