//! The two kinds of operations: backed by a workflow, and answered at once.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_common::protos::temporal::api::enums::v1::WorkflowIdReusePolicy;

use crate::error::{HandlerError, OperationError};
use crate::request::OperationRequest;

/// What to do when the target's id belongs to a running workflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// The operation fails.
    #[default]
    Fail,
    /// The operation waits for the running workflow and gets its result too, if that workflow is of the
    /// type the operation starts. It cannot cancel it.
    Attach,
}

pub(crate) type IdFn = Arc<dyn Fn(&OperationRequest) -> Result<String, HandlerError> + Send + Sync>;
pub(crate) type SyncFn = Arc<
    dyn Fn(OperationRequest) -> BoxFuture<'static, Result<Payload, OperationError>> + Send + Sync,
>;

/// An operation that starts a workflow; the workflow's result, failure or cancellation becomes its own.
#[derive(Clone)]
pub struct WorkflowOperation {
    pub(crate) name: String,
    pub(crate) workflow_type: String,
    pub(crate) task_queue: String,
    pub(crate) id: Option<IdFn>,
    pub(crate) caller_may_choose_id: bool,
    pub(crate) on_conflict: Option<OnConflict>,
    pub(crate) caller_may_attach: bool,
    pub(crate) reuse: WorkflowIdReusePolicy,
    pub(crate) execution_timeout: Option<Duration>,
    pub(crate) summary: Option<String>,
}

impl WorkflowOperation {
    /// The operation that starts the workflow type of the same name on `task_queue`.
    pub fn new(name: impl Into<String>, task_queue: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            workflow_type: name.clone(),
            name,
            task_queue: task_queue.into(),
            id: None,
            caller_may_choose_id: true,
            on_conflict: None,
            caller_may_attach: true,
            // A closed run must not stand in the way of doing the same thing again. Redelivered starts
            // are told apart by their request id, before this policy is asked.
            reuse: WorkflowIdReusePolicy::AllowDuplicate,
            execution_timeout: None,
            summary: None,
        }
    }

    /// Starts this workflow type instead of the one the operation is named after.
    #[must_use]
    pub fn workflow_type(mut self, workflow_type: impl Into<String>) -> Self {
        self.workflow_type = workflow_type.into();
        self
    }

    /// Derives the workflow's id from the request. It must give the same id each time the same request is
    /// delivered. Without it the id is the one of header `portico-workflow-id`, else `nexus-<request id>`.
    /// To take a caller's id only if it will do, ask for it: [`OperationRequest::chosen_id`].
    #[must_use]
    pub fn id(
        mut self,
        id: impl Fn(&OperationRequest) -> Result<String, HandlerError> + Send + Sync + 'static,
    ) -> Self {
        self.id = Some(Arc::new(id));
        self
    }

    /// Whether callers may choose the workflow's id by header `portico-workflow-id`, where `.id(..)` does
    /// not; they may unless told otherwise. If not, such a request is refused as `UNAUTHORIZED`.
    #[must_use]
    pub fn caller_may_choose_id(mut self, may: bool) -> Self {
        self.caller_may_choose_id = may;
        self
    }

    /// Fixes what to do when the id is running. Without it header `portico-on-conflict` decides, else it fails.
    #[must_use]
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = Some(on_conflict);
        self
    }

    /// Whether callers may attach by header `portico-on-conflict`, where `.on_conflict(..)` does not decide;
    /// they may unless told otherwise. If not, such a request is refused as `UNAUTHORIZED`.
    #[must_use]
    pub fn caller_may_attach(mut self, may: bool) -> Self {
        self.caller_may_attach = may;
        self
    }

    /// Chooses when the id of a closed run may be used again; by default always. `TerminateIfRunning` is
    /// refused: it would let any caller end a running workflow.
    #[must_use]
    pub fn reuse_policy(mut self, reuse: WorkflowIdReusePolicy) -> Self {
        self.reuse = reuse;
        self
    }

    /// How long the workflow may take, retries and continued runs included; by default as long as it needs.
    /// It must be longer than nothing and no longer than 10,000 years.
    #[must_use]
    pub fn execution_timeout(mut self, timeout: Duration) -> Self {
        self.execution_timeout = Some(timeout);
        self
    }

    /// A line about the workflow for Temporal's user interface. It is stored unencrypted.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }
}

#[derive(Clone)]
pub(crate) enum Operation {
    Workflow(Box<WorkflowOperation>),
    Sync(SyncFn),
}
