//! Review, confirmation and the start itself.

use std::cell::Cell;

use portico_contract::http::{ErrorCode, Run, StartRequest, WorkflowDefinition};
use portico_form::Form;
use serde_json::Value;

use super::RunArgs;
use crate::ask::{confirm, repeat};
use crate::exit::{COULD_NOT_RUN, FAULTS, INTERRUPTED, Stop, UNKNOWN};
use crate::folders::{answer, complain, note};
use crate::gateway::{CallError, Gateway, patiently};
use crate::input::tell;
use crate::output::{Format, print_json};
use crate::show::review;
use crate::terminal::line;

/// One input on its way.
pub(super) struct Order<'a> {
    pub(super) args: &'a RunArgs,
    pub(super) gateway: &'a Gateway,
    pub(super) definition: &'a WorkflowDefinition,
    pub(super) environment: &'a str,
    /// Somebody can be asked.
    pub(super) asks: bool,
}

/// What became of it.
pub(super) enum Sent {
    /// Only looked at.
    Nothing,
    /// A run.
    Run(Box<Run>),
    /// The gateway has another definition, and somebody can look at the input once more.
    Changed,
}

impl Order<'_> {
    pub(super) async fn send(&self, form: &Form, input: Value) -> Result<Sent, Stop> {
        let Self { args, definition, .. } = self;
        if !args.preview && !args.yes && !self.asks {
            let told = "nothing was sent: there is nobody to ask whether to (no terminal, or --no-ask); add --yes, or --preview to look only";
            return Err(Stop::usage(told));
        }
        let mut request = StartRequest {
            input,
            preview: false,
            definition: Some(definition.definition.clone()),
            confirm: None,
            // Nothing is drawn here.
            branches: Vec::new(),
        };
        if args.preview || self.asks && !args.yes {
            let preview = StartRequest { preview: true, ..request.clone() };
            let ask = async || {
                self.gateway
                    .preview(&definition.namespace, &definition.workflow_type, &preview)
                    .await
            };
            let preview = match patiently(complain, ask).await {
                Err(error) if self.may_look_again(&error) => return Ok(Sent::Changed),
                answered => answered.map_err(|error| refusal(form, &error))?,
            };
            if args.preview && args.format == Format::Json {
                print_json(&preview);
                return Ok(Sent::Nothing);
            }
            let told = review(definition, self.environment, &preview);
            if args.preview {
                answer(&told);
                return Ok(Sent::Nothing);
            }
            note(&format!("This is about to be sent:\n{}", told.trim_end()));
        }
        request.confirm = self.confirmation(form, &request.input)?;
        if !args.yes && request.confirm.is_none() {
            let question = format!("Start it in {}?", self.environment);
            if !confirm(&question, definition.danger.is_none())? {
                return Err(Stop::new(COULD_NOT_RUN, ErrorCode::Malformed, "nothing was sent"));
            }
        }
        self.start(form, &request).await
    }

    /// What a destructive workflow wants repeated: from --confirm, else from whoever can be asked. --yes is no answer.
    fn confirmation(&self, form: &Form, input: &Value) -> Result<Option<String>, Stop> {
        let Some(danger) = &self.definition.danger else { return Ok(None) };
        let Some(wanted) = danger.confirmation(input) else { return Ok(None) };
        let at = danger.confirm.as_deref().unwrap_or_default();
        let field = format!("{} ({})", line(&form.label_path(at)), line(at));
        match &self.args.confirm {
            Some(given) if *given == wanted => Ok(Some(wanted)),
            Some(_) => {
                let told = format!(
                    "--confirm does not match {field}: repeat its value exactly. Nothing was sent"
                );
                Err(Stop::new(FAULTS, ErrorCode::ConfirmRequired, told))
            }
            None if self.asks => {
                if self.args.yes {
                    note(&format!("This is destructive: {}", line(&danger.text)));
                }
                repeat(&wanted).map(Some)
            }
            None => {
                let told = format!(
                    "this is destructive: {} Repeat the value of {field} as --confirm VALUE; --yes does not do that. Nothing was sent",
                    line(&danger.text)
                );
                Err(Stop::new(COULD_NOT_RUN, ErrorCode::ConfirmRequired, told))
            }
        }
    }

    /// Starts the run. The key is made once, so that asking again starts nothing twice.
    async fn start(&self, form: &Form, request: &StartRequest) -> Result<Sent, Stop> {
        let key = self.args.key.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        let (namespace, kind) = (&self.definition.namespace, &self.definition.workflow_type);
        let (in_flight, was_open) = (Cell::new(false), Cell::new(false));
        let ask = async || {
            in_flight.set(true);
            let answered = self.gateway.start(namespace, kind, request, &key).await;
            in_flight.set(false);
            let is_open = answered.as_ref().is_err_and(CallError::is_open);
            was_open.set(was_open.get() || is_open);
            answered
        };
        let started = tokio::select! {
            started = patiently(complain, ask) => started,
            _ = tokio::signal::ctrl_c() => {
                let told = match in_flight.get() || was_open.get() {
                    true => self.unknown("interrupted", &key),
                    false => "interrupted: nothing was sent".to_owned(),
                };
                return Err(Stop::new(INTERRUPTED, ErrorCode::Unknown, told));
            }
        };
        match started {
            Ok(run) => Ok(Sent::Run(Box::new(run))),
            Err(error) if self.may_look_again(&error) && !was_open.get() => Ok(Sent::Changed),
            Err(error) if was_open.get() => {
                let told = self.unknown(&error.sentence(), &key);
                Err(Stop::new(UNKNOWN, error.code().unwrap_or(ErrorCode::Unknown), told))
            }
            Err(error) => Err(refusal(form, &error)),
        }
    }

    fn may_look_again(&self, error: &CallError) -> bool {
        self.asks && !self.args.yes && error.code() == Some(ErrorCode::DefinitionChanged)
    }

    fn unknown(&self, why: &str, key: &str) -> String {
        format!(
            "{why}\nthe run may have started or not: repeat the same command with --key {} to find out; \
             it starts one run, however often it is repeated",
            line(key)
        )
    }
}

/// A refusal with each problem at its field.
fn refusal(form: &Form, error: &CallError) -> Stop {
    let mut stop = error.stop();
    if !stop.body.fields.is_empty() {
        stop.message = tell(form, &stop.message, &stop.body.fields);
    }
    stop
}
