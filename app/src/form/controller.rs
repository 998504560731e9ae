use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::field::{Field, Union};
use portico_form::worker::{FromWorker, ToWorker};
use portico_form::{Form, pointer};
use serde_json::Value;
use wasm_bindgen::prelude::JsValue;

use super::core::{Changes, Core, Node, Told};
use super::focus;
use super::judge::{Judge, State};
use super::path::Path;

/// A worker judges in milliseconds; one that is silent for this long will not answer.
const SILENCE: Duration = Duration::from_secs(8);

/// The validator could not be started or has died: review has to ask the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerUnavailable;

/// One form: what was typed, what is wrong with it, what would be sent. Copies are the same form.
#[derive(Clone, Copy)]
pub struct FormController {
    core: StoredValue<Core>,
    judge: StoredValue<Option<Judge>, LocalStorage>,
    asking: StoredValue<Asking, LocalStorage>,
    pub(super) state: RwSignal<State>,
    pub(super) summary: RwSignal<Vec<Told>>,
    dirty: RwSignal<bool>,
    edits: RwSignal<u32>,
}

/// What the worker was asked and who waits for the answer.
#[derive(Default)]
struct Asking {
    revision: u64,
    answered: u64,
    /// Another question came up while one was under way; whether it is about errors.
    again: Option<bool>,
    waiting: Vec<(u64, js_sys::Function)>,
}

impl FormController {
    /// A form over a definition's schema, filled from `initial` (an earlier request or a draft) or from
    /// the schema's defaults. `requester` is the caller's e-mail, for `requester_field`.
    pub fn new(
        definition: Arc<WorkflowDefinition>,
        initial: Option<Value>,
        requester: Option<String>,
    ) -> Self {
        let form = Form::new(&definition, initial, requester.as_deref());
        Self::over(form, definition)
    }

    /// A form over an earlier request or another whole input: nothing is filled in.
    pub fn open(
        definition: Arc<WorkflowDefinition>,
        input: Value,
        requester: Option<String>,
    ) -> Self {
        let form = Form::open(&definition, input, requester.as_deref());
        Self::over(form, definition)
    }

    fn over(form: Form, definition: Arc<WorkflowDefinition>) -> Self {
        let schema = definition.schema.clone();
        let controller = Self {
            core: StoredValue::new(Core::new(form, definition)),
            judge: StoredValue::new_local(None),
            asking: StoredValue::new_local(Asking::default()),
            state: RwSignal::new(State::Starting),
            summary: RwSignal::new(Vec::new()),
            dirty: RwSignal::new(false),
            edits: RwSignal::new(0),
        };
        focus::watch_presses();
        let judge = Judge::start(schema, controller.state, move |answer| controller.hear(answer));
        controller.judge.set_value(Some(judge));
        Effect::new(move |_| {
            if matches!(controller.state.get(), State::Gone(_)) {
                controller.carry_on_alone();
            }
        });
        controller
    }

    /// The input as it would be sent.
    pub fn request(&self) -> Value {
        self.core.with_value(|core| core.form.request())
    }

    /// Everything that is wrong with the input, in the form's order; shows it at the fields and in the summary.
    pub async fn check(&self) -> Result<Vec<FieldProblem>, WorkerUnavailable> {
        self.core.update_value(|core| core.show_all = true);
        // A verdict can draw new fields with defaults of their own, which are checked in their turn.
        for _ in 0..4 {
            self.answer().await;
            if !self.core.with_value(|core| core.form.has_news()) {
                break;
            }
        }
        self.show();
        if self.state.get_untracked() != State::Ready {
            return Err(WorkerUnavailable);
        }
        Ok(self.core.with_value(Core::problems))
    }

    /// Shows problems found elsewhere, such as those of a 422 answer. Each goes when its field is edited.
    pub fn show_problems(&self, problems: Vec<FieldProblem>) {
        self.core.update_value(|core| core.tell_from_elsewhere(problems));
        self.show();
    }

    /// How many problems the summary lists.
    pub fn problem_count(&self) -> Signal<usize> {
        let summary = self.summary;
        Signal::derive(move || summary.with(Vec::len))
    }

    /// Whether anything was changed since the form was made.
    pub fn is_dirty(&self) -> Signal<bool> {
        self.dirty.into()
    }

    /// Changes with each edit: what keeps a draft reads it.
    pub fn edits(&self) -> Signal<u32> {
        self.edits.into()
    }

    /// Whether the browser can check the input itself.
    pub fn can_check(&self) -> Signal<bool> {
        let state = self.state;
        Signal::derive(move || !matches!(state.get(), State::Gone(_)))
    }

    /// The value at a pointer, as it would be sent.
    pub fn get(&self, pointer: &str) -> Option<Value> {
        self.core.with_value(|core| core.form.request_at(pointer))
    }

    /// Sets the value at a pointer, as if it had been typed.
    pub fn set(&self, pointer: &str, value: Value) {
        self.change(pointer, |form| form.set(pointer, value));
        self.redraw(pointer);
    }

    /// Moves focus to the error summary, if there is one.
    pub fn focus_summary(&self) {
        focus::later(super::view::SUMMARY_ID);
    }

    /// Moves focus to the field at a pointer, opening folded groups on the way.
    pub fn focus(&self, at: &str) {
        let mut reached = String::new();
        for segment in pointer::segments(at) {
            reached = pointer::child(&reached, &segment);
            if let Some(node) = self.node_at(&reached) {
                node.open.set(true);
            }
        }
        let (controller, at) = (*self, at.to_owned());
        // What a folded group holds is drawn only now.
        focus::after_drawing(move || {
            let node = controller.core.try_update_value(|core| core.closest(&at)).flatten();
            if let Some(node) = node {
                focus::first_control(&node.control());
            }
        });
    }

    // What the drawn fields use.

    /// Registers a drawn field until its owner is cleaned up.
    pub(super) fn node(&self, path: &Path, open: bool) -> Node {
        let node = Core::new_node(open);
        let core = self.core;
        core.try_update_value(|core| core.add(path.clone(), node));
        on_cleanup(move || {
            core.try_update_value(|core| core.remove(node.id));
        });
        node
    }

    pub(super) fn with_form<T>(&self, read: impl FnOnce(&Form) -> T) -> T {
        self.core.with_value(|core| read(&core.form))
    }

    pub(super) fn with_definition<T>(&self, read: impl FnOnce(&WorkflowDefinition) -> T) -> T {
        self.core.with_value(|core| read(&core.definition))
    }

    /// A field's text was typed.
    pub(super) fn typed(&self, node: Node, path: &Path, field: &Field, text: &str) {
        let at = path.pointer();
        let flipped = self.change(&at, |form| {
            let before = form.value_at(&at).is_some();
            form.apply_at(&at, field, text);
            before != form.value_at(&at).is_some()
        });
        self.after_edit(node, &at, flipped);
    }

    /// A field's value was chosen; `None` unsets it.
    pub(super) fn chose(&self, node: Node, path: &Path, value: Option<Value>) {
        let at = path.pointer();
        let flipped = self.change(&at, |form| {
            let before = form.value_at(&at).is_some();
            match value {
                Some(value) => form.set(&at, value),
                None => form.unset(&at),
            }
            before != form.value_at(&at).is_some()
        });
        self.after_edit(node, &at, flipped);
    }

    /// A branch of a union was chosen.
    pub(super) fn chose_branch(&self, path: &Path, field: &Field, union: &Union, branch: usize) {
        let at = path.pointer();
        self.change(&at, |form| {
            let field = form.again(field, &at);
            form.choose(&field, &union.place, branch);
        });
        self.redraw(&at);
        self.ask(true);
    }

    /// A list was edited: its items have moved.
    pub(super) fn edit_list(
        &self,
        path: &Path,
        field: &Field,
        edit: impl FnOnce(&mut Form, &Field),
    ) {
        let at = path.pointer();
        self.change(&at, |form| {
            let list = form.again(field, &at);
            edit(form, &list);
        });
    }

    /// Called once the signals of a list's items say where they are now.
    pub(super) fn list_edited(&self) {
        self.core.update_value(Core::moved);
        self.ask(true);
    }

    /// A field was left.
    pub(super) fn left(&self, node: Node) {
        let controller = *self;
        focus::after_press(move || {
            if controller.core.try_update_value(|core| core.leave(node.id)).is_some() {
                controller.ask(true);
            }
        });
    }

    /// Everything drawn at a pointer and below it shows its value anew.
    pub(super) fn redraw(&self, at: &str) {
        let nodes = self.core.try_update_value(|core| {
            let mut nodes = core.within(at);
            nodes.extend(core.closest(at));
            nodes
        });
        for node in nodes.unwrap_or_default() {
            node.fresh.update(|count| *count += 1);
            node.shape.update(|count| *count += 1);
        }
    }

    fn node_at(&self, at: &str) -> Option<Node> {
        self.core.try_update_value(|core| core.by_pointer().get(at).copied()).flatten()
    }

    fn change<T>(&self, at: &str, edit: impl FnOnce(&mut Form) -> T) -> T
    where
        T: Default,
    {
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
        }
        self.edits.update(|edits| *edits = edits.wrapping_add(1));
        let done = self.core.try_update_value(|core| {
            core.edited(at);
            edit(&mut core.form)
        });
        done.unwrap_or_default()
    }

    fn after_edit(&self, node: Node, at: &str, flipped: bool) {
        let decides = flipped || self.with_form(|form| form.decides(at));
        if decides && let Some((parent, _)) = pointer::split_last(at) {
            let depends = self.with_form(|form| {
                form.field_at(parent).is_some_and(|object| form.has_dependents(&object))
            });
            if depends && let Some(object) = self.node_at(parent) {
                object.shape.update(|count| *count += 1);
            }
        }
        let (live, read) = self.core.with_value(|core| (core.is_live(node.id), core.is_read(at)));
        if live || read {
            self.ask(live);
        }
    }

    /// Tells the worker what changed and asks for verdicts, and for errors if `errors`. One question is
    /// under way at a time; what comes up meanwhile is asked with the next.
    fn ask(&self, errors: bool) {
        if self.state.get_untracked() != State::Ready {
            if matches!(self.state.get_untracked(), State::Gone(_)) {
                self.show();
            }
            return;
        }
        let busy = self.asking.try_update_value(|asking| {
            let busy = asking.answered < asking.revision;
            if busy {
                asking.again = Some(errors || asking.again == Some(true));
            } else {
                asking.revision += 1;
            }
            busy
        });
        if busy != Some(false) {
            return;
        }
        let question = self.core.try_update_value(|core| (core.news(), core.new_conditions()));
        let Some((patches, conditions)) = question else { return };
        let revision = self.asking.with_value(|asking| asking.revision);
        self.judge.with_value(|judge| {
            if let Some(judge) = judge {
                judge.tell(&ToWorker::Update { revision, patches, conditions, errors });
            }
        });
    }

    fn hear(&self, answer: FromWorker) {
        match answer {
            FromWorker::Ready => self.ask(true),
            FromWorker::Verdict { revision, conditions, errors } => {
                let redrawn = self.core.try_update_value(|core| {
                    if let Some(errors) = errors {
                        core.judge(errors);
                    }
                    let decided = conditions
                        .into_iter()
                        .filter(|(condition, verdict)| core.form.decide(condition, *verdict));
                    decided.map(|(condition, _)| condition.at).collect::<Vec<_>>()
                });
                let Some(redrawn) = redrawn else { return };
                for at in &redrawn {
                    if let Some(node) = self.node_at(at) {
                        node.shape.update(|count| *count += 1);
                        node.fresh.update(|count| *count += 1);
                    }
                }
                let next = self.asking.try_update_value(|asking| {
                    asking.answered = asking.answered.max(revision);
                    asking.again.take()
                });
                self.show();
                self.wake(revision);
                let next = next.flatten();
                if next.is_some() || !redrawn.is_empty() {
                    self.ask(next.unwrap_or(true));
                }
            }
            FromWorker::Started | FromWorker::Refused { .. } | FromWorker::Read { .. } => {}
        }
    }

    /// Resolves when the worker has judged everything typed so far, or is gone.
    async fn answer(&self) {
        let controller = *self;
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            let registered = controller.asking.try_update_value(|asking| {
                // The next question holds everything typed so far, whether one is under way or not.
                asking.waiting.push((asking.revision + 1, resolve));
            });
            if registered.is_some() {
                controller.ask(true);
            }
        });
        match self.state.get_untracked() {
            State::Gone(_) => self.wake(u64::MAX),
            // Started late or not at all is the worker's own affair; one that has answered before and is silent is dead.
            State::Ready => self.expect_answer(),
            State::Starting => {}
        }
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    }

    /// A worker can die without a word, such as when the browser takes its memory.
    fn expect_answer(&self) {
        let controller = *self;
        let waits_for = |asking: &Asking| asking.waiting.last().map(|(revision, _)| *revision);
        let asked = self.asking.with_value(waits_for);
        let silent = move || {
            let unanswered = controller
                .asking
                .try_with_value(|asking| asking.waiting.iter().any(|(at, _)| Some(*at) <= asked));
            if unanswered == Some(true) {
                controller.state.set(State::Gone("the checker does not answer any more".into()));
            }
        };
        set_timeout(silent, SILENCE);
    }

    fn wake(&self, revision: u64) {
        let woken = self.asking.try_update_value(|asking| {
            let (woken, waiting) = std::mem::take(&mut asking.waiting)
                .into_iter()
                .partition(|(at, _)| *at <= revision);
            asking.waiting = waiting;
            woken
        });
        let woken: Vec<(u64, js_sys::Function)> = woken.unwrap_or_default();
        for (_, resolve) in woken {
            // A resolver does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    fn carry_on_alone(&self) {
        self.judge.set_value(None);
        self.core.update_value(|core| core.form.without_judge());
        self.redraw("");
        self.wake(u64::MAX);
        self.show();
    }

    fn show(&self) {
        let Some(changes) = self.core.try_update_value(Core::show) else { return };
        let Changes { errors, inside, summary } = changes;
        for (signal, error) in errors {
            signal.set(error);
        }
        for (signal, count) in inside {
            signal.set(count);
        }
        if self.summary.with_untracked(|before| *before != summary) {
            self.summary.set(summary);
        }
    }
}
