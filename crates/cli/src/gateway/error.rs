//! Why a call has no answer, in words for a person.

use portico_contract::http::{ErrorBody, ErrorCode, ErrorEnvelope};

use crate::exit::{COULD_NOT_RUN, FAULTS, Stop};
use crate::terminal::line;

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallError {
    /// No connection: nothing was sent.
    Unreachable(String),
    /// Sent, and no whole answer came.
    Lost(String),
    /// The gateway's error envelope.
    Refused {
        /// What it says.
        body: Box<ErrorBody>,
        /// HTTP status.
        status: u16,
        /// Seconds after which a retry makes sense.
        retry_after: Option<u64>,
    },
    /// An answer that is not the gateway's, such as a proxy's page.
    Foreign {
        /// HTTP status.
        status: u16,
    },
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // The innermost cause says it; what is around it repeats the address.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let said = cause.to_string();
        if error.is_connect() {
            Self::Unreachable(said)
        } else if error.is_timeout() {
            Self::Lost("no answer in time".into())
        } else {
            Self::Lost(said)
        }
    }
}

impl CallError {
    /// Reads an answer that is not a success.
    pub(super) fn answered(status: u16, body: &[u8], retry_after: Option<u64>) -> Self {
        match serde_json::from_slice::<ErrorEnvelope>(body) {
            Ok(envelope) => Self::Refused { body: Box::new(envelope.error), status, retry_after },
            Err(_) => Self::Foreign { status },
        }
    }

    /// The envelope's code, where there is one.
    pub(crate) fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { body, .. } => Some(body.code),
            _ => None,
        }
    }

    /// The same call may succeed later without anybody changing it.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Lost(_) => true,
            Self::Refused { status, .. } | Self::Foreign { status } => {
                matches!(status, 429 | 502..=504)
            }
        }
    }

    /// Whether the request may have been acted on.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::Unreachable(_) => false,
            Self::Lost(_) => true,
            Self::Refused { status, .. } | Self::Foreign { status } => *status >= 500,
        }
    }

    /// What happened and what to do next.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Unreachable(why) => format!(
                "the gateway cannot be reached ({}): check --gateway or PORTICO_GATEWAY, and whether it runs",
                line(why)
            ),
            Self::Lost(why) => {
                format!("the gateway did not answer whole ({}): try again", line(why))
            }
            Self::Foreign { status: status @ (301..=303 | 307 | 308) } => format!(
                "something before the gateway wants to lead elsewhere (status {status}), as a sign-in page does: \
                 check the address, or use one that programs may use"
            ),
            Self::Foreign { status: status @ (401 | 403) } => format!(
                "something before the gateway refused you (status {status}): sign in, or ask whoever runs it"
            ),
            Self::Foreign { status: 404 } => {
                "there is no Portico gateway at this address: check --gateway or PORTICO_GATEWAY"
                    .into()
            }
            Self::Foreign { status } => format!(
                "the answer (status {status}) is not a gateway's: check --gateway or PORTICO_GATEWAY"
            ),
            Self::Refused { body, retry_after, .. } => {
                let title = title(body.code);
                let mut said = match title {
                    "" => line(&body.message).into_owned(),
                    title => format!("{title}: {}", line(&body.message)),
                };
                if let Some(after) = retry_after {
                    said.push_str(&format!(" (try again in {after} s)"));
                }
                if !body.request_id.is_empty() {
                    said.push_str(&format!(" [request {}]", line(&body.request_id)));
                }
                said
            }
        }
    }

    /// The end of a command that cannot go on without the answer.
    pub(crate) fn stop(&self) -> Stop {
        let code = match self.code() {
            Some(
                ErrorCode::InvalidInput
                | ErrorCode::ConfirmRequired
                | ErrorCode::DefinitionChanged
                | ErrorCode::KeyReused
                | ErrorCode::MissingParams
                | ErrorCode::SourceFailed,
            ) => FAULTS,
            _ => COULD_NOT_RUN,
        };
        let mut stop = Stop::new(code, self.code().unwrap_or(ErrorCode::Unknown), self.sentence());
        if let Self::Refused { body, .. } = self {
            stop.body.clone_from(body);
        }
        stop
    }
}

fn title(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Unauthenticated => "you are not signed in",
        ErrorCode::Forbidden | ErrorCode::ApprovalsNotAvailable => "this is not open to you",
        ErrorCode::UnknownWorkflow => "there is no such workflow",
        ErrorCode::UnknownRun => "there is no such run",
        ErrorCode::UnknownPath => {
            "this gateway does not know the call, it may be older than this program"
        }
        ErrorCode::DefinitionChanged => "the workflow was changed just now, run the command again",
        ErrorCode::AlreadyClosed => "the run has already ended",
        ErrorCode::TooLarge => "the request is too large",
        ErrorCode::InvalidInput => "the input needs attention",
        ErrorCode::KeyReused => "this key has started a run with another input",
        ErrorCode::MissingParams => "its choices depend on fields that are not set",
        ErrorCode::ConfirmRequired => "the confirmation does not match",
        ErrorCode::SourceFailed => "the source of a field's choices did not answer",
        ErrorCode::RateLimited => "too many requests",
        ErrorCode::TemporalUnavailable => "Temporal cannot be reached",
        ErrorCode::Internal => "the gateway failed",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(code: ErrorCode, after: Option<u64>) -> CallError {
        let body = json!({ "error": { "code": code.as_str(), "message": "ask #one \u{1b}[2J", "request_id": "r1" } });
        CallError::answered(code.status(), body.to_string().as_bytes(), after)
    }

    #[test]
    fn each_envelope_is_a_sentence_and_an_exit_code() {
        let mut told = String::new();
        for (code, after) in [
            (ErrorCode::Unauthenticated, None),
            (ErrorCode::Forbidden, None),
            (ErrorCode::UnknownWorkflow, None),
            (ErrorCode::UnknownRun, None),
            (ErrorCode::DefinitionChanged, None),
            (ErrorCode::InvalidInput, None),
            (ErrorCode::SourceFailed, None),
            (ErrorCode::RateLimited, Some(1)),
            (ErrorCode::TemporalUnavailable, Some(5)),
            (ErrorCode::Internal, None),
        ] {
            let stop = refused(code, after).stop();
            told.push_str(&format!("{} {}\n", stop.code, stop.message));
        }
        insta::assert_snapshot!(told, @r"
        2 you are not signed in: ask #one \u{1b}[2J [request r1]
        2 this is not open to you: ask #one \u{1b}[2J [request r1]
        2 there is no such workflow: ask #one \u{1b}[2J [request r1]
        2 there is no such run: ask #one \u{1b}[2J [request r1]
        1 the workflow was changed just now, run the command again: ask #one \u{1b}[2J [request r1]
        1 the input needs attention: ask #one \u{1b}[2J [request r1]
        1 the source of a field's choices did not answer: ask #one \u{1b}[2J [request r1]
        2 too many requests: ask #one \u{1b}[2J (try again in 1 s) [request r1]
        2 Temporal cannot be reached: ask #one \u{1b}[2J (try again in 5 s) [request r1]
        2 the gateway failed: ask #one \u{1b}[2J [request r1]
        ");
    }

    #[test]
    fn what_may_pass_and_what_may_have_happened() {
        for (error, passing, open) in [
            (CallError::Unreachable(String::new()), true, false),
            (CallError::Lost(String::new()), true, true),
            (refused(ErrorCode::TemporalUnavailable, None), true, true),
            (refused(ErrorCode::RateLimited, None), true, false),
            (refused(ErrorCode::Forbidden, None), false, false),
            (refused(ErrorCode::Internal, None), false, true),
            (CallError::Foreign { status: 502 }, true, true),
            (CallError::Foreign { status: 302 }, false, false),
        ] {
            assert_eq!((error.is_passing(), error.is_open()), (passing, open), "{error:?}");
        }
    }
}
