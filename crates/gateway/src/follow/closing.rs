use portico_contract::http::{Failure, RunStatus, StepStatus};
use serde_json::Value;
use temporalio_common::protos::temporal::api::enums::v1::WorkflowExecutionStatus;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::temporal::{failure_of, micros, values_of};

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Closing {
    pub(super) status: RunStatus,
    /// Microseconds since 1970.
    pub(super) at: i64,
    pub(super) result: Option<Value>,
    pub(super) failure: Option<Failure>,
    /// The run that goes on in its place: continued as new, retried, or the next of a cron.
    pub(super) next_run: Option<String>,
}

impl Closing {
    /// The ending an event tells of; `None` = it is no end.
    pub(super) fn read(event: &HistoryEvent) -> Option<Self> {
        let (status, result, failure, next_run) = match event.attributes.as_ref()? {
            Attributes::WorkflowExecutionCompletedEventAttributes(a) => {
                (RunStatus::Completed, values_of(a.result.as_ref()), None, &a.new_execution_run_id)
            }
            Attributes::WorkflowExecutionFailedEventAttributes(a) => (
                RunStatus::Failed,
                None,
                a.failure.as_ref().map(failure_of),
                &a.new_execution_run_id,
            ),
            Attributes::WorkflowExecutionTimedOutEventAttributes(a) => {
                (RunStatus::TimedOut, None, None, &a.new_execution_run_id)
            }
            Attributes::WorkflowExecutionCanceledEventAttributes(a) => {
                (RunStatus::Canceled, values_of(a.details.as_ref()), None, &String::new())
            }
            Attributes::WorkflowExecutionTerminatedEventAttributes(a) => {
                let failure = Failure {
                    message: if a.reason.is_empty() {
                        "terminated".to_owned()
                    } else {
                        a.reason.clone()
                    },
                    r#type: None,
                    details: values_of(a.details.as_ref()),
                    cause: None,
                };
                (RunStatus::Terminated, None, Some(failure), &String::new())
            }
            Attributes::WorkflowExecutionContinuedAsNewEventAttributes(a) => {
                (RunStatus::Running, None, None, &a.new_execution_run_id)
            }
            _ => return None,
        };
        Some(Self {
            status,
            at: event.event_time.map(micros).unwrap_or_default(),
            result,
            failure,
            next_run: Some(next_run.clone()).filter(|run| !run.is_empty()),
        })
    }
}

/// An execution's status as Temporal's lists have it.
pub(crate) fn status_of(status: WorkflowExecutionStatus) -> RunStatus {
    match status {
        WorkflowExecutionStatus::Completed => RunStatus::Completed,
        WorkflowExecutionStatus::Failed => RunStatus::Failed,
        WorkflowExecutionStatus::Canceled => RunStatus::Canceled,
        WorkflowExecutionStatus::Terminated => RunStatus::Terminated,
        WorkflowExecutionStatus::TimedOut => RunStatus::TimedOut,
        _ => RunStatus::Running,
    }
}

/// A run's status as a step's.
pub(super) fn step_status(status: RunStatus) -> StepStatus {
    match status {
        RunStatus::Running => StepStatus::Running,
        RunStatus::WaitingForApproval => StepStatus::Waiting,
        RunStatus::Completed => StepStatus::Completed,
        RunStatus::Failed => StepStatus::Failed,
        RunStatus::Canceled => StepStatus::Canceled,
        RunStatus::Terminated => StepStatus::Terminated,
        RunStatus::TimedOut => StepStatus::TimedOut,
    }
}
