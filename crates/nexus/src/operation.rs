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
pub enum OnConflict {
    /// The operation fails.
    #[default]
    Fail,
    /// The operation waits for the running workflow and gets its result too.
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
    pub(crate) on_conflict: Option<OnConflict>,
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
            on_conflict: None,
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
    #[must_use]
    pub fn id(
        mut self,
        id: impl Fn(&OperationRequest) -> Result<String, HandlerError> + Send + Sync + 'static,
    ) -> Self {
        self.id = Some(Arc::new(id));
        self
    }

    /// Fixes what to do when the id is running. Without it header `portico-on-conflict` decides, else it fails.
    #[must_use]
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = Some(on_conflict);
        self
    }

    /// Chooses when the id of a closed run may be used again; by default always.
    #[must_use]
    pub fn reuse_policy(mut self, reuse: WorkflowIdReusePolicy) -> Self {
        self.reuse = reuse;
        self
    }

    /// How long the workflow may take, retries and continued runs included; by default as long as it needs.
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
