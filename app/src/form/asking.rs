//! What the form asks its worker, and what it does with the answers.

use std::time::Duration;

use leptos::prelude::*;
use portico_form::Form;
use portico_form::json::{Position, TextFault};
use portico_form::worker::{FromWorker, ToWorker};
use wasm_bindgen::prelude::JsValue;

use super::controller::FormController;
use super::core::{Changes, Core};
use super::judge::State;

/// A worker judges in milliseconds; one that is silent for this long will not answer.
const SILENCE: Duration = Duration::from_secs(8);

/// What became of a text that the worker was to read; `None`: there is no worker.
pub(super) type Reading = Option<Result<String, TextFault>>;

/// What is done with a text once it is read.
type Then = Box<dyn FnOnce(Reading)>;

/// What the worker was asked and who waits for the answer.
#[derive(Default)]
pub(super) struct Asking {
    revision: u64,
    answered: u64,
    /// Another question came up while one was under way; whether it is about errors.
    again: Option<bool>,
    waiting: Vec<(u64, js_sys::Function)>,
    /// Texts to be read, in the order of the answers.
    reading: Vec<(String, Then)>,
    read: usize,
}

impl FormController {
    /// Tells the worker what changed and asks for verdicts, and for errors if `errors`. One question is
    /// under way at a time; what comes up meanwhile is asked with the next.
    pub(super) fn ask(&self, errors: bool) {
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
        let question = self.core.try_update_value(|core| {
            let chosen = errors.then(|| core.new_chosen()).flatten();
            (core.news(), core.new_conditions(), chosen)
        });
        let Some((patches, conditions, chosen)) = question else { return };
        let revision = self.asking.with_value(|asking| asking.revision);
        self.tell(&ToWorker::Update { revision, patches, conditions, chosen, errors });
    }

    fn tell(&self, message: &ToWorker) {
        self.judge.with_value(|judge| {
            if let Some(judge) = judge {
                judge.tell(message);
            }
        });
    }

    /// Has a text read, JSON or YAML. Answered at once where there is no worker, later while it starts.
    pub(super) fn read(&self, text: String, then: impl FnOnce(Reading) + 'static) {
        match self.state.get_untracked() {
            State::Gone(_) => return then(None),
            State::Ready => self.tell(&ToWorker::Read { text: text.clone() }),
            State::Starting => {}
        }
        self.asking.update_value(|asking| asking.reading.push((text, Box::new(then))));
        if self.state.get_untracked() == State::Ready {
            self.expect_answer();
        }
    }

    /// Fields say what is wrong with the schema itself; what else is drawn stays, with the focus and open lists.
    fn tell_of_schema(&self, tell: impl FnOnce(&mut Form)) {
        self.core.update_value(|core| tell(&mut core.form));
        self.faults.update(|count| *count += 1);
    }

    pub(super) fn hear(&self, answer: FromWorker) {
        match answer {
            FromWorker::Ready { unusable } => {
                if !unusable.is_empty() {
                    self.tell_of_schema(|form| form.leave_out(unusable));
                }
                let texts: Vec<String> = self.asking.with_value(|asking| {
                    asking.reading.iter().map(|(text, _)| text.clone()).collect()
                });
                for text in texts {
                    self.tell(&ToWorker::Read { text });
                }
                self.ask(true);
                // Looked for last: the first verdict does not wait for it.
                self.tell(&ToWorker::Faults);
            }
            FromWorker::Faults { faults } => {
                if !faults.is_empty() {
                    self.tell_of_schema(|form| form.tell_faults(faults));
                }
            }
            FromWorker::Verdict { revision, conditions, errors } => {
                let is_as_printed = !conditions.is_empty() && self.is_as_printed();
                let redrawn = self.core.try_update_value(|core| {
                    if let Some(errors) = errors {
                        core.judge(errors);
                    }
                    let decided = conditions
                        .into_iter()
                        .filter(|(condition, verdict)| core.form.decide(condition, *verdict));
                    decided.map(|(condition, _)| condition.redraws().to_owned()).collect::<Vec<_>>()
                });
                let Some(redrawn) = redrawn else { return };
                for at in &redrawn {
                    self.reshape(at);
                }
                if !redrawn.is_empty() {
                    self.changes.update(|count| *count = count.wrapping_add(1));
                    // An edit made in the form, which came before the text was drawn, has changed what is sent.
                    if is_as_printed && !self.is_as_printed() {
                        self.print();
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
            FromWorker::Read { json, fault } => {
                let reading = self.asking.try_update_value(|asking| {
                    asking.read += 1;
                    (!asking.reading.is_empty()).then(|| asking.reading.remove(0))
                });
                let Some((_, then)) = reading.flatten() else { return };
                then(match fault {
                    Some((message, line, column)) => {
                        Some(Err(TextFault { at: Position { line, column }, message }))
                    }
                    None => json.map(Ok),
                });
            }
            FromWorker::Started | FromWorker::Refused { .. } => {}
        }
    }

    /// Resolves when the worker has judged everything typed so far, or is gone.
    pub(super) async fn answer(&self) {
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
        let (asked, texts) = self.asking.with_value(|asking| {
            let waiting = asking.waiting.last().map(|(revision, _)| *revision);
            (waiting, asking.read + asking.reading.len())
        });
        let silent = move || {
            let unanswered = controller.asking.try_with_value(|asking| {
                asking.waiting.iter().any(|(at, _)| Some(*at) <= asked) || asking.read < texts
            });
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

    pub(super) fn carry_on_alone(&self) {
        self.judge.set_value(None);
        self.core.update_value(Core::without_judge);
        self.redraw("");
        self.wake(u64::MAX);
        let unread = self.asking.try_update_value(|asking| std::mem::take(&mut asking.reading));
        for (_, then) in unread.unwrap_or_default() {
            then(None);
        }
        self.show();
    }

    /// Shows what is known at the fields and in the summary.
    pub(super) fn show(&self) {
        let Some(changes) = self.core.try_update_value(Core::show) else { return };
        let Changes { wrong, errors, inside, told } = changes;
        // First, so that a sentence that goes is not written once more.
        for (signal, is_wrong) in wrong {
            signal.set(is_wrong);
        }
        for (signal, error) in errors {
            signal.set(error);
        }
        for (signal, count) in inside {
            signal.set(count);
        }
        if self.told.with_untracked(|before| *before != told) {
            let listed = || told.iter().filter(|told| told.is_listed);
            if self.listed.with_untracked(|before| !before.iter().eq(listed())) {
                self.listed.set(listed().cloned().collect());
            }
            self.told.set(told);
        }
    }
}
