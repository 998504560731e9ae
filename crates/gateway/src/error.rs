use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portico_contract::http::{ErrorBody, ErrorCode, ErrorEnvelope, FieldProblem};

use crate::middleware::request_id;

/// Answer of a handler that may fail.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// Everything that can go wrong in a request; becomes the one [`ErrorEnvelope`].
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    fields: Vec<FieldProblem>,
    retry_after_seconds: Option<u64>,
    retryable: Option<bool>,
    /// For the log only.
    internal: Option<String>,
}

impl ApiError {
    /// 400: the request itself cannot be read.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Malformed, message)
    }

    /// 400: the request cannot be read, because of one field.
    pub(crate) fn malformed_field(message: impl Into<String>, field: FieldProblem) -> Self {
        Self { fields: vec![field], ..Self::malformed(message) }
    }

    /// 401.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "nobody is signed in: sign in and try again")
    }

    /// 403: `message` names the rule and whom to ask.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    /// 403: the workflow asks for approvals, which only `local` can do without.
    pub(crate) fn approvals_not_available(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ApprovalsNotAvailable, message)
    }

    /// 404: no such workflow, or none the caller may see.
    pub(crate) fn unknown_workflow(namespace: &str, workflow_type: &str) -> Self {
        Self::new(
            ErrorCode::UnknownWorkflow,
            format!(
                "there is no workflow {workflow_type} in {namespace}: look it up in the catalog"
            ),
        )
    }

    /// 404: no such run, or none the caller may see.
    pub(crate) fn unknown_run(workflow_id: &str) -> Self {
        Self::new(
            ErrorCode::UnknownRun,
            format!(
                "there is no run {workflow_id}: it may have been removed, or the address is incomplete"
            ),
        )
    }

    /// 404: no such field, or one whose choices are fixed.
    pub(crate) fn unknown_field(pointer: &str, known: &[&str]) -> Self {
        let shown: String = pointer.chars().take(200).collect();
        let message = match known {
            [] => format!(
                "the choices of {shown} come from nowhere: this workflow has no dynamic fields"
            ),
            known => format!(
                "the choices of {shown} come from nowhere: the workflow's dynamic fields are {}",
                known.join(", ")
            ),
        };
        Self::new(ErrorCode::UnknownField, message)
    }

    /// 404 under `/api`.
    pub(crate) fn unknown_path(path: &str) -> Self {
        Self::new(
            ErrorCode::UnknownPath,
            format!("there is no {path}: /api/v1/openapi.json lists what there is"),
        )
    }

    /// 405.
    pub(crate) fn method_not_allowed(method: &str, path: &str) -> Self {
        Self::new(ErrorCode::MethodNotAllowed, format!("{path} does not answer {method}"))
    }

    /// 409: the form was drawn from another definition.
    pub(crate) fn definition_changed() -> Self {
        Self::new(
            ErrorCode::DefinitionChanged,
            "the workflow was changed by its owner meanwhile: load it again and check what you typed",
        )
    }

    /// 409: the run is over.
    pub(crate) fn already_closed() -> Self {
        Self::new(ErrorCode::AlreadyClosed, "the run has already ended: there is nothing to cancel")
    }

    /// 413.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            ErrorCode::TooLarge,
            format!("the request is larger than {} KiB: send less", limit / 1024),
        )
    }

    /// 413: an input that grows as it is written for the workflow.
    pub(crate) fn input_too_large(limit: usize) -> Self {
        Self::new(
            ErrorCode::TooLarge,
            format!(
                "the input is larger than {} KiB as it is sent on, with numbers such as 1e15 written out: send less",
                limit / 1024
            ),
        )
    }

    /// 415: `message` says which header to change.
    pub(crate) fn unsupported_media_type(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::UnsupportedMediaType, message)
    }

    /// 422: fields need attention.
    pub(crate) fn invalid_input(fields: Vec<FieldProblem>) -> Self {
        let message = match fields.len() {
            1 => "1 field needs attention".to_owned(),
            n => format!("{n} fields need attention"),
        };
        Self { fields, ..Self::new(ErrorCode::InvalidInput, message) }
    }

    /// 422: the same Idempotency-Key came with another input.
    pub(crate) fn key_reused() -> Self {
        Self::new(
            ErrorCode::KeyReused,
            "this Idempotency-Key has already started a run with another input: send a new key",
        )
    }

    /// 422: the confirmation is missing or differs from the field it repeats.
    pub(crate) fn confirm_required(pointer: &str) -> Self {
        let field = pointer.trim_start_matches('/');
        Self::new(ErrorCode::ConfirmRequired, format!("type the value of {field} again to confirm"))
    }

    /// 422: choices that depend on what is not filled in.
    pub(crate) fn missing_params(message: impl Into<String>, fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ErrorCode::MissingParams, message) }
    }

    /// 424: the source of a field's choices gave none; `retryable` = it may in a moment.
    pub(crate) fn source_failed(
        message: impl Into<String>,
        field: FieldProblem,
        retryable: bool,
    ) -> Self {
        Self {
            fields: vec![field],
            retryable: Some(retryable),
            ..Self::new(ErrorCode::SourceFailed, message)
        }
    }

    /// 429.
    pub(crate) fn rate_limited(retry_after_seconds: u64) -> Self {
        Self {
            retry_after_seconds: Some(retry_after_seconds),
            ..Self::new(
                ErrorCode::RateLimited,
                format!("too many requests: try again in {retry_after_seconds} s"),
            )
        }
    }

    /// 500: `internal` goes to the log, never to the caller.
    pub(crate) fn internal(internal: impl std::fmt::Display) -> Self {
        Self {
            internal: Some(internal.to_string()),
            ..Self::new(
                ErrorCode::Internal,
                "something went wrong in the gateway: report it with this request id",
            )
        }
    }

    /// 503: `internal` goes to the log, never to the caller.
    pub(crate) fn temporal_unavailable(internal: impl std::fmt::Display) -> Self {
        Self {
            internal: Some(internal.to_string()),
            retry_after_seconds: Some(2),
            ..Self::new(
                ErrorCode::TemporalUnavailable,
                "Temporal does not answer at the moment: try again in a few seconds",
            )
        }
    }

    /// The same of a start, which may or may not have happened.
    pub(crate) fn for_a_start(self) -> Self {
        match self.code {
            ErrorCode::TemporalUnavailable => Self {
                message: "Temporal does not answer at the moment: nothing is lost, send the same again in a few \
                          seconds, with the same Idempotency-Key"
                    .to_owned(),
                ..self
            },
            _ => self,
        }
    }

    /// Which error it is.
    pub(crate) fn code(&self) -> ErrorCode {
        self.code
    }

    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            retry_after_seconds: None,
            retryable: None,
            internal: None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let request_id = request_id::current();
        if let Some(internal) = &self.internal {
            tracing::error!(request.id = %request_id, error.code = %self.code, error.text = %internal, "Request failed");
        }
        let refused =
            [ErrorCode::Forbidden, ErrorCode::ApprovalsNotAvailable, ErrorCode::Unauthenticated];
        if refused.contains(&self.code) {
            tracing::info!(request.id = %request_id, error.code = %self.code, "Refused a request");
        }
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let error = ErrorBody {
            code: self.code,
            message: self.message,
            request_id,
            fields: self.fields,
            retryable: self.retryable,
        };
        let mut response = (status, Json(ErrorEnvelope { error })).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
