//! Starting the workflow behind an operation, at most once however often the request is delivered.

use std::collections::HashMap;

use prost::Message;
use temporalio_client::Connection;
use temporalio_common::protos::temporal::api::common::v1::{Link, Payloads, WorkflowType};
use temporalio_common::protos::temporal::api::enums::v1::{
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure;
use temporalio_common::protos::temporal::api::nexus::v1 as nexus;
use temporalio_common::protos::temporal::api::sdk::v1::UserMetadata;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflow::v1::OnConflictOptions;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
};
use tonic::{Code, Status};

use crate::callback::completion_callback;
use crate::error::{ErrorKind, HandlerError, OperationError};
use crate::header;
use crate::link;
use crate::operation::{OnConflict, WorkflowOperation};
use crate::request::{OperationRequest, json_payload};
use crate::taken::{AlreadyStarted, Holder, free_again};
use crate::token::OperationToken;

/// How the caller wants to hear of the end, and what it wants linked.
pub(crate) struct Caller {
    pub(crate) callback: String,
    pub(crate) callback_header: HashMap<String, String>,
    pub(crate) links: Vec<nexus::Link>,
}

/// A workflow that runs for the operation.
pub(crate) struct Started {
    pub(crate) token: String,
    pub(crate) links: Vec<nexus::Link>,
}

/// Starts the workflow, finds the one an earlier delivery of the same request started, or attaches to one
/// of its type.
pub(crate) async fn start(
    connection: &Connection,
    namespace: &str,
    operation: &WorkflowOperation,
    request: &OperationRequest,
    caller: &Caller,
) -> Result<Started, OperationError> {
    let workflow_id = header::target_id(operation, request)?;
    let on_conflict = header::conflict(operation, &request.headers)?;
    let links = link::links_from_nexus(&caller.links)
        .map_err(|error| HandlerError::new(ErrorKind::BadRequest, error.to_string()))?;
    let start = Start { connection, namespace, operation, request, caller, workflow_id, links };

    let status = match start.send(Attach::No).await {
        Ok(response) => return Ok(start.started(response)),
        Err(status) => status,
    };
    let Some(started) = already_started(&status) else {
        return Err(HandlerError::from(&status).into());
    };
    if started.start_request_id == request.request_id {
        return Ok(start.found(started.run_id));
    }
    let holder = start.describe(started.run_id).await?;
    if on_conflict != OnConflict::Attach || !holder.is_running() || !holder.is_of(operation) {
        return Err(holder.refusal(operation, on_conflict));
    }
    match start.send(Attach::Only).await {
        Ok(response) => {
            // The run may have closed since, and another one taken its id.
            if response.run_id != holder.run_id() {
                let now = start.describe(response.run_id.clone()).await?;
                if !now.is_of(operation) {
                    return Err(now.refusal(operation, on_conflict));
                }
            }
            Ok(start.started(response))
        }
        Err(status) => Err(match already_started(&status) {
            Some(closed) => free_again(&start.held_by(closed.run_id)),
            None => HandlerError::from(&status),
        }
        .into()),
    }
}

/// Whether the server is asked to start the workflow, or to attach to a running one and nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attach {
    No,
    Only,
}

/// All that decides what the server is asked.
struct Start<'a> {
    connection: &'a Connection,
    namespace: &'a str,
    operation: &'a WorkflowOperation,
    request: &'a OperationRequest,
    caller: &'a Caller,
    workflow_id: String,
    links: Vec<Link>,
}

impl Start<'_> {
    async fn send(&self, attach: Attach) -> Result<StartWorkflowExecutionResponse, Status> {
        let mut call = tonic::Request::new(self.message(attach));
        call.set_timeout(self.request.deadline.remaining());
        let response = self.connection.workflow_service().start_workflow_execution(call).await?;
        Ok(response.into_inner())
    }

    fn message(&self, attach: Attach) -> StartWorkflowExecutionRequest {
        let operation = self.operation;
        let queue = TaskQueue { name: operation.task_queue.clone(), ..Default::default() };
        let (conflict, reuse) = match attach {
            Attach::No => (WorkflowIdConflictPolicy::Fail, operation.reuse),
            // A closed run is refused, so that nothing is started that counts as attached.
            Attach::Only => {
                (WorkflowIdConflictPolicy::UseExisting, WorkflowIdReusePolicy::RejectDuplicate)
            }
        };
        StartWorkflowExecutionRequest {
            namespace: self.namespace.to_owned(),
            workflow_id: self.workflow_id.clone(),
            workflow_type: Some(WorkflowType { name: operation.workflow_type.clone() }),
            task_queue: Some(queue),
            input: self.request.input.clone().map(|payload| Payloads { payloads: vec![payload] }),
            identity: self.connection.identity().to_owned(),
            // The server starts no second workflow for a request id it has seen.
            request_id: self.request.request_id.clone(),
            completion_callbacks: completion_callback(
                &self.caller.callback,
                &self.caller.callback_header,
                &self.token(attach == Attach::Only),
                &self.links,
            )
            .into_iter()
            .collect(),
            // Here too: older servers do not read the callback's links.
            links: self.links.clone(),
            on_conflict_options: Some(OnConflictOptions {
                attach_request_id: true,
                attach_completion_callbacks: true,
                attach_links: true,
            }),
            workflow_id_conflict_policy: conflict as i32,
            workflow_id_reuse_policy: reuse as i32,
            workflow_execution_timeout: operation
                .execution_timeout
                .and_then(|timeout| timeout.try_into().ok()),
            user_metadata: operation.summary.as_ref().and_then(|summary| {
                Some(UserMetadata { summary: Some(json_payload(summary).ok()?), details: None })
            }),
            ..Default::default()
        }
    }

    fn token(&self, attached: bool) -> String {
        let token = OperationToken::new(self.namespace, &*self.workflow_id);
        OperationToken { attached, ..token }.encode()
    }

    /// The answer where the server knows a run for this request. It also says whether this delivery, or an
    /// earlier one, started that run or attached to it.
    fn started(&self, response: StartWorkflowExecutionResponse) -> Started {
        let link = response.link.unwrap_or_else(|| {
            link::started_event(self.namespace, &self.workflow_id, &response.run_id)
        });
        Started {
            token: self.token(!response.started),
            links: link::to_nexus(&link).into_iter().collect(),
        }
    }

    /// The answer where an earlier delivery of this request started the run that holds the id.
    fn found(&self, run_id: String) -> Started {
        self.started(StartWorkflowExecutionResponse { run_id, started: true, ..Default::default() })
    }

    fn held_by(&self, run_id: String) -> AlreadyStarted {
        let (namespace, workflow_id) = (self.namespace.to_owned(), self.workflow_id.clone());
        AlreadyStarted { namespace, workflow_id, run_id }
    }

    async fn describe(&self, run_id: String) -> Result<Holder, HandlerError> {
        Holder::describe(self.connection, self.held_by(run_id), self.request.deadline).await
    }
}

/// The run that holds the id, if that is why the server refused to start another.
fn already_started(status: &Status) -> Option<WorkflowExecutionAlreadyStartedFailure> {
    /// google.rpc.Status, of which only the details matter.
    #[derive(Clone, PartialEq, Message)]
    struct RpcStatus {
        #[prost(message, repeated, tag = "3")]
        details: Vec<prost_wkt_types::Any>,
    }
    if status.code() != Code::AlreadyExists {
        return None;
    }
    let details = RpcStatus::decode(status.details()).ok()?.details;
    details
        .iter()
        .find(|any| any.type_url.ends_with(".WorkflowExecutionAlreadyStartedFailure"))
        .and_then(|any| WorkflowExecutionAlreadyStartedFailure::decode(&*any.value).ok())
}
