//! Passing a cancellation on to the workflow behind an operation.

use temporalio_client::Connection;
use temporalio_common::protos::temporal::api::common::v1::WorkflowExecution;
use temporalio_common::protos::temporal::api::workflowservice::v1::RequestCancelWorkflowExecutionRequest;

use crate::deadline::Deadline;
use crate::error::{ErrorKind, HandlerError};
use crate::token::OperationToken;

/// Asks the workflow of `token` to cancel itself. It may refuse, and go on. Only the operation that
/// started the workflow may ask: one that attached to it shares its result, not the say over it.
pub(crate) async fn cancel(
    connection: &Connection,
    namespace: &str,
    token: &str,
    deadline: Deadline,
) -> Result<(), HandlerError> {
    let token = OperationToken::decode(token, namespace)
        .map_err(|error| HandlerError::new(ErrorKind::BadRequest, error.to_string()))?;
    if token.attached {
        let message = "this operation waits for a workflow that another request started, so it cannot cancel it";
        return Err(HandlerError::new(ErrorKind::Unauthorized, message));
    }
    let request_id = uuid::Uuid::new_v4().to_string();
    let mut call = tonic::Request::new(RequestCancelWorkflowExecutionRequest {
        namespace: namespace.to_owned(),
        workflow_execution: Some(WorkflowExecution {
            workflow_id: token.workflow_id,
            run_id: String::new(),
        }),
        identity: connection.identity().to_owned(),
        request_id,
        reason: "the Nexus operation was canceled".to_owned(),
        ..Default::default()
    });
    call.set_timeout(deadline.remaining());
    match connection.workflow_service().request_cancel_workflow_execution(call).await {
        Ok(_) => Ok(()),
        Err(status) => Err(HandlerError::from(&status)),
    }
}
