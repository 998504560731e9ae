//! From a Nexus request to its answer.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use temporalio_client::Connection;
use temporalio_common::protos::temporal::api::nexus::v1::{Request, request};

use crate::cancel::cancel;
use crate::deadline::Deadline;
use crate::error::{ErrorKind, HandlerError, OperationError};
use crate::operation::Operation;
use crate::reply::Answer;
use crate::request::OperationRequest;
use crate::service::Service;
use crate::start::{Caller, start};

/// What is served, and where.
pub(crate) struct Dispatcher {
    pub(crate) connection: Connection,
    pub(crate) namespace: String,
    pub(crate) services: Vec<Service>,
}

impl Dispatcher {
    /// Answers before the deadline, whatever the handler does.
    pub(crate) async fn answer(
        &self,
        request: Request,
        deadline: Deadline,
    ) -> Result<Answer, OperationError> {
        let handled = AssertUnwindSafe(self.handle(request, deadline)).catch_unwind();
        match tokio::time::timeout_at(deadline.instant(), handled).await {
            Ok(Ok(answer)) => answer,
            // The panic's text stays in the log of the panic hook: it is not for callers.
            Ok(Err(_)) => {
                Err(HandlerError::new(ErrorKind::Internal, "the operation's handler panicked")
                    .into())
            }
            Err(_) => Err(HandlerError::new(
                ErrorKind::RequestTimeout,
                "the operation's handler did not answer before the deadline",
            )
            .into()),
        }
    }

    async fn handle(&self, request: Request, deadline: Deadline) -> Result<Answer, OperationError> {
        match request.variant {
            Some(request::Variant::StartOperation(call)) => {
                let operation = self.operation(&call.service, &call.operation)?;
                let caller = Caller {
                    callback: call.callback,
                    callback_header: call.callback_header,
                    links: call.links,
                };
                let request = OperationRequest {
                    endpoint: request.endpoint,
                    service: call.service,
                    operation: call.operation,
                    request_id: call.request_id,
                    headers: request.header,
                    input: call.payload,
                    deadline,
                };
                match operation {
                    Operation::Workflow(operation) => {
                        start(&self.connection, &self.namespace, operation, &request, &caller)
                            .await
                            .map(Answer::Started)
                    }
                    Operation::Sync(handler) => handler(request).await.map(Answer::Completed),
                }
            }
            Some(request::Variant::CancelOperation(call)) => {
                match self.operation(&call.service, &call.operation)? {
                    Operation::Workflow(_) => {}
                    Operation::Sync(_) => {
                        let message = "a synchronous operation cannot be canceled";
                        return Err(HandlerError::new(ErrorKind::NotImplemented, message).into());
                    }
                }
                #[expect(deprecated, reason = "servers before 1.27 send operation_id only")]
                let token = if call.operation_token.is_empty() {
                    call.operation_id
                } else {
                    call.operation_token
                };
                cancel(&self.connection, &self.namespace, &token, deadline).await?;
                Ok(Answer::CancelPassedOn)
            }
            None => {
                let message = "this handler knows start and cancel requests only";
                Err(HandlerError::new(ErrorKind::NotImplemented, message).into())
            }
        }
    }

    fn operation(&self, service: &str, operation: &str) -> Result<&Operation, HandlerError> {
        let named = self.services.iter().find(|known| known.name.as_deref() == Some(service));
        let found = named.or_else(|| self.services.iter().find(|known| known.name.is_none()));
        found
            .ok_or_else(|| {
                HandlerError::new(
                    ErrorKind::NotFound,
                    format!("no service {service:?} is served here"),
                )
            })?
            .operation(operation)
    }
}
