//! Starting the workflow behind an operation, at most once however often the request is delivered.

use prost::Message;
use serde::{Deserialize, Serialize};
use temporalio_client::Connection;
use temporalio_common::protos::temporal::api::common::v1::{Link, Payloads, WorkflowType};
use temporalio_common::protos::temporal::api::enums::v1::WorkflowIdConflictPolicy;
use temporalio_common::protos::temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure;
use temporalio_common::protos::temporal::api::nexus::v1 as nexus;
use temporalio_common::protos::temporal::api::sdk::v1::UserMetadata;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflow::v1::OnConflictOptions;
use temporalio_common::protos::temporal::api::workflowservice::v1::StartWorkflowExecutionRequest;
use tonic::{Code, Status};

use crate::callback::completion_callback;
use crate::deadline::Deadline;
use crate::error::{ErrorKind, HandlerError, OperationError, OperationFailure};
use crate::header::{self, WORKFLOW_ALREADY_RUNNING};
use crate::link;
use crate::operation::{OnConflict, WorkflowOperation};
use crate::request::{OperationRequest, json_payload};
use crate::token::OperationToken;

/// Details of the failure of an operation whose workflow id was already running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlreadyRunning {
    /// The namespace.
    pub namespace: String,
    /// The id that is taken.
    pub workflow_id: String,
    /// The run that holds it.
    pub run_id: String,
}

/// How the caller wants to hear of the end, and what it wants linked.
pub(crate) struct Caller {
    pub(crate) callback: String,
    pub(crate) callback_header: std::collections::HashMap<String, String>,
    pub(crate) links: Vec<nexus::Link>,
}

/// A workflow that runs for the operation.
pub(crate) struct Started {
    pub(crate) token: String,
    pub(crate) links: Vec<nexus::Link>,
}

/// Starts the workflow, or finds the one an earlier delivery of the same request started.
pub(crate) async fn start(
    connection: &Connection,
    namespace: &str,
    operation: &WorkflowOperation,
    request: OperationRequest,
    caller: Caller,
    deadline: Deadline,
) -> Result<Started, OperationError> {
    let workflow_id = target_id(operation, &request)?;
    let on_conflict = match operation.on_conflict {
        Some(fixed) => fixed,
        None => header::on_conflict(&request.headers)?.unwrap_or_default(),
    };
    let links = link::links_from_nexus(&caller.links)
        .map_err(|error| HandlerError::new(ErrorKind::BadRequest, error.to_string()))?;
    let token =
        OperationToken { namespace: namespace.to_owned(), workflow_id: workflow_id.clone() }
            .encode();
    let request_id = request.request_id.clone();
    let start = StartWorkflowExecutionRequest {
        namespace: namespace.to_owned(),
        workflow_id: workflow_id.clone(),
        workflow_type: Some(WorkflowType { name: operation.workflow_type.clone() }),
        task_queue: Some(TaskQueue { name: operation.task_queue.clone(), ..Default::default() }),
        input: request.input.map(|payload| Payloads { payloads: vec![payload] }),
        identity: connection.identity().to_owned(),
        // The server starts no second workflow for a request id it has seen.
        request_id: request_id.clone(),
        completion_callbacks: completion_callback(
            caller.callback,
            caller.callback_header,
            &token,
            &links,
        )
        .into_iter()
        .collect(),
        // Here too: older servers do not read the callback's links.
        links,
        on_conflict_options: Some(OnConflictOptions {
            attach_request_id: true,
            attach_completion_callbacks: true,
            attach_links: true,
        }),
        workflow_id_conflict_policy: match on_conflict {
            OnConflict::Fail => WorkflowIdConflictPolicy::Fail,
            OnConflict::Attach => WorkflowIdConflictPolicy::UseExisting,
        } as i32,
        workflow_id_reuse_policy: operation.reuse as i32,
        workflow_execution_timeout: operation
            .execution_timeout
            .and_then(|timeout| timeout.try_into().ok()),
        user_metadata: operation.summary.as_ref().and_then(|summary| {
            Some(UserMetadata { summary: Some(json_payload(summary).ok()?), details: None })
        }),
        ..Default::default()
    };
    let mut call = tonic::Request::new(start);
    call.set_timeout(deadline.remaining());
    let (run_id, link) = match connection.workflow_service().start_workflow_execution(call).await {
        Ok(response) => {
            let response = response.into_inner();
            (response.run_id, response.link)
        }
        Err(status) => (already_started(&status, &request_id, namespace, &workflow_id)?, None),
    };
    let link: Link = link.unwrap_or_else(|| link::started_event(namespace, &workflow_id, &run_id));
    Ok(Started { token, links: link::to_nexus(&link).into_iter().collect() })
}

/// The operation's own id, else the header's, else one made of the request id: never a random one,
/// since the same start may be delivered again.
fn target_id(
    operation: &WorkflowOperation,
    request: &OperationRequest,
) -> Result<String, HandlerError> {
    if request.request_id.is_empty() {
        return Err(HandlerError::new(ErrorKind::BadRequest, "the request has no request id"));
    }
    let Some(id) = &operation.id else {
        return Ok(header::workflow_id(&request.headers)?
            .unwrap_or_else(|| format!("nexus-{}", request.request_id)));
    };
    let id = id(request)?;
    match header::check_id(&id) {
        Ok(()) => Ok(id),
        Err(reason) => Err(HandlerError::new(ErrorKind::Internal, reason).non_retryable()),
    }
}

/// The run of an earlier delivery of this request, or the error to answer with.
fn already_started(
    status: &Status,
    request_id: &str,
    namespace: &str,
    workflow_id: &str,
) -> Result<String, OperationError> {
    let Some(started) = already_started_details(status) else {
        return Err(HandlerError::from(status).into());
    };
    if started.start_request_id == request_id {
        return Ok(started.run_id);
    }
    let running = AlreadyRunning {
        namespace: namespace.to_owned(),
        workflow_id: workflow_id.to_owned(),
        run_id: started.run_id,
    };
    let message = format!("workflow {workflow_id} is already running in namespace {namespace}");
    let failure = OperationFailure::new(WORKFLOW_ALREADY_RUNNING, message).detail(&running);
    Err(failure.map_err(|error| HandlerError::new(ErrorKind::Internal, error.to_string()))?.into())
}

fn already_started_details(status: &Status) -> Option<WorkflowExecutionAlreadyStartedFailure> {
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
