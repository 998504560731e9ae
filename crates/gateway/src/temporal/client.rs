use std::time::Duration;

use temporalio_common::protos::temporal::api::common::v1::WorkflowExecution;
use temporalio_common::protos::temporal::api::enums::v1::HistoryEventFilterType;
use temporalio_common::protos::temporal::api::workflowservice::v1::workflow_service_client::WorkflowServiceClient;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse, GetSystemInfoRequest,
    GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse,
    ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse,
    RequestCancelWorkflowExecutionRequest,
};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

use crate::error::ApiError;

/// A plain call is given up after this; the server is near and answers in milliseconds.
pub(super) const DEADLINE: Duration = Duration::from_secs(3);
/// The server answers a long poll within about 20 seconds.
const LONG_POLL: Duration = Duration::from_secs(40);
/// Largest answer that is read, in bytes: a page of history with full payloads.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// A connection to Temporal. It is made when it is needed and again when it broke, so that the
/// gateway starts, and says what is wrong, while Temporal is down.
#[derive(Clone, Debug)]
pub(crate) struct Temporal {
    service: WorkflowServiceClient<Channel>,
    namespace: String,
}

impl Temporal {
    /// Aims at `host:port` and the router's namespace; connects nowhere yet.
    pub(crate) fn new(address: &str, namespace: &str) -> Result<Self, tonic::transport::Error> {
        let url =
            if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let channel = Endpoint::from_shared(url)?
            .connect_timeout(Duration::from_secs(1))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(10))
            .connect_lazy();
        let service = WorkflowServiceClient::new(channel).max_decoding_message_size(MAX_ANSWER);
        Ok(Self { service, namespace: namespace.to_owned() })
    }

    /// The router's namespace.
    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Whether Temporal answers, within a second.
    pub(crate) async fn ping(&self) -> Result<(), CallError> {
        let request = with_deadline(GetSystemInfoRequest::default(), Duration::from_secs(1));
        self.service().get_system_info(request).await.map_err(CallError::from)?;
        Ok(())
    }

    /// Describes the current run of a workflow id, or a given run of it.
    pub(crate) async fn describe(
        &self,
        namespace: &str,
        workflow_id: &str,
        run_id: &str,
    ) -> Result<DescribeWorkflowExecutionResponse, CallError> {
        let request = DescribeWorkflowExecutionRequest {
            namespace: namespace.to_owned(),
            execution: Some(execution(workflow_id, run_id)),
        };
        Ok(self
            .service()
            .describe_workflow_execution(with_deadline(request, DEADLINE))
            .await?
            .into_inner())
    }

    /// A page of a run's history. With `wait`, a page beyond the last event waits for the next one.
    pub(crate) async fn history(
        &self,
        namespace: &str,
        workflow_id: &str,
        run_id: &str,
        page: Page,
    ) -> Result<GetWorkflowExecutionHistoryResponse, CallError> {
        let wait = matches!(page, Page::Wait(_));
        let (size, token) = match page {
            Page::First => (1, Vec::new()),
            Page::Wait(token) => (0, token),
        };
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: namespace.to_owned(),
            execution: Some(execution(workflow_id, run_id)),
            maximum_page_size: size,
            next_page_token: token,
            wait_new_event: wait,
            history_event_filter_type: HistoryEventFilterType::AllEvent as i32,
            skip_archival: true,
        };
        let deadline = if wait { LONG_POLL } else { DEADLINE };
        Ok(self
            .service()
            .get_workflow_execution_history(with_deadline(request, deadline))
            .await?
            .into_inner())
    }

    /// Asks a run to cancel itself.
    pub(crate) async fn cancel(
        &self,
        workflow_id: &str,
        run_id: &str,
        reason: &str,
    ) -> Result<(), CallError> {
        let request = RequestCancelWorkflowExecutionRequest {
            namespace: self.namespace.clone(),
            workflow_execution: Some(execution(workflow_id, run_id)),
            identity: IDENTITY.to_owned(),
            request_id: uuid::Uuid::new_v4().to_string(),
            reason: reason.to_owned(),
            ..Default::default()
        };
        self.service().request_cancel_workflow_execution(with_deadline(request, DEADLINE)).await?;
        Ok(())
    }

    /// A page of the visibility store. It is slow and limited: for rebuilding the index only.
    pub(crate) async fn list(
        &self,
        query: &str,
        token: Vec<u8>,
    ) -> Result<ListWorkflowExecutionsResponse, CallError> {
        let request = ListWorkflowExecutionsRequest {
            namespace: self.namespace.clone(),
            page_size: 500,
            next_page_token: token,
            query: query.to_owned(),
        };
        let request = with_deadline(request, Duration::from_secs(10));
        Ok(self.service().list_workflow_executions(request).await?.into_inner())
    }

    /// The generated client; a clone shares the connection.
    pub(super) fn service(&self) -> WorkflowServiceClient<Channel> {
        self.service.clone()
    }
}

/// Which part of a history.
pub(crate) enum Page {
    /// The first event alone.
    First,
    /// Everything from the token on; empty = from the first event.
    Wait(Vec<u8>),
}

/// Who the gateway is in histories.
pub(super) const IDENTITY: &str = "portico-gateway";

/// Names a run; an empty run id = the current one.
pub(super) fn execution(workflow_id: &str, run_id: &str) -> WorkflowExecution {
    WorkflowExecution { workflow_id: workflow_id.to_owned(), run_id: run_id.to_owned() }
}

/// A request that both sides give up after `deadline`.
pub(super) fn with_deadline<T>(message: T, deadline: Duration) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(deadline);
    request
}

/// How a call to Temporal failed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No such execution, or it is over.
    #[error("not found: {0}")]
    NotFound(String),
    /// The workflow id is taken.
    #[error("already started: {0}")]
    AlreadyStarted(String),
    /// The gateway may not do that.
    #[error("permission denied: {0}")]
    Denied(String),
    /// Temporal does not answer now; later it may.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl CallError {
    /// Whether the same call may work in a moment.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<Status> for CallError {
    fn from(status: Status) -> Self {
        let text = format!("{:?}: {}", status.code(), status.message());
        metrics::counter!("portico_temporal_errors_total", "code" => format!("{:?}", status.code())).increment(1);
        match status.code() {
            // A namespace that is missing is the operator's to make; no run is unknown because of it.
            Code::NotFound if names_detail(&status, "NamespaceNotFoundFailure") => {
                Self::Unavailable(text)
            }
            Code::NotFound => Self::NotFound(text),
            Code::AlreadyExists => Self::AlreadyStarted(text),
            Code::PermissionDenied | Code::Unauthenticated => Self::Denied(text),
            Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Cancelled
            | Code::ResourceExhausted
            | Code::Aborted => Self::Unavailable(text),
            // The transport reports a broken connection as unknown.
            Code::Unknown if status.message().contains("transport") => Self::Unavailable(text),
            _ => Self::Other(text),
        }
    }
}

/// Whether the server explains a status by this kind of failure. Its text may quote what a person named.
pub(super) fn names_detail(status: &Status, kind: &str) -> bool {
    /// google.rpc.Status, of which only the details matter.
    #[derive(Clone, PartialEq, prost::Message)]
    struct RpcStatus {
        #[prost(message, repeated, tag = "3")]
        details: Vec<prost_wkt_types::Any>,
    }
    let details = prost::Message::decode(status.details()).map(|status: RpcStatus| status.details);
    details.is_ok_and(|details| {
        details.iter().any(|any| any.type_url.rsplit('.').next() == Some(kind))
    })
}

impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unavailable(_) => Self::temporal_unavailable(error),
            _ => Self::internal(error),
        }
    }
}
