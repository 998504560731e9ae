use std::fmt;

use serde::{Deserialize, Serialize};

/// The one shape of every error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorEnvelope {
    /// What went wrong.
    pub error: ErrorBody,
}

/// The inside of an [`ErrorEnvelope`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// Machine-readable.
    pub code: ErrorCode,
    /// A sentence for a person: what is wrong and what to do next.
    pub message: String,
    /// Finds the request in the gateway's log.
    pub request_id: String,
    /// The fields that need attention, in the form's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// With `source_failed`: whether the same question may be answered in a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
}

/// One field's problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON Pointer (RFC 6901) relative to `input`.
    pub pointer: String,
    /// The JSON Schema keyword that refused it; absent where no schema did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// A phrase that completes "<label> …", such as "is required".
    pub message: String,
}

macro_rules! codes {
    ($($variant:ident = $text:literal, $status:literal;)*) => {
        /// Every error code and its HTTP status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $(#[doc = concat!("HTTP ", stringify!($status))] #[serde(rename = $text)] $variant,)*
            /// A code this build does not know.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ErrorCode {
            /// The HTTP status that goes with the code.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* Self::Unknown => 500 }
            }

            /// The code that is written so.
            pub fn named(text: &str) -> Self {
                match text { $($text => Self::$variant,)* _ => Self::Unknown }
            }

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Unknown => "unknown" }
            }
        }

        // Written by hand: the derive does not see names that come out of a macro.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for ErrorCode {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some("Every error code; each has one HTTP status."))
                    .enum_values(Some([$($text,)* "unknown"]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for ErrorCode {}
    };
}

codes! {
    Malformed = "malformed", 400;
    Unauthenticated = "unauthenticated", 401;
    Forbidden = "forbidden", 403;
    ApprovalsNotAvailable = "approvals_not_available", 403;
    UnknownWorkflow = "unknown_workflow", 404;
    UnknownRun = "unknown_run", 404;
    UnknownField = "unknown_field", 404;
    UnknownPath = "unknown_path", 404;
    MethodNotAllowed = "method_not_allowed", 405;
    DefinitionChanged = "definition_changed", 409;
    AlreadyClosed = "already_closed", 409;
    TooLarge = "too_large", 413;
    UnsupportedMediaType = "unsupported_media_type", 415;
    InvalidInput = "invalid_input", 422;
    KeyReused = "key_reused", 422;
    MissingParams = "missing_params", 422;
    ConfirmRequired = "confirm_required", 422;
    SourceFailed = "source_failed", 424;
    RateLimited = "rate_limited", 429;
    Internal = "internal", 500;
    TemporalUnavailable = "temporal_unavailable", 503;
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
