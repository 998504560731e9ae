//! The values now in the form as programs that start the same run.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::{DirectStart, WorkflowDefinition};
use portico_form::secret_pointers;
use portico_form::target_id::target_id;
use portico_snippets::{Confirm, Direct, Language, Start};
use serde_json::Value;

use super::loader::Loader;
use super::sentences::confirmation;
use crate::form::FormController;
use crate::paths;
use crate::ui::code::Code;
use crate::ui::json::Token;
use crate::ui::skeleton::Skeleton;
use crate::ui::tabs::Tabs;

/// What the programs are made of.
#[derive(Clone)]
struct Values {
    definition: Arc<WorkflowDefinition>,
    input: Value,
    /// Pointers into the input of what is not written down.
    secrets: Vec<String>,
}

/// The programs, one language at a time.
#[component]
pub(super) fn Snippets(
    /// The workflow.
    loader: Loader,
    /// The form beside them.
    form: ReadSignal<Option<FormController>>,
) -> impl IntoView {
    let made = move |_: Option<&Option<Values>>| {
        let definition = loader.definition.with(|d| d.ready().map(Arc::clone))?;
        let form = form.get()?;
        form.changes().track();
        let input = form.request();
        let secrets = secret_pointers(&definition.schema, &input);
        Some(Values { definition, input, secrets })
    };
    // Two inputs whose keys stand in another order are equal, and not the same text.
    let values = Memo::new_with_compare(made, |_, _| true);
    let is_there = Memo::new(move |_| values.with(Option::is_some));
    let owner = Memo::new(move |_| loader.offer.with(|o| o.ready().and_then(|o| o.direct.clone())));
    let is_direct = RwSignal::new(false);
    let direct = Memo::new(move |_| owner.get().filter(|_| is_direct.get()));
    let language = RwSignal::new(0);
    let tokens = Signal::derive(move || {
        let program = values.with(|values| {
            let values = values.as_ref()?;
            Some(match direct.get() {
                Some(direct) => values.past_gateway(&direct),
                None => values.through_gateway(loader, Language::ALL[language.get()]),
            })
        });
        vec![("", program.unwrap_or_default()) as Token]
    });
    let code = move || {
        if direct.with(Option::is_some) {
            return view! { <Code label="Temporal CLI" tokens=tokens /> }.into_any();
        }
        let bar = view! { <Tabs label="Language" id="language" names=&Language::NAMES selected=language /> }
            .into_any();
        view! { <Code label="Program" tokens=tokens bar=bar /> }.into_any()
    };
    view! {
        <p class="dim">"The values now in the form, as a program that starts the same run."</p>
        {move || owner.with(Option::is_some).then(|| way(is_direct))}
        {move || {
            if is_there.get() { code() } else { view! { <Skeleton lines=9 /> }.into_any() }
        }}
        {move || {
            values
                .with(|values| {
                    values
                        .as_ref()
                        .map(|values| {
                            values
                                .notes(direct.get().as_ref())
                                .into_iter()
                                .map(|note| view! { <p class="small dim">{note}</p> })
                                .collect_view()
                        })
                })
        }}
    }
    .into_any()
}

/// Through the gateway or past it: offered to those who may do both.
fn way(is_direct: RwSignal<bool>) -> AnyView {
    let choice = |direct: bool, words: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || (is_direct.get() == direct).to_string()
                on:click=move |_| is_direct.set(direct)
            >
                {words}
            </button>
        }
    };
    view! {
        <div>
            <div class="seg" role="group" aria-label="How it starts">
                {choice(false, "Via gateway")}
                {choice(true, "Direct")}
            </div>
        </div>
    }
    .into_any()
}

impl Values {
    fn through_gateway(&self, loader: Loader, language: Language) -> String {
        let gateway = loader.session().gateway;
        let WorkflowDefinition { namespace, workflow_type, .. } = &*self.definition;
        language.write(&Start {
            gateway: &gateway.absolute_url(""),
            url: &gateway.absolute_url(&paths::api_start(namespace, workflow_type)),
            namespace,
            workflow_type,
            input: &self.input,
            secrets: &self.secrets,
            // A program outlives the definition it was copied from; the gateway judges its input.
            definition: None,
            confirm: if self.is_confirmed() { Confirm::Asked } else { Confirm::Nothing },
            key: None,
        })
    }

    fn past_gateway(&self, direct: &DirectStart) -> String {
        let template = self.definition.workflow_id.as_deref();
        let id = template.and_then(|template| target_id(template, &self.input).ok());
        let start = Direct {
            namespace: &direct.namespace,
            task_queue: self.definition.task_queue.as_deref(),
            workflow_type: &self.definition.workflow_type,
            workflow_id: id.as_deref(),
            input: &self.input,
            secrets: &self.secrets,
        };
        start.write()
    }

    fn is_confirmed(&self) -> bool {
        confirmation(self.definition.danger.as_ref(), &self.input).is_some()
    }

    /// What to know before running it.
    fn notes(&self, direct: Option<&DirectStart>) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.secrets.is_empty() {
            notes.push("Secrets are not written down: set the environment variables that the first line names.".to_owned());
        }
        let Some(DirectStart { namespace }) = direct else {
            if self.is_confirmed() {
                notes.push(
                    "This is destructive: set CONFIRM to the value that review asks to type."
                        .to_owned(),
                );
            }
            notes.push("Each time it runs it starts another run. The gateway checks the values as it checks the form's.".to_owned());
            return notes;
        };
        notes.push(format!(
            "Starts the team's workflow itself in {namespace}: nothing checks the values, and the run is not listed here. Server and sign-in are those of your Temporal CLI."
        ));
        if self.definition.task_queue.is_none() {
            notes.push("The config names no task_queue, so Portico does not know it: set TASK_QUEUE to the one that the team's worker polls.".to_owned());
        }
        notes
    }
}
