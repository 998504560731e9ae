use std::time::Duration;

use portico_contract::nexus::{Memo, ROUTER_TASK_QUEUE, ROUTER_WORKFLOW, RouterInput};
use temporalio_common::protos::temporal::api::common::v1::{Payloads, WorkflowType};
use temporalio_common::protos::temporal::api::enums::v1::{
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::sdk::v1::UserMetadata;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::StartWorkflowExecutionRequest;
use tokio::time::Instant;

use super::client::{CallError, IDENTITY, Temporal, with_deadline};
use super::memo::memo_fields;
use super::payload::json_payload;

/// One attempt is given up after this.
const ATTEMPT: Duration = Duration::from_secs(2);
/// No further attempt begins after this.
const GIVE_UP: Duration = Duration::from_secs(2);
/// Pause before the second attempt; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest summary the server keeps, in bytes.
const MAX_SUMMARY: usize = 400;

/// A router to start.
pub(crate) struct Start<'a> {
    /// Its id, made from the idempotency key.
    pub(crate) workflow_id: &'a str,
    /// Its input.
    pub(crate) input: &'a RouterInput,
    /// The gateway's record.
    pub(crate) memo: &'a Memo,
    /// One line for Temporal's UI, from the config alone: never from the input.
    pub(crate) summary: &'a str,
}

/// How a start went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Started {
    /// The router runs, under this run id.
    Now(String),
    /// The workflow id was taken before.
    Before,
}

impl Temporal {
    /// Starts a router once, however often it has to ask: every attempt carries the same request id.
    pub(crate) async fn start(&self, start: Start<'_>) -> Result<Started, CallError> {
        let request = self.request(&start).map_err(|error| CallError::Other(error.to_string()))?;
        let begun = Instant::now();
        let mut pause = PAUSE;
        loop {
            let answer = self
                .service()
                .start_workflow_execution(with_deadline(request.clone(), ATTEMPT))
                .await;
            match answer.map_err(CallError::from) {
                Ok(answer) => return Ok(Started::Now(answer.into_inner().run_id)),
                Err(CallError::AlreadyStarted(_)) => return Ok(Started::Before),
                Err(error) if error.is_transient() && begun.elapsed() + pause < GIVE_UP => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn request(
        &self,
        start: &Start<'_>,
    ) -> Result<StartWorkflowExecutionRequest, serde_json::Error> {
        let summary = truncated(start.summary, MAX_SUMMARY - 2);
        Ok(StartWorkflowExecutionRequest {
            namespace: self.namespace().to_owned(),
            workflow_id: start.workflow_id.to_owned(),
            workflow_type: Some(WorkflowType { name: ROUTER_WORKFLOW.to_owned() }),
            task_queue: Some(TaskQueue {
                name: ROUTER_TASK_QUEUE.to_owned(),
                ..Default::default()
            }),
            input: Some(Payloads { payloads: vec![json_payload(start.input)?] }),
            identity: IDENTITY.to_owned(),
            request_id: uuid::Uuid::new_v4().to_string(),
            workflow_id_reuse_policy: WorkflowIdReusePolicy::RejectDuplicate as i32,
            workflow_id_conflict_policy: WorkflowIdConflictPolicy::Fail as i32,
            memo: Some(memo_fields(start.memo)?),
            user_metadata: Some(UserMetadata {
                summary: Some(json_payload(&summary)?),
                details: None,
            }),
            ..Default::default()
        })
    }
}

/// The longest prefix of whole characters that fits.
fn truncated(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
