//! From the end of the Nexus operation to the end of the run.
//!
//! What the team's workflow ended in becomes the run's own end, word for word. Only ends that are not the
//! workflow's own words get a failure of the router's: it ran out of time, it was terminated, or the
//! handler refused the request.

use temporalio_common::data_converters::{
    ActivityExecutionDecodeHint, DefaultFailureConverter, FailureConverter, FailureDecodeHint,
    PayloadConverter, RawValue, SerializationContextData,
};
use temporalio_common::error::IncomingError;
use temporalio_common::protos::coresdk::nexus::{NexusOperationResult, nexus_operation_result};
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_sdk::{ApplicationFailure, WorkflowResult, WorkflowTermination};

/// Failure type: the target was terminated.
pub const TARGET_TERMINATED: &str = "TargetTerminated";
/// Failure type: the team's handler refused the request, and trying again cannot help.
pub const OPERATION_REFUSED: &str = "OperationRefused";

/// What a run that ran out of time is said to have failed of.
#[derive(Clone, Copy)]
pub(crate) struct Late {
    pub(crate) type_name: &'static str,
    pub(crate) message: &'static str,
}

/// The run's end for an operation that started, or was answered at once.
pub(crate) fn from_result(result: NexusOperationResult, late: Late) -> WorkflowResult<RawValue> {
    use nexus_operation_result::Status;
    match result.status {
        // Untouched, whatever its encoding.
        Some(Status::Completed(payload)) => Ok(RawValue::new(vec![payload])),
        Some(Status::Failed(failure) | Status::Cancelled(failure) | Status::TimedOut(failure)) => {
            Err(from_failure(failure, late))
        }
        None => Ok(RawValue::empty()),
    }
}

/// The run's end for an operation that failed. Around the failure itself the server puts one that
/// only says which operation it was; it is left out.
pub(crate) fn from_failure(failure: Failure, late: Late) -> WorkflowTermination {
    let own = match failure.failure_info {
        Some(FailureInfo::NexusOperationExecutionFailureInfo(_)) => {
            failure.cause.clone().map_or_else(|| failure.clone(), |cause| *cause)
        }
        _ => failure,
    };
    match &own.failure_info {
        Some(FailureInfo::CanceledFailureInfo(canceled)) => match &canceled.details {
            Some(details) => {
                WorkflowTermination::cancelled_with_details(RawValue::new(details.payloads.clone()))
            }
            None => WorkflowTermination::cancelled(),
        },
        Some(FailureInfo::TimeoutFailureInfo(_)) => typed(late.type_name, late.message, own),
        Some(FailureInfo::TerminatedFailureInfo(_)) => {
            typed(TARGET_TERMINATED, "the workflow was terminated", own)
        }
        Some(FailureInfo::NexusHandlerFailureInfo(_)) => {
            let message = if own.message.is_empty() {
                "the team's Nexus handler refused the request".to_owned()
            } else {
                own.message.clone()
            };
            typed(OPERATION_REFUSED, message, own)
        }
        _ => whole(own),
    }
}

fn typed(type_name: &str, message: impl Into<String>, cause: Failure) -> WorkflowTermination {
    ApplicationFailure::builder(message.into())
        .type_name(type_name.to_owned())
        .non_retryable(true)
        .cause(Box::new(incoming(cause)))
        .build()
        .into()
}

/// The failure as it is: type, message, details and the whole chain of causes. The SDK writes the failure
/// behind an activity error verbatim, of whatever kind it is, which it does for no other error it lets us make.
fn whole(failure: Failure) -> WorkflowTermination {
    ActivityExecutionDecodeHint::new(false).adapt(incoming(failure)).into()
}

fn incoming(failure: Failure) -> IncomingError {
    DefaultFailureConverter::default()
        .to_error(failure, &PayloadConverter::default(), &SerializationContextData::None)
        .expect("the default converter reads every failure")
}
