//! What can go wrong with a call, told apart by what a person can do about it.

use portico_contract::http::{ErrorBody, ErrorCode};
use serde_json::Value;

use super::read::Read;

/// Why a call has no answer to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// Nobody answered: offline, refused, or cut.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The gateway answered with its error envelope.
    Refused {
        /// HTTP status.
        status: u16,
        /// The envelope's inside.
        body: ErrorBody,
        /// Seconds after which a retry makes sense.
        retry_after: Option<u32>,
    },
    /// A built file beside the portal is missing, or is not of this build.
    BrokenFile {
        /// Its path.
        path: String,
    },
    /// An answer that is not the gateway's, such as a proxy's page.
    Unreadable {
        /// HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// Reads an answer that is not a success.
    pub fn from_answer(status: u16, text: &str, retry_after: Option<&str>) -> Self {
        let answer: Option<Value> = serde_json::from_str(text).ok();
        match answer.and_then(|answer| ErrorBody::read(answer.get("error")?)) {
            Some(body) => Self::Refused {
                status,
                body,
                retry_after: retry_after.and_then(|s| s.trim().parse().ok()),
            },
            None => Self::Unreadable { status },
        }
    }

    /// The envelope's code, where there is one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { body, .. } => Some(body.code),
            _ => None,
        }
    }

    /// HTTP status, where there is one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } | Self::Unreadable { status } => Some(*status),
            _ => None,
        }
    }

    /// The same call may succeed later without anybody changing it.
    pub fn passing(&self) -> bool {
        match self {
            Self::Unreachable | Self::TimedOut => true,
            _ => self.status().is_some_and(|s| s >= 500 || s == 429),
        }
    }

    /// Nobody is signed in any more: the gateway says so, or what stands in front of it.
    pub fn is_signed_out(&self) -> bool {
        self.status() == Some(401) || matches!(self, Self::Unreadable { status: 403 })
    }

    /// A title and a sentence for a person.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::Unreachable => (
                "The gateway cannot be reached",
                "Nothing answered. Check your connection, then try again. Runs that have started go on.".into(),
            ),
            Self::TimedOut => (
                "The gateway did not answer in time",
                "Try again in a moment. Runs that have started go on.".into(),
            ),
            Self::BrokenFile { path } => (
                "A part of Portico does not fit",
                format!("The file {path} is missing or is not of this build: Portico may have been updated just now. Reload the page. If that does not help, whoever runs this portal builds its catalog again."),
            ),
            _ if self.is_signed_out() => (
                "You are not signed in",
                "Sign in in another tab and try again, or reload this page. What you typed stays in this browser, except secrets.".into(),
            ),
            Self::Unreadable { status } => (
                "The answer was not the gateway's",
                format!("Something between this browser and the gateway answered with status {status}. Try again."),
            ),
            Self::Refused { body, .. } if body.code == ErrorCode::KeyReused => (
                "A run was already started with another secret",
                "Everything else was the same, and its answer was lost. Look for that run under Runs. Starting again now starts a second one.".into(),
            ),
            Self::Refused { body, .. } => {
                let title = match body.code {
                    ErrorCode::Forbidden | ErrorCode::ApprovalsNotAvailable => "This is not open to you",
                    ErrorCode::UnknownWorkflow => "There is no such workflow",
                    ErrorCode::UnknownRun => "There is no such run",
                    ErrorCode::DefinitionChanged => "The workflow was changed",
                    ErrorCode::AlreadyClosed => "The run has already ended",
                    ErrorCode::TooLarge => "The request is too large",
                    ErrorCode::InvalidInput => "The input needs attention",
                    ErrorCode::ConfirmRequired => "The confirmation does not match",
                    ErrorCode::RateLimited => "Too many requests",
                    ErrorCode::TemporalUnavailable => "Temporal cannot be reached",
                    _ => "The gateway could not do this",
                };
                (title, body.message.clone())
            }
        }
    }

    /// The id that finds the request in the gateway's log.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused { body, .. } if !body.request_id.is_empty() => Some(&body.request_id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use portico_contract::http::ErrorCode;

    use super::ApiError;

    #[test]
    fn an_envelope_is_read_and_anything_else_is_not_trusted() {
        let text =
            r#"{"error":{"code":"temporal_unavailable","message":"try again","request_id":"r1"}}"#;
        let error = ApiError::from_answer(503, text, Some("7"));
        assert_eq!(error.code(), Some(ErrorCode::TemporalUnavailable));
        assert!(error.passing());
        assert!(matches!(error, ApiError::Refused { retry_after: Some(7), .. }));

        let page = ApiError::from_answer(502, "<html>Bad gateway</html>", None);
        assert_eq!(page, ApiError::Unreadable { status: 502 });
        assert!(page.passing());
        assert!(!page.words().1.contains("html"));
    }

    #[test]
    fn a_code_of_a_later_version_still_says_its_message() {
        let text = r#"{"error":{"code":"quota","message":"ask your lead","request_id":"r1"}}"#;
        let error = ApiError::from_answer(403, text, None);
        assert_eq!(error.words().1, "ask your lead");
        assert!(!error.passing());
    }
}
