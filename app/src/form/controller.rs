use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::{FieldProblem, WorkflowDefinition};
use serde_json::Value;

/// The validator could not be started or has died: review has to ask the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerUnavailable;

/// One form: what was typed, what is wrong with it, what would be sent. Copies are the same form.
#[derive(Clone, Copy)]
pub struct FormController {
    input: RwSignal<Value>,
    problems: RwSignal<Vec<FieldProblem>>,
    dirty: RwSignal<bool>,
}

impl FormController {
    /// A form over a definition's schema, filled from `initial` (an earlier request or a draft) or from
    /// the schema's defaults. `requester` is the caller's e-mail, for `requester_field`.
    pub fn new(definition: Arc<WorkflowDefinition>, initial: Option<Value>, requester: Option<String>) -> Self {
        let _ = (definition, requester);
        Self {
            input: RwSignal::new(initial.unwrap_or_else(|| serde_json::json!({}))),
            problems: RwSignal::new(Vec::new()),
            dirty: RwSignal::new(false),
        }
    }

    /// The input as it would be sent.
    pub fn request(&self) -> Value {
        self.input.get_untracked()
    }

    /// Everything that is wrong with the input, in the form's order; shows it at the fields.
    pub async fn check(&self) -> Result<Vec<FieldProblem>, WorkerUnavailable> {
        Err(WorkerUnavailable)
    }

    /// Shows problems found elsewhere, such as those of a 422 answer.
    pub fn show_problems(&self, problems: Vec<FieldProblem>) {
        self.problems.set(problems);
    }

    /// How many problems are shown.
    pub fn problem_count(&self) -> Signal<usize> {
        let problems = self.problems;
        Signal::derive(move || problems.with(Vec::len))
    }

    /// Whether anything was changed since the form was made.
    pub fn is_dirty(&self) -> Signal<bool> {
        self.dirty.into()
    }

    /// The value at a pointer of the input, as it would be sent.
    pub fn get(&self, pointer: &str) -> Option<Value> {
        self.input.with_untracked(|input| input.pointer(pointer).cloned())
    }

    /// Sets the value at a pointer, as if it had been typed.
    pub fn set(&self, pointer: &str, value: Value) {
        let _ = (pointer, value);
        self.dirty.set(true);
    }

    /// Moves focus to the error summary, if there is one.
    pub fn focus_summary(&self) {}
}
