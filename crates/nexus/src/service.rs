//! Services: named sets of operations.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_common::protos::temporal::api::enums::v1::WorkflowIdReusePolicy;

use crate::error::{ErrorKind, HandlerError, OperationError};
use crate::operation::{Operation, SyncFn, WorkflowOperation};
use crate::request::{OperationRequest, json_payload};

/// Names that start so belong to Temporal.
pub(crate) const SYSTEM_PREFIX: &str = "__temporal_";
/// The operation by which approved decisions will reach a workflow.
pub(crate) const SIGNAL: &str = "portico.signal";

/// The longest a `google.protobuf.Duration` may be, in seconds: 10,000 years.
const LONGEST_SECONDS: u64 = 315_576_000_000;

/// A set of operations under one service name, or under any.
#[derive(Clone)]
pub struct Service {
    pub(crate) name: Option<String>,
    pub(crate) operations: HashMap<String, Operation>,
    fault: Option<ServiceError>,
}

/// A service that cannot be served as it was described.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The name belongs to Temporal or to this crate.
    #[error("operation name {0:?} is reserved")]
    Reserved(String),
    /// Two operations of one service have this name.
    #[error("operation {0:?} is defined twice")]
    Duplicate(String),
    /// Operations and services need a name.
    #[error("an operation or service has an empty name")]
    Unnamed,
    /// No server takes such a timeout.
    #[error("the execution timeout of operation {0:?} is zero, or longer than 10,000 years")]
    Timeout(String),
    /// With this policy any caller could end a running workflow.
    #[error("operation {0:?} cannot have the reuse policy TerminateIfRunning")]
    ReusePolicy(String),
}

impl Service {
    /// Serves calls of this service name.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let fault = name.is_empty().then_some(ServiceError::Unnamed);
        Self { name: Some(name), operations: HashMap::new(), fault }
    }

    /// Serves calls of any service name that no other service of the worker has, for callers who
    /// name the service after the endpoint.
    pub fn any() -> Self {
        Self { name: None, operations: HashMap::new(), fault: None }
    }

    /// Adds an operation that starts a workflow.
    #[must_use]
    pub fn workflow_operation(self, operation: WorkflowOperation) -> Self {
        let name = operation.name.clone();
        let fault = fault(&operation);
        let mut service = self.add(name, Operation::Workflow(Box::new(operation)));
        service.fault = service.fault.or(fault);
        service
    }

    /// Adds an operation that is answered at once: the answer must be there within the request's
    /// deadline, some ten seconds, after which the handler is dropped where it awaits. Input and output
    /// travel as JSON.
    #[must_use]
    pub fn sync_operation<I, O, F, Fut>(self, name: impl Into<String>, handler: F) -> Self
    where
        I: DeserializeOwned + Send,
        O: Serialize,
        F: Fn(OperationRequest, I) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<O, OperationError>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        self.payload_operation(name, move |request| {
            let handler = Arc::clone(&handler);
            async move {
                let input = request.json::<I>()?;
                let output = handler(request, input).await?;
                json_payload(&output).map_err(|error| {
                    let message = format!("the result cannot be written as JSON: {error}");
                    HandlerError::new(ErrorKind::Internal, message).non_retryable().into()
                })
            }
        })
    }

    /// The same for inputs and outputs that are not JSON: the input is the request's `input`, as it came.
    #[must_use]
    pub fn payload_operation<F, Fut>(self, name: impl Into<String>, handler: F) -> Self
    where
        F: Fn(OperationRequest) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Payload, OperationError>> + Send + 'static,
    {
        let answer: SyncFn = Arc::new(move |request| handler(request).boxed());
        self.add(name.into(), Operation::Sync(answer))
    }

    /// The operation of this name.
    pub(crate) fn operation(&self, name: &str) -> Result<&Operation, HandlerError> {
        if name.starts_with(SYSTEM_PREFIX) {
            let message = format!("operation names that start with {SYSTEM_PREFIX} are reserved");
            return Err(HandlerError::new(ErrorKind::BadRequest, message));
        }
        if name == SIGNAL {
            let message = format!("operation {SIGNAL} is reserved and not served yet");
            return Err(HandlerError::new(ErrorKind::NotImplemented, message));
        }
        self.operations.get(name).ok_or_else(|| {
            HandlerError::new(ErrorKind::NotFound, format!("no operation {name:?} is served here"))
        })
    }

    /// The service, unless something about it was wrong.
    pub(crate) fn checked(self) -> Result<Self, ServiceError> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self),
        }
    }

    fn add(mut self, name: String, operation: Operation) -> Self {
        let fault = if name.is_empty() {
            Some(ServiceError::Unnamed)
        } else if name.starts_with(SYSTEM_PREFIX) || name == SIGNAL {
            Some(ServiceError::Reserved(name))
        } else {
            match self.operations.entry(name) {
                Entry::Occupied(taken) => Some(ServiceError::Duplicate(taken.key().clone())),
                Entry::Vacant(free) => {
                    free.insert(operation);
                    None
                }
            }
        };
        self.fault = self.fault.or(fault);
        self
    }
}

/// What no server would take.
#[expect(deprecated, reason = "the policy can still be named, so it is refused here")]
fn fault(operation: &WorkflowOperation) -> Option<ServiceError> {
    let name = || operation.name.clone();
    let unfit = |timeout: Duration| timeout.is_zero() || timeout.as_secs() > LONGEST_SECONDS;
    if operation.execution_timeout.is_some_and(unfit) {
        Some(ServiceError::Timeout(name()))
    } else if operation.reuse == WorkflowIdReusePolicy::TerminateIfRunning {
        Some(ServiceError::ReusePolicy(name()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workflow(name: &str) -> Service {
        Service::any().workflow_operation(WorkflowOperation::new(name, "queue"))
    }

    #[test]
    #[expect(deprecated, reason = "the policy is refused")]
    fn faults() {
        let fault = |service: Service| service.checked().err();
        assert_eq!(fault(workflow("Delete")), None);
        assert_eq!(fault(Service::named("")), Some(ServiceError::Unnamed));
        assert_eq!(fault(workflow("")), Some(ServiceError::Unnamed));
        assert_eq!(fault(workflow(SIGNAL)), Some(ServiceError::Reserved(SIGNAL.into())));
        assert_eq!(
            fault(workflow("__temporal_x")),
            Some(ServiceError::Reserved("__temporal_x".into()))
        );
        let timeout = |timeout| {
            let operation = WorkflowOperation::new("Delete", "queue").execution_timeout(timeout);
            fault(Service::any().workflow_operation(operation))
        };
        assert_eq!(timeout(Duration::from_secs(1)), None);
        for refused in [Duration::ZERO, Duration::MAX, Duration::from_secs(LONGEST_SECONDS + 1)] {
            assert_eq!(timeout(refused), Some(ServiceError::Timeout("Delete".into())));
        }
        let terminates = WorkflowOperation::new("Delete", "queue")
            .reuse_policy(WorkflowIdReusePolicy::TerminateIfRunning);
        assert_eq!(
            fault(Service::any().workflow_operation(terminates)),
            Some(ServiceError::ReusePolicy("Delete".into()))
        );
        let twice = workflow("Delete")
            .sync_operation("Delete", |_, input: String| async move { Ok(input) });
        assert_eq!(fault(twice), Some(ServiceError::Duplicate("Delete".into())));
    }

    #[test]
    fn refused_names() {
        let service = workflow("Delete");
        let refusal = |name: &str| service.operation(name).err().map(|error| error.kind);
        assert_eq!(refusal("Delete"), None);
        assert_eq!(refusal("delete"), Some(ErrorKind::NotFound));
        assert_eq!(refusal("__temporal_system"), Some(ErrorKind::BadRequest));
        assert_eq!(refusal(SIGNAL), Some(ErrorKind::NotImplemented));
    }
}
