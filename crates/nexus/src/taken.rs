//! A workflow id that another request's run holds: what that run is, and what to tell whoever wanted the id.

use serde::{Deserialize, Serialize};
use temporalio_client::Connection;
use temporalio_common::protos::temporal::api::common::v1::WorkflowExecution;
use temporalio_common::protos::temporal::api::enums::v1::{
    WorkflowExecutionStatus, WorkflowIdReusePolicy,
};
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeWorkflowExecutionRequest;
use tonic::Code;

use crate::deadline::Deadline;
use crate::error::{ErrorKind, HandlerError, OperationError, OperationFailure};
use crate::operation::{OnConflict, WorkflowOperation};

/// Failure type of an operation whose workflow id another request's run holds, unless it attached to that run.
/// Its details hold one [`AlreadyStarted`].
pub const WORKFLOW_ALREADY_RUNNING: &str = "WorkflowAlreadyRunning";
/// Failure type of an operation whose workflow id a closed run keeps, by the operation's reuse policy.
/// Its details hold one [`AlreadyStarted`].
pub const WORKFLOW_ALREADY_CLOSED: &str = "WorkflowAlreadyClosed";

/// The run that holds the workflow id an operation wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlreadyStarted {
    /// The namespace.
    pub namespace: String,
    /// The id that is taken.
    pub workflow_id: String,
    /// The run that holds it.
    pub run_id: String,
}

/// That run, as the server describes it.
pub(crate) struct Holder {
    run: AlreadyStarted,
    workflow_type: String,
    status: WorkflowExecutionStatus,
}

impl Holder {
    pub(crate) async fn describe(
        connection: &Connection,
        run: AlreadyStarted,
        deadline: Deadline,
    ) -> Result<Self, HandlerError> {
        let mut call = tonic::Request::new(DescribeWorkflowExecutionRequest {
            namespace: run.namespace.clone(),
            execution: Some(WorkflowExecution {
                workflow_id: run.workflow_id.clone(),
                run_id: run.run_id.clone(),
            }),
        });
        call.set_timeout(deadline.remaining());
        let response = match connection.workflow_service().describe_workflow_execution(call).await {
            Ok(response) => response.into_inner(),
            // Deleted since.
            Err(status) if status.code() == Code::NotFound => return Err(free_again(&run)),
            Err(status) => return Err(HandlerError::from(&status)),
        };
        let info = response.workflow_execution_info.unwrap_or_default();
        let status = info.status();
        let workflow_type = info.r#type.unwrap_or_default().name;
        Ok(Self { run, workflow_type, status })
    }

    /// The run.
    pub(crate) fn run_id(&self) -> &str {
        &self.run.run_id
    }

    /// Whether it is a run such as this operation starts.
    pub(crate) fn is_of(&self, operation: &WorkflowOperation) -> bool {
        self.workflow_type == operation.workflow_type
    }

    /// Whether the id has a run that goes on, this one or the one it continued as.
    pub(crate) fn is_running(&self) -> bool {
        use WorkflowExecutionStatus as Status;
        matches!(
            self.status,
            Status::Unspecified | Status::Running | Status::Paused | Status::ContinuedAsNew
        )
    }

    /// What the request that wanted the id is answered.
    pub(crate) fn refusal(
        self,
        operation: &WorkflowOperation,
        on_conflict: OnConflict,
    ) -> OperationError {
        let AlreadyStarted { namespace, workflow_id, .. } = &self.run;
        let running = format!("workflow {workflow_id} is already running in namespace {namespace}");
        let (kind, message) = if self.is_running() && on_conflict == OnConflict::Attach {
            let message = format!("{running}, and is not one this operation starts");
            (WORKFLOW_ALREADY_RUNNING, message)
        } else if self.is_running() {
            (WORKFLOW_ALREADY_RUNNING, running)
        } else if frees_its_id(self.status, operation.reuse) {
            return free_again(&self.run).into();
        } else {
            let message = format!(
                "workflow {workflow_id} has already run in namespace {namespace}, and its id may not be used again"
            );
            (WORKFLOW_ALREADY_CLOSED, message)
        };
        match OperationFailure::new(kind, message).detail(&self.run) {
            Ok(failure) => failure.into(),
            Err(error) => HandlerError::new(ErrorKind::Internal, error.to_string()).into(),
        }
    }
}

/// The run closed while the request was handled: asked again, the server will start the workflow.
pub(crate) fn free_again(run: &AlreadyStarted) -> HandlerError {
    let AlreadyStarted { namespace, workflow_id, .. } = run;
    HandlerError::new(
        ErrorKind::Unavailable,
        format!(
            "workflow {workflow_id} in namespace {namespace} has ended just now; its id is free"
        ),
    )
}

/// Whether the id of a run that closed so may be used again.
fn frees_its_id(status: WorkflowExecutionStatus, reuse: WorkflowIdReusePolicy) -> bool {
    match reuse {
        WorkflowIdReusePolicy::RejectDuplicate => false,
        WorkflowIdReusePolicy::AllowDuplicateFailedOnly => {
            status != WorkflowExecutionStatus::Completed
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The failure's type, or the error's kind, and the message after the names.
    fn refusal(
        status: WorkflowExecutionStatus,
        reuse: WorkflowIdReusePolicy,
        on_conflict: OnConflict,
    ) -> (String, String) {
        let run = AlreadyStarted {
            namespace: "ns".into(),
            workflow_id: "wf".into(),
            run_id: "run".into(),
        };
        let holder = Holder { run, workflow_type: "Other".into(), status };
        let operation = WorkflowOperation::new("Delete", "queue").reuse_policy(reuse);
        let refusal = holder.refusal(&operation, on_conflict);
        (refusal.kind().to_owned(), refusal.to_string())
    }

    #[test]
    fn refusals() {
        use OnConflict::{Attach, Fail};
        use WorkflowExecutionStatus as Status;
        use WorkflowIdReusePolicy::{AllowDuplicate, AllowDuplicateFailedOnly, RejectDuplicate};
        let running = "workflow wf is already running in namespace ns";
        let other = format!("{running}, and is not one this operation starts");
        let used = "workflow wf has already run in namespace ns, and its id may not be used again";
        let free = "workflow wf in namespace ns has ended just now; its id is free";
        let (is_running, closed, later) =
            (WORKFLOW_ALREADY_RUNNING, WORKFLOW_ALREADY_CLOSED, "UNAVAILABLE");
        let cases = [
            (Status::Running, AllowDuplicate, Fail, is_running, running),
            (Status::Running, RejectDuplicate, Fail, is_running, running),
            (Status::ContinuedAsNew, AllowDuplicate, Fail, is_running, running),
            (Status::Paused, AllowDuplicate, Fail, is_running, running),
            (Status::Running, AllowDuplicate, Attach, is_running, &other),
            (Status::Completed, AllowDuplicate, Fail, later, free),
            (Status::Completed, RejectDuplicate, Fail, closed, used),
            (Status::Completed, RejectDuplicate, Attach, closed, used),
            (Status::Failed, RejectDuplicate, Fail, closed, used),
            (Status::Completed, AllowDuplicateFailedOnly, Fail, closed, used),
            (Status::Failed, AllowDuplicateFailedOnly, Fail, later, free),
            (Status::Terminated, AllowDuplicateFailedOnly, Attach, later, free),
        ];
        for (status, reuse, on_conflict, kind, message) in cases {
            let expected = (kind.to_owned(), message.to_owned());
            assert_eq!(refusal(status, reuse, on_conflict), expected, "{status:?} {reuse:?}");
        }
    }
}
