use axum::body::Bytes;

use crate::options::fault::{Fault, FaultKind};
use crate::options::question::Question;
use crate::temporal::{CallError, QueryError, Temporal};

/// Asks a workflow of the team by a Query.
pub(super) async fn ask(
    temporal: &Temporal,
    namespace: &str,
    workflow_id: &str,
    query_type: &str,
    question: &Question,
    cursor: Option<&str>,
) -> Result<Bytes, Fault> {
    let argument = question.asked(cursor);
    let answer = temporal.query(namespace, workflow_id, query_type, &argument).await;
    answer.map(Bytes::from).map_err(|error| match error {
        QueryError::Closed(status) => FaultKind::NotThere.with(format!("the workflow is {status}")),
        QueryError::Failed(text) => FaultKind::Declined.with(text),
        QueryError::NotJson(encoding) => {
            FaultKind::Shape.with(format!("the answer is no JSON but {encoding:?}"))
        }
        QueryError::Call(error) => call_fault(&error),
    })
}

/// What a call that failed says of the source.
pub(super) fn call_fault(error: &CallError) -> Fault {
    let kind = match error {
        CallError::NotFound(_) => FaultKind::NotThere,
        CallError::Unavailable(text) if text.starts_with("DeadlineExceeded") => FaultKind::Timeout,
        CallError::Unavailable(_) => FaultKind::Unreachable,
        CallError::AlreadyStarted(_) | CallError::Denied(_) | CallError::Other(_) => {
            FaultKind::Failed
        }
    };
    kind.with(error)
}
