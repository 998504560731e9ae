//! What a handler may answer instead of a result: a refusal of the request, or an operation that failed.

use serde::Serialize;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use tonic::{Code, Status};

use crate::request::json_payload;

/// The predefined handler errors of the Nexus specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request itself is wrong; asking again cannot help.
    BadRequest,
    /// The caller did not prove who it is.
    Unauthenticated,
    /// The caller may not do this.
    Unauthorized,
    /// No such service, operation or operation token.
    NotFound,
    /// The request collides with the state of the resource.
    Conflict,
    /// The handler gave up before the request's deadline.
    RequestTimeout,
    /// A quota is used up for now.
    ResourceExhausted,
    /// The handler is at fault.
    Internal,
    /// The handler does not know this kind of request.
    NotImplemented,
    /// The handler cannot work for now.
    Unavailable,
    /// Something the handler needs did not answer in time.
    UpstreamTimeout,
}

impl ErrorKind {
    /// The name the specification gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
            Self::Internal => "INTERNAL",
            Self::NotImplemented => "NOT_IMPLEMENTED",
            Self::Unavailable => "UNAVAILABLE",
            Self::UpstreamTimeout => "UPSTREAM_TIMEOUT",
        }
    }

    /// Whether the specification lets the caller try again.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RequestTimeout
                | Self::ResourceExhausted
                | Self::Internal
                | Self::Unavailable
                | Self::UpstreamTimeout
        )
    }
}

/// The request could not be handled. The server retries it, up to the operation's schedule-to-close
/// timeout, unless it is marked as not retryable.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct HandlerError {
    /// What went wrong, in the specification's terms.
    pub kind: ErrorKind,
    /// What the caller reads.
    pub message: String,
    /// Whether the server shall try again. It is always sent, so no server has to guess.
    pub retryable: bool,
    /// What led to it.
    #[source]
    pub cause: Option<Box<OperationFailure>>,
}

impl HandlerError {
    /// An error that is retried as the specification says for its kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retryable: kind.is_retryable(), cause: None }
    }

    /// The same error, never retried.
    #[must_use]
    pub fn non_retryable(self) -> Self {
        Self { retryable: false, ..self }
    }

    /// The same error with what led to it, which the caller reads too.
    #[must_use]
    pub fn caused_by(self, cause: OperationFailure) -> Self {
        Self { cause: Some(Box::new(cause)), ..self }
    }
}

/// The map the official SDKs use for errors of the Temporal service.
impl From<&Status> for HandlerError {
    fn from(status: &Status) -> Self {
        let kind = match status.code() {
            Code::InvalidArgument => ErrorKind::BadRequest,
            Code::NotFound => ErrorKind::NotFound,
            Code::Aborted | Code::Unavailable => ErrorKind::Unavailable,
            Code::ResourceExhausted => ErrorKind::ResourceExhausted,
            Code::Unimplemented => ErrorKind::NotImplemented,
            Code::DeadlineExceeded => ErrorKind::UpstreamTimeout,
            Code::AlreadyExists
            | Code::FailedPrecondition
            | Code::OutOfRange
            | Code::Cancelled
            | Code::DataLoss
            | Code::Internal
            | Code::Unknown
            | Code::Unauthenticated
            | Code::PermissionDenied
            | Code::Ok => ErrorKind::Internal,
        };
        let error = Self::new(kind, status.message());
        match status.code() {
            Code::AlreadyExists | Code::FailedPrecondition | Code::OutOfRange => {
                error.non_retryable()
            }
            _ => error,
        }
    }
}

/// What an operation may end in instead of a result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OperationError {
    /// The operation ran and failed; the caller's workflow sees an application failure.
    #[error(transparent)]
    Failed(OperationFailure),
    /// The operation was canceled.
    #[error("{0}")]
    Canceled(String),
    /// The request could not be handled.
    #[error(transparent)]
    Handler(HandlerError),
}

impl OperationError {
    /// What kind of end it is, in a word.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Failed(failure) => &failure.type_name,
            Self::Canceled(_) => "CANCELED",
            Self::Handler(error) => error.kind.as_str(),
        }
    }
}

/// The failure of an operation. It is final: the server does not retry a failed operation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct OperationFailure {
    /// What the caller reads.
    pub message: String,
    /// The failure's type, by which callers tell failures apart.
    pub type_name: String,
    /// More about it, for programs.
    pub details: Vec<Payload>,
    /// What led to it.
    #[source]
    pub cause: Option<Box<OperationFailure>>,
}

impl OperationFailure {
    /// A failure without details or cause.
    pub fn new(type_name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            type_name: type_name.into(),
            details: Vec::new(),
            cause: None,
        }
    }

    /// The same failure with what led to it.
    #[must_use]
    pub fn caused_by(self, cause: OperationFailure) -> Self {
        Self { cause: Some(Box::new(cause)), ..self }
    }

    /// Adds one value to the details, as JSON.
    ///
    /// # Errors
    /// The value has no form in JSON.
    pub fn detail<T: Serialize>(mut self, value: &T) -> Result<Self, serde_json::Error> {
        self.details.push(json_payload(value)?);
        Ok(self)
    }
}

impl From<HandlerError> for OperationError {
    fn from(error: HandlerError) -> Self {
        Self::Handler(error)
    }
}

impl From<OperationFailure> for OperationError {
    fn from(failure: OperationFailure) -> Self {
        Self::Failed(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_errors() {
        let cases = [
            (Code::InvalidArgument, "BAD_REQUEST", false),
            (Code::NotFound, "NOT_FOUND", false),
            (Code::AlreadyExists, "INTERNAL", false),
            (Code::FailedPrecondition, "INTERNAL", false),
            (Code::OutOfRange, "INTERNAL", false),
            (Code::Aborted, "UNAVAILABLE", true),
            (Code::Unavailable, "UNAVAILABLE", true),
            (Code::Cancelled, "INTERNAL", true),
            (Code::DataLoss, "INTERNAL", true),
            (Code::Internal, "INTERNAL", true),
            (Code::Unknown, "INTERNAL", true),
            (Code::Unauthenticated, "INTERNAL", true),
            (Code::PermissionDenied, "INTERNAL", true),
            (Code::ResourceExhausted, "RESOURCE_EXHAUSTED", true),
            (Code::Unimplemented, "NOT_IMPLEMENTED", false),
            (Code::DeadlineExceeded, "UPSTREAM_TIMEOUT", true),
        ];
        for (code, kind, retryable) in cases {
            let error = HandlerError::from(&Status::new(code, "why"));
            assert_eq!((error.kind.as_str(), error.retryable), (kind, retryable), "{code:?}");
            assert_eq!(error.message, "why");
        }
    }
}
