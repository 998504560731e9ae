use portico_contract::http::{Step, StepStatus};

use crate::temporal::{rfc3339_of_micros, shortened};

/// Steps a run shows; of more, the oldest ended ones are left out.
const MAX_STEPS: usize = 500;
/// Longest title, in bytes.
const MAX_TITLE: usize = 300;

/// What a step is about, by which later events find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The event that scheduled an activity, and the activity's id.
    Activity(i64, String),
    /// The event that started a timer.
    Timer(i64),
    /// The event that initiated a child workflow.
    Child(i64),
    /// A signal that came.
    Signal,
}

/// Steps in the order they began.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StepList {
    steps: Vec<(Key, Step)>,
    /// Steps left out.
    pub(super) left_out: usize,
}

impl StepList {
    pub(super) fn push(&mut self, key: Key, mut step: Step) {
        if self.steps.len() >= MAX_STEPS {
            let oldest =
                self.steps.iter().position(|(_, step)| step.closed_at.is_some()).unwrap_or(0);
            self.steps.remove(oldest);
            self.left_out += 1;
        }
        step.title = shortened(step.title, MAX_TITLE);
        self.steps.push((key, step));
    }

    pub(super) fn find(&mut self, wanted: impl Fn(&Key) -> bool) -> Option<&mut Step> {
        self.steps.iter_mut().rev().find(|(key, _)| wanted(key)).map(|(_, step)| step)
    }

    /// Ends a step.
    pub(super) fn close(
        &mut self,
        wanted: impl Fn(&Key) -> bool,
        status: StepStatus,
        at: i64,
        failure: Option<String>,
    ) {
        if let Some(step) = self.find(wanted) {
            step.status = status;
            step.closed_at = Some(rfc3339_of_micros(at));
            step.next_attempt_at = None;
            if failure.is_some() {
                step.last_failure = failure;
            }
        }
    }

    /// Ends every step that is still open, as their workflow has ended.
    pub(super) fn close_all(&mut self, status: StepStatus, at: i64) {
        for (_, step) in self.steps.iter_mut().filter(|(_, step)| step.closed_at.is_none()) {
            step.status = status;
            step.closed_at = Some(rfc3339_of_micros(at));
            step.next_attempt_at = None;
        }
    }

    pub(super) fn open_activities(&mut self) -> impl Iterator<Item = (&str, &mut Step)> {
        self.steps.iter_mut().filter_map(|(key, step)| match key {
            Key::Activity(_, id) if step.closed_at.is_none() => Some((id.as_str(), step)),
            _ => None,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(|(_, step)| step)
    }
}
