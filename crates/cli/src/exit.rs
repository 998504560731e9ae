//! How commands end: exit codes, and what stands in the way.

use portico_contract::http::{ErrorBody, ErrorCode, ErrorEnvelope, FieldProblem};

/// The input has faults, or the run that was waited for did not complete.
pub(crate) const FAULTS: u8 = 1;
/// A command that could not run at all.
pub(crate) const COULD_NOT_RUN: u8 = 2;
/// A start was sent and nothing said what became of it.
pub(crate) const UNKNOWN: u8 = 3;
/// Ended by Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ends early.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Stop {
    /// The exit code.
    pub(crate) code: u8,
    /// What to say, safe for a terminal.
    pub(crate) message: String,
    /// The same for programs.
    pub(crate) body: Box<ErrorBody>,
}

impl Stop {
    /// Nothing can be done before somebody changes the command or its files.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(COULD_NOT_RUN, ErrorCode::Malformed, message)
    }

    pub(crate) fn new(code: u8, kind: ErrorCode, message: impl Into<String>) -> Self {
        let message = message.into();
        let body = ErrorBody {
            code: kind,
            message: message.clone(),
            request_id: String::new(),
            fields: Vec::new(),
            retryable: None,
        };
        Self { code, message, body: Box::new(body) }
    }

    /// Faults of the input; `message` tells them all.
    pub(crate) fn input(code: u8, message: String, fields: Vec<FieldProblem>) -> Self {
        let mut stop = Self::new(code, ErrorCode::InvalidInput, message);
        stop.body.message = match fields.len() {
            1 => "1 field needs attention".into(),
            n => format!("{n} fields need attention"),
        };
        stop.body.fields = fields;
        stop
    }

    /// The one shape of every error, as the gateway's.
    pub(crate) fn envelope(&self) -> ErrorEnvelope {
        ErrorEnvelope { error: (*self.body).clone() }
    }
}
