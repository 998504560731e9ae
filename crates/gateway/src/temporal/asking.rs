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
    StartWorkflowExecutionResponse,
};

use super::client::{CallError, DEADLINE, IDENTITY, Page, Temporal, execution, with_deadline};
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
    /// instead, since another replica asks the same; but whoever may write to the gateway's namespace can start anything
    /// under the id, so a run that does not ask this is not believed.
    pub(crate) async fn ask_operation(
        &self,
        workflow_id: &str,
        input: &OptionsInput,
    ) -> Result<Ended, CallError> {
        let mut request =
            self.asking(workflow_id, input).map_err(|error| CallError::Other(error.to_string()))?;
        let mut run = self.begin(&request).await?;
        if !run.started && !self.asks_the_same(&run.run_id, &request).await? {
            tracing::warn!(
                workflow.id = %workflow_id,
                workflow.run_id = %run.run_id,
                "A run that no gateway started has the id of a question for options: it is asked under another id"
            );
            request.workflow_id = format!("{workflow_id}-{}", uuid::Uuid::new_v4().simple());
            request.request_id = uuid::Uuid::new_v4().to_string();
            run = self.begin(&request).await?;
        }
        self.end_of(&request.workflow_id, &run.run_id).await
    }

    fn asking(
        &self,
        workflow_id: &str,
        input: &OptionsInput,
    ) -> Result<StartWorkflowExecutionRequest, serde_json::Error> {
        let summary = format!("Choices from {} of {}", input.operation, input.nexus_endpoint);
        Ok(StartWorkflowExecutionRequest {
            namespace: self.namespace().to_owned(),
            workflow_id: workflow_id.to_owned(),
            workflow_type: Some(WorkflowType { name: OPTIONS_WORKFLOW.to_owned() }),
            task_queue: Some(TaskQueue {
                name: ROUTER_TASK_QUEUE.to_owned(),
                ..Default::default()
            }),
            input: Some(Payloads { payloads: vec![json_payload(input)?] }),
            identity: IDENTITY.to_owned(),
            request_id: uuid::Uuid::new_v4().to_string(),
            workflow_execution_timeout: Some(prost_wkt_types::Duration {
                seconds: EXECUTION,
                nanos: 0,
            }),
            workflow_id_reuse_policy: WorkflowIdReusePolicy::AllowDuplicate as i32,
            workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting as i32,
            user_metadata: Some(UserMetadata {
                summary: Some(json_payload(&summary)?),
                details: None,
            }),
            ..Default::default()
        })
    }

    async fn begin(
        &self,
        request: &StartWorkflowExecutionRequest,
    ) -> Result<StartWorkflowExecutionResponse, CallError> {
        let request = with_deadline(request.clone(), DEADLINE);
        Ok(self.service().start_workflow_execution(request).await?.into_inner())
    }

    /// Whether a run that was found under the request's id is one that the request would have started.
    async fn asks_the_same(
        &self,
        run_id: &str,
        request: &StartWorkflowExecutionRequest,
    ) -> Result<bool, CallError> {
        let (namespace, workflow_id) = (self.namespace(), &request.workflow_id);
        let page = match self.history(namespace, workflow_id, run_id, Page::First).await {
            Ok(page) => page,
            // It was removed between the two questions.
            Err(CallError::NotFound(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let first = page.history.and_then(|history| history.events.into_iter().next());
        Ok(first.and_then(|event| event.attributes).is_some_and(|first| begins(&first, request)))
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

/// Whether this is the first event of a run with the request's type, task queue, input and time, that begins at once.
fn begins(first: &Attributes, request: &StartWorkflowExecutionRequest) -> bool {
    let Attributes::WorkflowExecutionStartedEventAttributes(first) = first else { return false };
    // The server adds what kind of queue it is.
    let queue = first.task_queue.as_ref().map(|queue| &queue.name);
    first.workflow_type == request.workflow_type
        && queue == request.task_queue.as_ref().map(|queue| &queue.name)
        && first.input == request.input
        && first.workflow_execution_timeout == request.workflow_execution_timeout
        && first.first_workflow_task_backoff.unwrap_or_default()
            == prost_wkt_types::Duration::default()
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
    use temporalio_common::protos::temporal::api::enums::v1::TaskQueueKind;
    use temporalio_common::protos::temporal::api::failure::v1::{
        ApplicationFailureInfo, NexusHandlerFailureInfo, TimeoutFailureInfo,
    };
    use temporalio_common::protos::temporal::api::history::v1::WorkflowExecutionStartedEventAttributes;

    use super::*;

    #[test]
    fn a_run_is_believed_that_was_started_alike() {
        let input = |text: &str| Some(Payloads { payloads: vec![json_payload(&text).unwrap()] });
        let kind = |name: &str| Some(WorkflowType { name: name.to_owned() });
        let queue = |name: &str| {
            let kind = TaskQueueKind::Normal as i32;
            Some(TaskQueue { name: name.to_owned(), kind, ..Default::default() })
        };
        let seconds = |seconds| Some(prost_wkt_types::Duration { seconds, nanos: 0 });
        let request = StartWorkflowExecutionRequest {
            workflow_type: kind("W"),
            task_queue: Some(TaskQueue { name: "q".to_owned(), ..Default::default() }),
            input: input("which?"),
            workflow_execution_timeout: seconds(5),
            ..Default::default()
        };
        let more = Payloads {
            payloads: vec![json_payload(&"which?").unwrap(), json_payload(&"more").unwrap()],
        };
        for (workflow_type, task_queue, input, believed) in [
            (kind("W"), queue("q"), input("which?"), true),
            (kind("V"), queue("q"), input("which?"), false),
            (None, queue("q"), input("which?"), false),
            (kind("W"), queue("p"), input("which?"), false),
            (kind("W"), queue("q"), input("what?"), false),
            (kind("W"), queue("q"), Some(more), false),
            (kind("W"), queue("q"), None, false),
        ] {
            let first = WorkflowExecutionStartedEventAttributes {
                workflow_type,
                task_queue,
                input,
                workflow_execution_timeout: seconds(5),
                first_workflow_task_backoff: seconds(0),
                ..Default::default()
            };
            let first = Attributes::WorkflowExecutionStartedEventAttributes(first);
            assert_eq!(begins(&first, &request), believed, "{first:?}");
        }
        for (timeout, backoff, believed) in [
            (seconds(5), None, true),
            (seconds(5), seconds(1), false),
            (seconds(6), None, false),
            (None, None, false),
        ] {
            let first = WorkflowExecutionStartedEventAttributes {
                workflow_type: kind("W"),
                task_queue: queue("q"),
                input: input("which?"),
                workflow_execution_timeout: timeout,
                first_workflow_task_backoff: backoff,
                ..Default::default()
            };
            let first = Attributes::WorkflowExecutionStartedEventAttributes(first);
            assert_eq!(begins(&first, &request), believed, "{first:?}");
        }
        let other = Attributes::WorkflowExecutionCompletedEventAttributes(Default::default());
        assert!(!begins(&other, &request));
    }

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
