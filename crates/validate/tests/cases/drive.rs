//! A form with its validator, talking as the portal and its worker do.

use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::Form;
use portico_form::worker::{BUILD, FromWorker, ToWorker};
use portico_validate::Session;
use serde_json::{Value, json};

pub(crate) struct Driven {
    pub(crate) form: Form,
    session: Option<Session>,
    revision: u64,
    /// The schema has conditions.
    asks: bool,
    /// What the validator said last.
    pub(crate) judged: Vec<FieldProblem>,
}

pub(crate) fn definition(schema: &Value) -> WorkflowDefinition {
    let mut definition: WorkflowDefinition = serde_json::from_value(json!({
        "namespace": "n", "workflow_type": "W", "name": "W", "team": "t", "environments": ["local"],
        "definition": "d", "schema": {}, "guide": { "html": "" }
    }))
    .unwrap();
    definition.schema = schema.clone();
    definition
}

impl Driven {
    pub(crate) fn new(schema: &Value, initial: Option<Value>) -> Self {
        Self::over(Form::new(&definition(schema), initial, None), schema)
    }

    pub(crate) fn open(schema: &Value, document: Value) -> Self {
        Self::over(Form::open(&definition(schema), document, None), schema)
    }

    pub(crate) fn over(form: Form, schema: &Value) -> Self {
        let mut session = Session::default();
        let init = ToWorker::Init { build: BUILD.into(), schema: schema.clone() };
        let answer = session.receive(&serde_json::to_string(&init).unwrap());
        let is_ready = matches!(serde_json::from_str(&answer).unwrap(), FromWorker::Ready { .. });
        let mut driven = Self {
            form,
            session: is_ready.then_some(session),
            revision: 0,
            asks: ["\"if\":", "\"patternProperties\":"]
                .iter()
                .any(|keyword| schema.to_string().contains(keyword)),
            judged: Vec::new(),
        };
        if !is_ready {
            driven.form.without_judge();
        }
        driven.settle();
        driven
    }

    /// Tells the worker what changed and takes its verdicts, until nothing changes any more; panics where that
    /// never is.
    pub(crate) fn settle(&mut self) {
        let Some(session) = &mut self.session else { return };
        for _ in 0..100 {
            self.revision += 1;
            let update = ToWorker::Update {
                revision: self.revision,
                patches: self.form.news(),
                conditions: Some(self.form.conditions()),
                chosen: Some(self.form.drawn_branches()),
                errors: true,
            };
            let answer = session.receive(&serde_json::to_string(&update).unwrap());
            let FromWorker::Verdict { conditions, errors, .. } =
                serde_json::from_str(&answer).unwrap()
            else {
                panic!("the worker answers an update with a verdict");
            };
            if let Some(errors) = errors {
                self.judged = errors;
            }
            let mut changed = false;
            for (condition, verdict) in conditions {
                changed |= self.form.decide(&condition, verdict);
            }
            if !changed && !self.form.has_news() {
                return;
            }
        }
        panic!("conditions turn each other over for ever");
    }

    /// The same where verdicts can change what is drawn.
    pub(crate) fn settle_if_asked(&mut self) {
        if self.asks {
            self.settle();
        }
    }

    /// Everything the form would tell a person.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        self.form.problems(&self.judged)
    }
}
