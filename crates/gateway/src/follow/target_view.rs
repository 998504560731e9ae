use std::collections::HashSet;

use portico_contract::http::{Lane, RunStatus, Step, StepStatus};
use temporalio_common::protos::temporal::api::enums::v1::{PendingActivityState, RetryState};
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::workflow::v1::PendingActivityInfo;

use super::closing::{Closing, step_status};
use super::router_view::step;
use super::step_list::{Key, StepList};
use crate::temporal::{micros, rfc3339, sentence, value_of};

/// A target's history, folded event by event into steps. One per activity, timer, child workflow
/// and signal that came; nothing is invented.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TargetView {
    /// Events of the runs before this one, where the target continued as new.
    earlier_events: i64,
    last_event: i64,
    pub(super) steps: StepList,
    pub(super) closing: Option<Closing>,
    /// Signals that came.
    signals: HashSet<String>,
    /// A worker has completed a workflow task.
    pub(super) picked_up: bool,
    /// A workflow task is scheduled or under way.
    task_open: bool,
    /// When the workflow task was scheduled that no worker has taken yet.
    pub(super) task_scheduled_at: Option<i64>,
    /// What the last workflow task failed with, where no later one succeeded.
    pub(super) task_failure: Option<String>,
}

impl TargetView {
    /// Folds in the next event.
    pub(crate) fn apply(&mut self, event: &HistoryEvent) {
        if event.event_id == 1 {
            self.earlier_events += self.last_event;
            self.closing = None;
        }
        self.last_event = event.event_id;
        let at = event.event_time.map(micros).unwrap_or_default();
        if let Some(closing) = Closing::read(event) {
            self.task_open = false;
            self.task_scheduled_at = None;
            self.task_failure = None;
            // What is open ends with the run it belongs to, also where another run goes on in its place.
            let status = match closing.status {
                RunStatus::Completed | RunStatus::Running => StepStatus::Canceled,
                other => step_status(other),
            };
            self.steps.close_all(status, at);
            self.closing = Some(closing);
            return;
        }
        let Some(attributes) = &event.attributes else { return };
        let titled = |kind: String, status| {
            step(Lane::Target, summary(event).unwrap_or(kind), status, at, None)
        };
        match attributes {
            Attributes::ActivityTaskScheduledEventAttributes(a) => {
                let kind = a.activity_type.as_ref().map(|t| t.name.clone()).unwrap_or_default();
                self.steps.push(
                    Key::Activity(event.event_id, a.activity_id.clone()),
                    titled(kind, StepStatus::Pending),
                );
            }
            // Written together with the activity's end, unless it is its last attempt.
            Attributes::ActivityTaskStartedEventAttributes(a) => {
                if let Some(step) = self.steps.find(activity(a.scheduled_event_id)) {
                    step.status = StepStatus::Running;
                    step.attempt = u32::try_from(a.attempt).unwrap_or(1);
                    if let Some(failure) = &a.last_failure {
                        step.last_failure = Some(sentence(failure));
                    }
                }
            }
            Attributes::ActivityTaskCompletedEventAttributes(a) => {
                self.steps.close(activity(a.scheduled_event_id), StepStatus::Completed, at, None);
            }
            Attributes::ActivityTaskFailedEventAttributes(a) => {
                let failure = a.failure.as_ref().map(sentence);
                self.steps.close(activity(a.scheduled_event_id), StepStatus::Failed, at, failure);
            }
            Attributes::ActivityTaskTimedOutEventAttributes(a) => {
                let status = match a.retry_state() {
                    RetryState::CancelRequested => StepStatus::Canceled,
                    _ => StepStatus::TimedOut,
                };
                self.steps.close(
                    activity(a.scheduled_event_id),
                    status,
                    at,
                    a.failure.as_ref().map(sentence),
                );
            }
            Attributes::ActivityTaskCanceledEventAttributes(a) => {
                self.steps.close(activity(a.scheduled_event_id), StepStatus::Canceled, at, None);
            }
            Attributes::TimerStartedEventAttributes(_) => {
                self.steps.push(
                    Key::Timer(event.event_id),
                    titled("Timer".to_owned(), StepStatus::Waiting),
                );
            }
            Attributes::TimerFiredEventAttributes(a) => {
                self.steps.close(
                    |key| *key == Key::Timer(a.started_event_id),
                    StepStatus::Completed,
                    at,
                    None,
                );
            }
            Attributes::TimerCanceledEventAttributes(a) => {
                self.steps.close(
                    |key| *key == Key::Timer(a.started_event_id),
                    StepStatus::Canceled,
                    at,
                    None,
                );
            }
            Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(a) => {
                let kind = a.workflow_type.as_ref().map(|t| t.name.clone()).unwrap_or_default();
                self.steps.push(Key::Child(event.event_id), titled(kind, StepStatus::Pending));
            }
            Attributes::ChildWorkflowExecutionStartedEventAttributes(a) => {
                if let Some(step) = self.steps.find(child(a.initiated_event_id)) {
                    step.status = StepStatus::Running;
                }
            }
            Attributes::StartChildWorkflowExecutionFailedEventAttributes(a) => {
                let failure = Some("the child workflow could not be started".to_owned());
                self.steps.close(child(a.initiated_event_id), StepStatus::Failed, at, failure);
            }
            Attributes::ChildWorkflowExecutionCompletedEventAttributes(a) => {
                self.steps.close(child(a.initiated_event_id), StepStatus::Completed, at, None);
            }
            Attributes::ChildWorkflowExecutionFailedEventAttributes(a) => {
                let failure = a.failure.as_ref().map(sentence);
                self.steps.close(child(a.initiated_event_id), StepStatus::Failed, at, failure);
            }
            Attributes::ChildWorkflowExecutionCanceledEventAttributes(a) => {
                self.steps.close(child(a.initiated_event_id), StepStatus::Canceled, at, None);
            }
            Attributes::ChildWorkflowExecutionTimedOutEventAttributes(a) => {
                self.steps.close(child(a.initiated_event_id), StepStatus::TimedOut, at, None);
            }
            Attributes::ChildWorkflowExecutionTerminatedEventAttributes(a) => {
                self.steps.close(child(a.initiated_event_id), StepStatus::Terminated, at, None);
            }
            Attributes::WorkflowExecutionSignaledEventAttributes(a) => {
                let title = format!("Signal {}", a.signal_name);
                self.steps.push(
                    Key::Signal,
                    step(Lane::Target, title, StepStatus::Completed, at, Some(at)),
                );
                self.signals.insert(a.signal_name.clone());
            }
            Attributes::WorkflowTaskScheduledEventAttributes(_) => {
                self.task_open = true;
                self.task_scheduled_at = Some(at);
            }
            Attributes::WorkflowTaskStartedEventAttributes(_) => self.task_scheduled_at = None,
            Attributes::WorkflowTaskCompletedEventAttributes(_) => {
                self.task_open = false;
                self.task_failure = None;
                self.picked_up = true;
            }
            Attributes::WorkflowTaskFailedEventAttributes(a) => {
                self.task_open = false;
                self.task_failure = a.failure.as_ref().map(sentence);
            }
            Attributes::WorkflowTaskTimedOutEventAttributes(_) => {
                self.task_open = false;
                self.task_scheduled_at = None;
            }
            _ => {}
        }
    }

    /// Adds what only Describe knows of activities that have not ended.
    pub(super) fn describe(&mut self, pending: &[PendingActivityInfo]) {
        for (id, step) in self.steps.open_activities() {
            let Some(info) = pending.iter().find(|info| info.activity_id == id) else { continue };
            step.attempt = u32::try_from(info.attempt).unwrap_or(1).max(1);
            step.last_failure = info.last_failure.as_ref().map(sentence);
            step.next_attempt_at = info.next_attempt_schedule_time.map(rfc3339);
            step.status = match info.state() {
                PendingActivityState::Started | PendingActivityState::CancelRequested => {
                    StepStatus::Running
                }
                _ if info.next_attempt_schedule_time.is_some() || info.paused => {
                    StepStatus::Waiting
                }
                _ => StepStatus::Pending,
            };
        }
    }

    /// Whether a signal of this name has come.
    pub(super) fn got_signal(&self, name: &str) -> bool {
        self.signals.contains(name)
    }

    /// Whether the workflow has nothing to do but wait for somebody from outside.
    pub(super) fn is_idle(&self) -> bool {
        self.picked_up
            && !self.task_open
            && self.task_failure.is_none()
            && self.closing.is_none()
            && !self.any_work()
    }

    /// Number of the last event, counted over all runs of the target.
    pub(super) fn position(&self) -> i64 {
        self.earlier_events + self.last_event
    }

    /// The target has ended and no other run goes on in its place.
    pub(super) fn is_over(&self) -> bool {
        self.closing.as_ref().is_some_and(|closing| closing.next_run.is_none())
    }

    /// An activity or child is under way; a timer may merely limit the wait.
    fn any_work(&self) -> bool {
        self.steps.iter().any(|step| {
            step.closed_at.is_none() && step.status != StepStatus::Waiting
                || step.next_attempt_at.is_some()
        })
    }
}

fn activity(scheduled_event: i64) -> impl Fn(&Key) -> bool {
    move |key| matches!(key, Key::Activity(event, _) if *event == scheduled_event)
}

fn child(initiated_event: i64) -> impl Fn(&Key) -> bool {
    move |key| *key == Key::Child(initiated_event)
}

/// What the workflow's author calls this event.
fn summary(event: &HistoryEvent) -> Option<String> {
    let summary = value_of(event.user_metadata.as_ref()?.summary.as_ref()?);
    summary.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// What a step that a signal would end is called.
pub(super) fn awaited_signal(signal: &str) -> Step {
    Step {
        started_at: None,
        ..step(Lane::Target, format!("waits for signal {signal}"), StepStatus::Waiting, 0, None)
    }
}
