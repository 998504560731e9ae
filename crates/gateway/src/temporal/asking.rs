use std::time::Duration;

use portico_contract::nexus::{OPTIONS_SECONDS, OPTIONS_WORKFLOW, OptionsInput, ROUTER_TASK_QUEUE};
use temporalio_common::protos::temporal::api::common::v1::{Payloads, WorkflowType};
use temporalio_common::protos::temporal::api::enums::v1::{
    HistoryEventFilterType, WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::sdk::v1::UserMetadata;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    GetWorkflowExecutionHistoryRequest, StartWorkflowExecutionRequest,
};

use super::client::{CallError, DEADLINE, IDENTITY, Temporal, execution, with_deadline};
use super::failure::sentence;
use super::payload::{json_payload, json_text};

/// A run that nobody works on, because no router worker is there, is gone after this.
const EXECUTION: i64 = 2 * OPTIONS_SECONDS as i64;
/// Whoever waits gives up before; the server answers an empty page about a second before this.
const WAIT: Duration = Duration::from_secs(OPTIONS_SECONDS + 2);

/// How a question to an operation ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With this JSON.
    Well(Vec<u8>),
    /// With an answer in this encoding.
    NotJson(String),
    /// Nobody answered in time.
    TimedOut,
    /// The operation does not take what it was asked with.
    Refused(String),
    /// With a failure.
    Badly(String),
}

impl Temporal {
    /// Has OptionsWorkflow ask an operation, and waits for its end. A run of this id that is under way is waited for
    /// instead: another replica asks the same.
    pub(crate) async fn ask_operation(
        &self,
        workflow_id: &str,
        input: &OptionsInput,
    ) -> Result<Ended, CallError> {
        let encoding = |error: serde_json::Error| CallError::Other(error.to_string());
        let summary = format!("Choices from {} of {}", input.operation, input.nexus_endpoint);
        let request = StartWorkflowExecutionRequest {
            namespace: self.namespace().to_owned(),
            workflow_id: workflow_id.to_owned(),
            workflow_type: Some(WorkflowType { name: OPTIONS_WORKFLOW.to_owned() }),
            task_queue: Some(TaskQueue {
                name: ROUTER_TASK_QUEUE.to_owned(),
                ..Default::default()
            }),
            input: Some(Payloads { payloads: vec![json_payload(input).map_err(encoding)?] }),
            identity: IDENTITY.to_owned(),
            request_id: uuid::Uuid::new_v4().to_string(),
            workflow_execution_timeout: Some(prost_wkt_types::Duration {
                seconds: EXECUTION,
                nanos: 0,
            }),
            workflow_id_reuse_policy: WorkflowIdReusePolicy::AllowDuplicate as i32,
            workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting as i32,
            user_metadata: Some(UserMetadata {
                summary: Some(json_payload(&summary).map_err(encoding)?),
                details: None,
            }),
            ..Default::default()
        };
        let started =
            self.service().start_workflow_execution(with_deadline(request, DEADLINE)).await?;
        self.end_of(workflow_id, &started.into_inner().run_id).await
    }

    /// Waits for a run's last event. Who calls limits the time.
    async fn end_of(&self, workflow_id: &str, run_id: &str) -> Result<Ended, CallError> {
        let mut token = Vec::new();
        loop {
            let request = GetWorkflowExecutionHistoryRequest {
                namespace: self.namespace().to_owned(),
                execution: Some(execution(workflow_id, run_id)),
                next_page_token: std::mem::take(&mut token),
                wait_new_event: true,
                history_event_filter_type: HistoryEventFilterType::CloseEvent as i32,
                skip_archival: true,
                ..Default::default()
            };
            let request = with_deadline(request, WAIT);
            let page = self.service().get_workflow_execution_history(request).await?.into_inner();
            let events = page.history.map(|history| history.events).unwrap_or_default();
            if let Some(end) = events.into_iter().find_map(|event| ended(event.attributes?)) {
                return Ok(end);
            }
            token = page.next_page_token;
        }
    }
}

fn ended(last: Attributes) -> Option<Ended> {
    Some(match last {
        Attributes::WorkflowExecutionCompletedEventAttributes(done) => {
            json_text(done.result).map_or_else(Ended::NotJson, Ended::Well)
        }
        Attributes::WorkflowExecutionFailedEventAttributes(failed) => {
            failed.failure.as_ref().map_or_else(|| Ended::Badly(String::new()), of_failure)
        }
        Attributes::WorkflowExecutionTimedOutEventAttributes(_) => Ended::TimedOut,
        Attributes::WorkflowExecutionTerminatedEventAttributes(_) => {
            Ended::Badly("OptionsWorkflow was terminated".to_owned())
        }
        Attributes::WorkflowExecutionCanceledEventAttributes(_) => {
            Ended::Badly("OptionsWorkflow was canceled".to_owned())
        }
        _ => return None,
    })
}

/// Somewhere in the chain is what happened: nobody answered, the handler refused, or the operation failed.
fn of_failure(failure: &Failure) -> Ended {
    let text = sentence(failure);
    let chain = std::iter::successors(Some(failure), |failure| failure.cause.as_deref());
    let infos: Vec<_> =
        chain.take(32).filter_map(|failure| failure.failure_info.as_ref()).collect();
    if infos.iter().any(|info| matches!(info, FailureInfo::TimeoutFailureInfo(_))) {
        return Ended::TimedOut;
    }
    let handlers = infos.iter().find_map(|info| match info {
        FailureInfo::NexusHandlerFailureInfo(info) => Some(info.r#type.as_str()),
        _ => None,
    });
    match (handlers, infos.last()) {
        (Some("UPSTREAM_TIMEOUT" | "REQUEST_TIMEOUT"), _) => Ended::TimedOut,
        (Some("BAD_REQUEST" | "UNAUTHENTICATED" | "UNAUTHORIZED"), _) => Ended::Refused(text),
        (Some(_), _) => Ended::Badly(text),
        // What the operation says for good is about the question.
        (None, Some(FailureInfo::ApplicationFailureInfo(info))) if info.non_retryable => {
            Ended::Refused(text)
        }
        (None, _) => Ended::Badly(text),
    }
}

#[cfg(test)]
mod tests {
    use temporalio_common::protos::temporal::api::failure::v1::{
        ApplicationFailureInfo, NexusHandlerFailureInfo, TimeoutFailureInfo,
    };

    use super::*;

    fn application(non_retryable: bool) -> FailureInfo {
        let info = ApplicationFailureInfo { non_retryable, ..Default::default() };
        FailureInfo::ApplicationFailureInfo(info)
    }

    fn handler(kind: &str) -> FailureInfo {
        let info = NexusHandlerFailureInfo { r#type: kind.to_owned(), ..Default::default() };
        FailureInfo::NexusHandlerFailureInfo(info)
    }

    /// A chain of failures, the outermost first.
    fn chain(infos: Vec<FailureInfo>) -> Failure {
        let around = |cause: Option<Box<Failure>>, info| {
            Some(Box::new(Failure { failure_info: Some(info), cause, ..Default::default() }))
        };
        *infos.into_iter().rev().fold(None, around).unwrap()
    }

    #[test]
    fn failures_say_whose_fault_it_is() {
        let timeout = || FailureInfo::TimeoutFailureInfo(TimeoutFailureInfo::default());
        for (infos, expected) in [
            (vec![application(true), timeout()], "TimedOut"),
            (vec![application(true), handler("UPSTREAM_TIMEOUT")], "TimedOut"),
            (vec![application(true), handler("BAD_REQUEST")], "Refused"),
            (vec![application(true), handler("NOT_FOUND")], "Badly"),
            (vec![application(true), handler("INTERNAL"), application(true)], "Badly"),
            (vec![application(true)], "Refused"),
            (vec![application(false)], "Badly"),
        ] {
            let ended = format!("{:?}", of_failure(&chain(infos.clone())));
            assert!(ended.starts_with(expected), "{infos:?}: {ended}");
        }
    }
}
