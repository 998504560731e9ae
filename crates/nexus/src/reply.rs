//! Answers in the form the core worker sends them. Core turns them into the older form for older servers.

use temporalio_common::protos::coresdk::nexus::nexus_task_completion::Status;
use temporalio_common::protos::temporal::api::common::v1::{Payload, Payloads};
use temporalio_common::protos::temporal::api::enums::v1::NexusHandlerErrorRetryBehavior;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;
use temporalio_common::protos::temporal::api::failure::v1::{
    ApplicationFailureInfo, CanceledFailureInfo, Failure, NexusHandlerFailureInfo,
};
use temporalio_common::protos::temporal::api::nexus::v1::start_operation_response::{
    Async, Sync, Variant as Start,
};
use temporalio_common::protos::temporal::api::nexus::v1::{
    CancelOperationResponse, Response, StartOperationResponse, response,
};

use crate::error::{HandlerError, OperationError, OperationFailure};
use crate::start::Started;

/// What a request was answered with.
pub(crate) enum Answer {
    /// A workflow runs for the operation.
    Started(Started),
    /// The operation is done.
    Completed(Payload),
    /// The cancellation was passed on.
    CancelPassedOn,
}

pub(crate) fn status(result: Result<Answer, OperationError>) -> Status {
    match result {
        Ok(Answer::Started(Started { token, links })) => {
            #[expect(deprecated, reason = "servers before 1.27 read operation_id")]
            let answer = Async { operation_id: token.clone(), operation_token: token, links };
            started(Start::AsyncSuccess(answer))
        }
        Ok(Answer::Completed(payload)) => {
            started(Start::SyncSuccess(Sync { payload: Some(payload), links: Vec::new() }))
        }
        Ok(Answer::CancelPassedOn) => Status::Completed(Response {
            variant: Some(response::Variant::CancelOperation(CancelOperationResponse {})),
        }),
        Err(OperationError::Failed(failure)) => started(Start::Failure(application(failure))),
        Err(OperationError::Canceled(message)) => started(Start::Failure(Failure {
            message,
            failure_info: Some(FailureInfo::CanceledFailureInfo(CanceledFailureInfo::default())),
            ..Default::default()
        })),
        Err(OperationError::Handler(error)) => refusal(error),
    }
}

fn started(variant: Start) -> Status {
    Status::Completed(Response {
        variant: Some(response::Variant::StartOperation(StartOperationResponse {
            variant: Some(variant),
        })),
    })
}

fn application(failure: OperationFailure) -> Failure {
    let details = (!failure.details.is_empty()).then_some(Payloads { payloads: failure.details });
    Failure {
        message: failure.message,
        cause: failure.cause.map(|cause| Box::new(application(*cause))),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
            r#type: failure.type_name,
            non_retryable: true,
            details,
            ..Default::default()
        })),
        ..Default::default()
    }
}

fn refusal(error: HandlerError) -> Status {
    let retry_behavior = if error.retryable {
        NexusHandlerErrorRetryBehavior::Retryable
    } else {
        NexusHandlerErrorRetryBehavior::NonRetryable
    };
    Status::Failure(Failure {
        message: error.message,
        cause: error.cause.map(|cause| Box::new(application(*cause))),
        failure_info: Some(FailureInfo::NexusHandlerFailureInfo(NexusHandlerFailureInfo {
            r#type: error.kind.as_str().to_owned(),
            retry_behavior: retry_behavior as i32,
        })),
        ..Default::default()
    })
}
