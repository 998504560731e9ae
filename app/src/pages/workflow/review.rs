//! Review: exactly what would be sent, where it would run, and the button that starts it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use leptos::task::spawn_local;
use portico_contract::http::{
    DrawnBranch, ErrorCode, FieldProblem, Preview, StartRequest, WorkflowDefinition,
};
use portico_form::{mask_secrets, secret_pointers};
use portico_snippets::{Confirm, Language, Start};
use serde_json::{Value, json};

use super::SCOPE;
use super::sentences::{approval, confirmation, dry, has_dry_run};
use crate::address::{Go, use_address};
use crate::api::ApiError;
use crate::attempt::{self, Place};
use crate::drafts;
use crate::pages::trouble::trouble_notice;
use crate::paths;
use crate::session::{Load, Session};
use crate::ui::code::Code;
use crate::ui::dialog::Dialog;
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::json::{Token, tokens};
use crate::ui::notice::{Notice, Tone};
use crate::ui::tabs::Tabs;
use crate::ui::time::now;

/// What is reviewed.
#[derive(Clone)]
pub struct Reviewed {
    /// What would be sent.
    pub input: Value,
    /// The branches that the form draws, of which a refusal is to speak.
    pub branches: Vec<DrawnBranch>,
    /// When the draft of it was kept, where there is one, in milliseconds since 1970.
    pub draft: Option<f64>,
}

/// The dialog between the form and the run.
#[component]
pub fn Review(
    /// The session.
    session: Session,
    /// The workflow, as the form was drawn from it.
    definition: Arc<WorkflowDefinition>,
    /// What is reviewed.
    reviewed: Reviewed,
    /// Back to the form.
    on_close: Callback<()>,
    /// Back to the form with problems at its fields.
    on_problems: Callback<Vec<FieldProblem>>,
    /// The gateway has another definition.
    on_changed: Callback<()>,
) -> impl IntoView {
    let Reviewed { input, branches, draft } = reviewed;
    let environment = session.environment_name().get_untracked();
    let place =
        Place::new(&session.environment.name, &definition.namespace, &definition.workflow_type);
    let key = RwSignal::new(attempt::key_for(&place, &definition.schema, &input));
    let wanted = confirmation(definition.danger.as_ref(), &input);
    let typed = RwSignal::new(String::new());
    let mistyped = RwSignal::new(false);
    let busy = RwSignal::new(None::<bool>);
    let failed = RwSignal::new(None::<ApiError>);
    let preview = RwSignal::new(Load::<Preview>::Waiting);

    // Problems that belong to the form lead back to it; everything else is said here.
    let settle = move |error: ApiError| match error.code() {
        Some(ErrorCode::DefinitionChanged) => on_changed.run(()),
        // A list that cannot be had is a field's affair too: there it can be tried again.
        Some(ErrorCode::InvalidInput | ErrorCode::SourceFailed) => match error {
            ApiError::Refused { body, .. } if !body.fields.is_empty() => {
                on_problems.run(body.fields);
            }
            other => drop(failed.try_set(Some(other))),
        },
        Some(ErrorCode::ConfirmRequired) => {
            let _ = mistyped.try_set(true);
            focus_id("rv-confirm");
        }
        _ => drop(failed.try_set(Some(error))),
    };
    let request = {
        let (definition, branches) = (Arc::clone(&definition), branches.clone());
        move |input: Value, confirm: Option<String>| StartRequest {
            input,
            preview: false,
            definition: Some(definition.definition.clone()),
            confirm,
            branches: branches.clone(),
        }
    };

    let ask = {
        let (gateway, definition) = (session.gateway.clone(), Arc::clone(&definition));
        // A preview starts nothing, so nobody has to confirm it.
        let body = StartRequest { preview: true, ..request(input.clone(), wanted.clone()) };
        move || {
            let (gateway, definition, body) =
                (gateway.clone(), Arc::clone(&definition), body.clone());
            async move {
                match gateway.preview(&definition.namespace, &definition.workflow_type, &body).await
                {
                    // What a start was refused for meanwhile stays said.
                    Ok(answer) => preview.set(Load::Ready(answer)),
                    Err(error) => {
                        preview.set(Load::Failed(error.clone()));
                        settle(error);
                    }
                }
            }
        }
    };
    spawn_local_scoped_with_cancellation(ask());

    let address = use_address();
    let start = {
        let (gateway, definition, place) =
            (session.gateway.clone(), Arc::clone(&definition), place);
        let (input, wanted) = (input.clone(), wanted.clone());
        move |rehearsal: bool| {
            if busy.get_untracked().is_some() {
                return;
            }
            if wanted.as_ref().is_some_and(|w| typed.with_untracked(|t| t != w)) {
                mistyped.set(true);
                focus_id("rv-confirm");
                return;
            }
            busy.set(Some(rehearsal));
            failed.set(None);
            let confirm = wanted.as_ref().map(|_| typed.get_untracked());
            let (place, sent_key, input) = if rehearsal {
                let (place, input) = (place.dry(), dry(&input));
                let key = attempt::key_for(&place, &definition.schema, &input);
                (place, key, input)
            } else {
                (place.clone(), key.get_untracked(), input.clone())
            };
            let sent_at = now();
            attempt::sent(&place, &sent_key, sent_at);
            let body = request(input.clone(), confirm);
            let (gateway, definition, address) =
                (gateway.clone(), Arc::clone(&definition), address.clone());
            // Not aborted when the page is left: a start on its way cannot be taken back.
            spawn_local(async move {
                let answer = gateway
                    .start(&definition.namespace, &definition.workflow_type, &body, &sent_key)
                    .await;
                match &answer {
                    Ok(_) => {
                        attempt::done(&place, &sent_key);
                        // What was only rehearsed is still to be run.
                        if let Some(saved_at) = draft.filter(|_| !rehearsal) {
                            drafts::remove(&place, saved_at);
                        }
                    }
                    Err(error) if error.code() == Some(ErrorCode::KeyReused) => {
                        attempt::done(&place, &sent_key);
                    }
                    Err(error) if error.status().is_some_and(|s| (400..500).contains(&s)) => {
                        attempt::refused(&place, &sent_key);
                    }
                    Err(_) => {}
                }
                // Whoever has left the page is not called back to it.
                if busy.try_set(None).is_some() {
                    return;
                }
                match answer {
                    Ok(run) => {
                        on_close.run(());
                        address.go(&paths::run(&run.workflow_id), Go::To);
                    }
                    Err(error) => {
                        if !rehearsal {
                            key.set(attempt::key_for(&place, &definition.schema, &input));
                        }
                        settle(error);
                    }
                }
            });
        }
    };

    let already_dry = input.get("dry_run") == Some(&Value::Bool(true));
    let needs_approval = definition.approval.as_ref().is_some_and(|a| a.when.is_none());
    let verb = match (already_dry, needs_approval) {
        (true, _) => "Start dry run in",
        (false, true) => "Submit for approval in",
        (false, false) => "Start run in",
    };
    let act_class = if definition.danger.is_some() && !already_dry {
        "btn btn--danger"
    } else {
        "btn btn--primary"
    };
    let (go, enter, rehearse) = (start.clone(), start.clone(), start);
    let held = Signal::derive(move || busy.get().is_some());
    let rehearsal = (has_dry_run(&definition) && !already_dry).then(|| {
        view! {
            <button
                class="btn"
                type="button"
                aria-busy=move || (busy.get() == Some(true)).then_some("true")
                on:click=move |_| rehearse(true)
            >
                {icon("play", "icon")}
                "Dry run"
            </button>
        }
    });
    let foot = view! {
        <button class="btn" type="button" disabled=held on:click=move |_| on_close.run(())>
            "Back to the form"
        </button>
        {rehearsal}
        <button
            class=act_class
            type="button"
            aria-busy=move || (busy.get() == Some(false)).then_some("true")
            on:click=move |_| go(false)
        >
            {format!("{verb} {environment}")}
        </button>
    }
    .into_any();

    let masked = mask_secrets(&definition.schema, &input);
    let asks = wanted.is_some();
    let shown = {
        let definition = Arc::clone(&definition);
        Memo::new(move |_| {
            let input = preview
                .with(|p| p.ready().map(|p| p.input.clone()))
                .unwrap_or_else(|| masked.clone());
            let mut body = json!({ "input": input, "definition": definition.definition });
            if asks {
                body["confirm"] = typed.get().into();
            }
            if !branches.is_empty() {
                body["branches"] = json!(branches);
            }
            body
        })
    };
    let tab = RwSignal::new(0);
    let curl = {
        let (gateway, definition) = (session.gateway, Arc::clone(&definition));
        let secrets = secret_pointers(&definition.schema, &input);
        move || {
            let (typed, key) = (typed.get(), key.get());
            Language::Curl.write(&Start {
                gateway: &gateway.absolute_url(""),
                url: &gateway.absolute_url(&paths::api_start(
                    &definition.namespace,
                    &definition.workflow_type,
                )),
                namespace: &definition.namespace,
                workflow_type: &definition.workflow_type,
                input: &input,
                secrets: &secrets,
                definition: Some(&definition.definition),
                confirm: if asks { Confirm::Given(&typed) } else { Confirm::Nothing },
                key: Some(&key),
            })
        }
    };
    let code = Signal::derive(move || match tab.get() {
        0 => shown.with(tokens),
        _ => vec![("", curl()) as Token],
    });
    let bar = view! { <Tabs label="Format" id="rv-tab" names=&["Request", "curl"] selected=tab /> }
        .into_any();
    let sub = format!("{}. Nothing has started yet.", definition.name);
    let hop_environment = environment.clone();
    let retry_preview = Callback::new(move |()| {
        failed.set(None);
        spawn_local(ask());
    });
    let danger = definition.danger.clone();
    let approvals = definition.approval.clone();
    view! {
        <Dialog
            title="Review before starting"
            sub=sub
            env=environment
            on_close=on_close
            held=held
            foot=foot
        >
            {move || {
                failed
                    .get()
                    .map(|error| {
                        let retry = preview.with_untracked(|p| p.ready().is_none()) && error.passing();
                        trouble_notice(&error, retry.then_some(retry_preview))
                    })
            }}
            {danger
                .map(|danger| {
                    view! {
                        <Notice tone=Tone::Bad title="This is destructive">
                            <p>{danger.text}</p>
                        </Notice>
                    }
                })}
            {move || preview.with(|p| p.ready().map(warnings))}
            <section class="stack stack--tight" aria-labelledby="rv-where">
                <h3 id="rv-where">"Where it runs"</h3>
                {move || where_it_runs(preview, &hop_environment)}
            </section>
            {move || {
                let needed = preview.with(|p| p.ready().map_or(0, |p| p.approvals));
                approvals
                    .clone()
                    .filter(|_| needed > 0)
                    .map(|a| {
                        view! {
                            <section class="stack stack--tight" aria-labelledby="rv-approvals">
                                <h3 id="rv-approvals">{format!("Approvals needed: {needed}")}</h3>
                                <p class="row row--line small dim">
                                    {icon("shield", "icon")} <span>{approval(&a)}</span>
                                </p>
                            </section>
                        }
                    })
            }}
            <section class="stack stack--tight" aria-labelledby="rv-request">
                <h3 id="rv-request" class="sr">
                    "Exact request"
                </h3>
                <Code label="Exact request" tokens=code short=true bar=bar />
            </section>
            {wanted.map(|wanted| confirm_field(wanted, typed, mistyped, move || enter(false)))}
            <p class="small dim" role="status">
                {move || {
                    held.get().then_some("The request is on its way and cannot be taken back. This page goes to the run as soon as the gateway answers.")
                }}
            </p>
        </Dialog>
    }
    .into_any()
}

fn warnings(preview: &Preview) -> AnyView {
    let silent = preview.pollers.nexus == Some(0);
    let lines = preview.warnings.clone();
    let endpoint = preview.target.endpoint.clone();
    view! {
        {silent
            .then(|| {
                view! {
                    <Notice tone=Tone::Warn title="No worker is answering">
                        <p>
                            "No handler polls the endpoint " <code>{endpoint}</code>
                            " now. The run would wait until one does."
                        </p>
                    </Notice>
                }
            })}
        {lines
            .into_iter()
            .map(|line| {
                view! {
                    <p class="small row row--line">
                        {icon("alert", "icon")} <span>{line}</span>
                    </p>
                }
            })
            .collect_view()}
    }
    .into_any()
}

fn where_it_runs(preview: RwSignal<Load<Preview>>, environment: &str) -> AnyView {
    let target = preview.with(|p| p.ready().map(|p| p.target.clone()));
    let hop = |place: &'static str, name: String, sub: String, first: bool| {
        view! {
            class = SCOPE,
            <div class="hop" class:hop--here=first>
                <span class="tiny faint">{place}</span>
                <strong class="clip" title=name>
                    {name.clone()}
                </strong>
                <span class="tiny dim mono clip" title=sub>
                    {sub.clone()}
                </span>
            </div>
        }
    };
    let waiting = || "…".to_owned();
    let (endpoint, operation, namespace, id) = match target {
        Some(t) => {
            let id = t.workflow_id.unwrap_or_else(|| "chosen by the team".into());
            (t.endpoint, format!("{} / {}", t.service, t.operation), t.namespace, id)
        }
        None => (waiting(), waiting(), waiting(), waiting()),
    };
    view! {
        <div class="hops">
            {hop("Gateway", environment.to_owned(), "RouterWorkflow".into(), true)}
            {hop("Nexus endpoint", endpoint, operation, false)}
            {hop("Team namespace", namespace, id, false)}
        </div>
    }
    .into_any()
}

/// The name to type. Enter in it starts, as the button does.
fn confirm_field(
    wanted: String,
    typed: RwSignal<String>,
    mistyped: RwSignal<bool>,
    start: impl Fn() + 'static,
) -> AnyView {
    let sought = wanted.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        start();
    };
    view! {
        class = SCOPE,
        <form class="field" on:submit=submit>
            <label class="field__label confirm__label" for="rv-confirm">
                "Type " <code>{wanted}</code> " to confirm"
            </label>
            <input
                class="input input--mono"
                id="rv-confirm"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || mistyped.get().then_some("true")
                aria-describedby="rv-confirm-error"
                prop:value=typed
                on:input:target=move |ev| {
                    typed.set(ev.target().value());
                    if typed.with_untracked(|t| *t == sought) {
                        mistyped.set(false);
                    }
                }
            />
            <p class="field__error" id="rv-confirm-error" hidden=move || !mistyped.get()>
                {icon("error", "icon")}
                "Type it exactly as it is written above"
            </p>
        </form>
    }
    .into_any()
}
