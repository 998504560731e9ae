use portico_contract::http::{Lane, Step, StepStatus};
use portico_contract::nexus::{Memo, ROUTER_WORKFLOW, RouterInput};
use temporalio_common::protos::temporal::api::enums::v1::WorkflowTaskFailedCause;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use super::closing::{Closing, step_status};
use super::operation::Operation;
use crate::temporal::{micros, read_memo, rfc3339_of_micros, sentence, values_of};

/// What the server puts before its reason for refusing to schedule an operation.
const REFUSED_COMMAND: &str = "BadScheduleNexusOperationAttributes";

/// A router's history, folded event by event into what a run page shows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RouterView {
    /// Id of the last event seen; 0 = none yet.
    pub(super) last_event: i64,
    /// Microseconds since 1970.
    pub(crate) started_at: i64,
    /// `None` where the input is not a router's.
    pub(crate) input: Option<RouterInput>,
    pub(crate) memo: Option<Memo>,
    /// A worker has completed a workflow task.
    pub(super) picked_up: bool,
    /// What the last workflow task failed with, where no later one succeeded.
    pub(super) task_failure: Option<TaskFailure>,
    pub(super) cancel_requested_at: Option<i64>,
    pub(super) closing: Option<Closing>,
    pub(super) operations: Vec<Operation>,
}

/// Why a router's workflow task failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TaskFailure {
    /// Temporal refused to schedule the operation: the endpoint is not there, or not for this namespace.
    pub(super) endpoint_refused: bool,
    pub(super) message: String,
}

impl RouterView {
    /// Folds in the next event.
    pub(crate) fn apply(&mut self, event: &HistoryEvent) {
        self.last_event = event.event_id;
        let at = event.event_time.map(micros).unwrap_or_default();
        if let Some(closing) = Closing::read(event) {
            self.closing = Some(closing);
            self.task_failure = None;
            return;
        }
        let Some(attributes) = &event.attributes else { return };
        match attributes {
            Attributes::WorkflowExecutionStartedEventAttributes(a) => {
                self.started_at = at;
                let is_router = a.workflow_type.as_ref().is_some_and(|t| t.name == ROUTER_WORKFLOW);
                let input = values_of(a.input.as_ref()).filter(|_| is_router);
                self.input = input.and_then(|input| serde_json::from_value(input).ok());
                self.memo = read_memo(a.memo.as_ref());
            }
            Attributes::WorkflowTaskCompletedEventAttributes(_) => {
                self.picked_up = true;
                self.task_failure = None;
            }
            Attributes::WorkflowTaskFailedEventAttributes(a) => {
                let cause = a.cause();
                let message = a.failure.as_ref().map(sentence).unwrap_or_default();
                let message = match message.strip_prefix(REFUSED_COMMAND) {
                    Some(rest) => rest.trim_start_matches([':', ' ']).to_owned(),
                    None => message,
                };
                self.task_failure = Some(TaskFailure {
                    endpoint_refused: cause
                        == WorkflowTaskFailedCause::BadScheduleNexusOperationAttributes,
                    message: if message.is_empty() {
                        cause.as_str_name().to_owned()
                    } else {
                        message
                    },
                });
            }
            Attributes::WorkflowExecutionCancelRequestedEventAttributes(_) => {
                self.cancel_requested_at = Some(at);
            }
            Attributes::NexusOperationScheduledEventAttributes(a) => {
                self.operations.push(Operation::scheduled(event, a));
            }
            Attributes::NexusOperationStartedEventAttributes(a) => {
                if let Some(operation) = self.operation_mut(a.scheduled_event_id) {
                    operation.start(event, a);
                }
            }
            Attributes::NexusOperationCompletedEventAttributes(a) => {
                self.close_operation(a.scheduled_event_id, StepStatus::Completed, at, None);
            }
            Attributes::NexusOperationFailedEventAttributes(a) => {
                let failure = a.failure.as_ref().map(sentence);
                self.close_operation(a.scheduled_event_id, StepStatus::Failed, at, failure);
            }
            Attributes::NexusOperationCanceledEventAttributes(a) => {
                self.close_operation(a.scheduled_event_id, StepStatus::Canceled, at, None);
            }
            Attributes::NexusOperationTimedOutEventAttributes(a) => {
                let failure = a.failure.as_ref().map(sentence);
                self.close_operation(a.scheduled_event_id, StepStatus::TimedOut, at, failure);
            }
            _ => {}
        }
    }

    /// The operation the run is about: the last one a router scheduled.
    pub(super) fn operation(&self) -> Option<&Operation> {
        self.operations.last()
    }

    /// The first two lanes: the router until it handed over, and the start of each operation.
    pub(super) fn steps(&self) -> Vec<Step> {
        let handed_over = self.operations.first().map(|o| (StepStatus::Completed, o.scheduled_at));
        let closed = self.closing.as_ref().map(|c| (step_status(c.status), c.at));
        let (status, closed_at) = match handed_over.or(closed) {
            Some((status, at)) => (status, Some(at)),
            None if self.task_failure.is_some() => (StepStatus::Waiting, None),
            None if self.picked_up => (StepStatus::Running, None),
            None => (StepStatus::Pending, None),
        };
        let router = Step {
            last_failure: self.task_failure.as_ref().map(|failure| failure.message.clone()),
            ..step(Lane::Gateway, ROUTER_WORKFLOW.to_owned(), status, self.started_at, closed_at)
        };
        let operations = self.operations.iter().map(|operation| {
            let (status, closed_at) = match (operation.started_at, operation.closed) {
                (Some(at), _) => (StepStatus::Completed, Some(at)),
                (None, Some((status, at))) => (status, Some(at)),
                (None, None) => match &self.closing {
                    Some(closing) => (step_status(closing.status), Some(closing.at)),
                    None => (StepStatus::Running, None),
                },
            };
            let title = format!("{} / {}", operation.endpoint, operation.operation);
            Step {
                last_failure: operation.failure.clone().filter(|_| operation.started_at.is_none()),
                ..step(Lane::Nexus, title, status, operation.scheduled_at, closed_at)
            }
        });
        std::iter::once(router).chain(operations).collect()
    }

    fn operation_mut(&mut self, scheduled_event: i64) -> Option<&mut Operation> {
        self.operations.iter_mut().find(|o| o.scheduled_event == scheduled_event)
    }

    fn close_operation(
        &mut self,
        scheduled_event: i64,
        status: StepStatus,
        at: i64,
        failure: Option<String>,
    ) {
        if let Some(operation) = self.operation_mut(scheduled_event) {
            operation.closed = Some((status, at));
            operation.failure = failure;
        }
    }
}

/// A step's first attempt.
pub(super) fn step(
    lane: Lane,
    title: String,
    status: StepStatus,
    started_at: i64,
    closed_at: Option<i64>,
) -> Step {
    Step {
        lane,
        title,
        status,
        started_at: Some(rfc3339_of_micros(started_at)),
        closed_at: closed_at.map(rfc3339_of_micros),
        attempt: 1,
        last_failure: None,
        next_attempt_at: None,
    }
}
