//! Typed failures: what the team's workflows refuse, in words that say what to do.

use serde_json::Value;
use temporalio_common::data_converters::RawValue;
use temporalio_common::error::{ActivityExecutionError, ApplicationFailure, IncomingError};
use temporalio_sdk::WorkflowTermination;

/// A request that cannot be carried out as it stands, so that trying again is useless.
#[derive(Debug)]
pub(crate) struct Refusal {
    kind: &'static str,
    message: String,
    details: Value,
}

impl Refusal {
    /// `kind` becomes the failure's type, `details` its details as JSON.
    pub(crate) fn new(kind: &'static str, message: impl Into<String>, details: Value) -> Self {
        Self { kind, message: message.into(), details }
    }

    /// The failure's type.
    #[cfg(test)]
    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    fn into_failure(self) -> ApplicationFailure {
        ApplicationFailure::builder(self.message)
            .type_name(self.kind.to_owned())
            .non_retryable(true)
            .details(self.details)
            .build()
    }
}

impl From<Refusal> for anyhow::Error {
    /// How a refusal leaves an activity: the SDK finds the failure in the error and sends it as it is.
    fn from(refusal: Refusal) -> Self {
        refusal.into_failure().into()
    }
}

impl From<Refusal> for WorkflowTermination {
    fn from(refusal: Refusal) -> Self {
        refusal.into_failure().into()
    }
}

/// Turns a failed step into the workflow's end: a cancelled step cancels the workflow, and a refusal becomes the
/// workflow's own failure (message, type and details), with the step's failure as its cause.
pub(crate) fn surface(error: ActivityExecutionError) -> WorkflowTermination {
    let failed = match error {
        ActivityExecutionError::Cancelled(_) => return WorkflowTermination::cancelled(),
        ActivityExecutionError::Failed(failed) => failed,
        other => return other.into(),
    };
    let Some(IncomingError::Application(refusal)) = failed.cause() else {
        return ActivityExecutionError::Failed(failed).into();
    };
    let message = refusal.to_string();
    let kind = refusal.type_name().unwrap_or_default().to_owned();
    let details = refusal.raw_details().map(|payloads| RawValue::new(payloads.to_vec()));
    ApplicationFailure::builder(message)
        .type_name(kind)
        .non_retryable(true)
        .maybe_details(details)
        .cause(Box::new(IncomingError::Activity(failed)))
        .build()
        .into()
}
