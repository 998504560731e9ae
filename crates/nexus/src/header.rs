//! Headers by which a caller chooses the target workflow's id and what to do when it is taken, as far as
//! the operation lets it.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::error::{ErrorKind, HandlerError};
use crate::operation::{OnConflict, WorkflowOperation};
use crate::request::OperationRequest;

/// Header with the id the workflow shall have, percent-encoded (RFC 3986) so that any id fits a header.
pub const WORKFLOW_ID: &str = "portico-workflow-id";
/// Header with what to do when that id is already running: `fail` or `attach`.
pub const ON_CONFLICT: &str = "portico-on-conflict";
/// The server's limit for ids, in bytes.
const MAX_ID_BYTES: usize = 1000;

/// The operation's own id, else the header's, else one made of the request id: never a random one,
/// since the same start may be delivered again.
pub(crate) fn target_id(
    operation: &WorkflowOperation,
    request: &OperationRequest,
) -> Result<String, HandlerError> {
    if request.request_id.is_empty() {
        return Err(bad("the request has no request id".to_owned()));
    }
    if let Some(id) = &operation.id {
        let id = id(request)?;
        return match check_id(&id) {
            Ok(()) => Ok(id),
            Err(reason) => Err(HandlerError::new(ErrorKind::Internal, reason).non_retryable()),
        };
    }
    match workflow_id(&request.headers)? {
        Some(_) if !operation.caller_may_choose_id => Err(HandlerError::new(
            ErrorKind::Unauthorized,
            format!("callers of {} may not choose the workflow's id", operation.name),
        )),
        Some(id) => Ok(id),
        None => Ok(format!("nexus-{}", request.request_id)),
    }
}

/// The operation's own answer to an id that is taken, else the header's, else to fail.
pub(crate) fn conflict(
    operation: &WorkflowOperation,
    headers: &HashMap<String, String>,
) -> Result<OnConflict, HandlerError> {
    if let Some(fixed) = operation.on_conflict {
        return Ok(fixed);
    }
    match on_conflict(headers)?.unwrap_or_default() {
        OnConflict::Attach if !operation.caller_may_attach => Err(HandlerError::new(
            ErrorKind::Unauthorized,
            format!("callers of {} may not attach to a running workflow", operation.name),
        )),
        wanted => Ok(wanted),
    }
}

/// The id the caller asked for, if it did.
pub(crate) fn workflow_id(
    headers: &HashMap<String, String>,
) -> Result<Option<String>, HandlerError> {
    let Some(encoded) = headers.get(WORKFLOW_ID) else { return Ok(None) };
    let id = percent_decode_str(encoded)
        .decode_utf8()
        .map_err(|_| bad(format!("header {WORKFLOW_ID} is not percent-encoded UTF-8")))?;
    check_id(&id).map_err(|reason| bad(format!("header {WORKFLOW_ID}: {reason}")))?;
    Ok(Some(id.into_owned()))
}

/// What the caller asked to be done when the id is taken, if it did.
fn on_conflict(headers: &HashMap<String, String>) -> Result<Option<OnConflict>, HandlerError> {
    match headers.get(ON_CONFLICT).map(String::as_str) {
        None => Ok(None),
        Some("fail") => Ok(Some(OnConflict::Fail)),
        Some("attach") => Ok(Some(OnConflict::Attach)),
        Some(_) => Err(bad(format!("header {ON_CONFLICT} must be `fail` or `attach`"))),
    }
}

/// Whether the server would take this id, and people could tell it from another.
fn check_id(id: &str) -> Result<(), &'static str> {
    if id.is_empty() {
        Err("the workflow id is empty")
    } else if id.len() > MAX_ID_BYTES {
        Err("the workflow id is longer than 1000 bytes")
    } else if id.chars().any(char::is_control) {
        Err("the workflow id holds control characters")
    } else {
        Ok(())
    }
}

fn bad(message: String) -> HandlerError {
    HandlerError::new(ErrorKind::BadRequest, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, value: &str) -> HashMap<String, String> {
        [(name.to_owned(), value.to_owned())].into()
    }

    #[test]
    fn ids() {
        let id = |value: &str| workflow_id(&headers(WORKFLOW_ID, value)).map_err(|e| e.to_string());
        assert_eq!(workflow_id(&HashMap::new()), Ok(None));
        assert_eq!(id("delete-users"), Ok(Some("delete-users".into())));
        assert_eq!(id("a%2Fb%20%F0%9F%A6%80"), Ok(Some("a/b 🦀".into())));
        assert_eq!(id(""), Err("header portico-workflow-id: the workflow id is empty".into()));
        assert_eq!(
            id(&"x".repeat(1001)),
            Err("header portico-workflow-id: the workflow id is longer than 1000 bytes".into())
        );
        assert_eq!(
            id("a%0Ab"),
            Err("header portico-workflow-id: the workflow id holds control characters".into())
        );
        assert_eq!(
            id("%FF"),
            Err("header portico-workflow-id is not percent-encoded UTF-8".into())
        );
    }

    #[test]
    fn operations_decide_first_and_may_refuse() {
        let operation = WorkflowOperation::new("Delete", "queue");
        let plain = OperationRequest::new("Delete");
        let choosing = plain.clone().with_header(WORKFLOW_ID, "users");
        let attaching = plain.clone().with_header(ON_CONFLICT, "attach");
        let id = |operation: &WorkflowOperation, request: &OperationRequest| {
            target_id(operation, request).map_err(|error| (error.kind, error.message))
        };
        let on_conflict = |operation: &WorkflowOperation, request: &OperationRequest| {
            conflict(operation, &request.headers).map_err(|error| (error.kind, error.message))
        };
        let refused = |message: &str| (ErrorKind::Unauthorized, message.to_owned());

        assert_eq!(id(&operation, &plain), Ok(format!("nexus-{}", plain.request_id)));
        assert_eq!(id(&operation, &choosing), Ok("users".into()));
        let strict = operation.clone().caller_may_choose_id(false);
        assert_eq!(id(&strict, &plain), Ok(format!("nexus-{}", plain.request_id)));
        assert_eq!(
            id(&strict, &choosing),
            Err(refused("callers of Delete may not choose the workflow's id"))
        );
        assert_eq!(id(&strict.id(|_| Ok("own".into())), &choosing), Ok("own".into()));
        let anonymous = OperationRequest { request_id: String::new(), ..plain.clone() };
        let none = (ErrorKind::BadRequest, "the request has no request id".to_owned());
        assert_eq!(id(&operation, &anonymous), Err(none));
        let empty = operation.clone().id(|_| Ok(String::new()));
        let reason = (ErrorKind::Internal, "the workflow id is empty".to_owned());
        assert_eq!(id(&empty, &plain), Err(reason));

        assert_eq!(on_conflict(&operation, &plain), Ok(OnConflict::Fail));
        assert_eq!(on_conflict(&operation, &attaching), Ok(OnConflict::Attach));
        let strict = operation.clone().caller_may_attach(false);
        assert_eq!(on_conflict(&strict, &plain), Ok(OnConflict::Fail));
        assert_eq!(
            on_conflict(&strict, &attaching),
            Err(refused("callers of Delete may not attach to a running workflow"))
        );
        assert_eq!(
            on_conflict(&strict.on_conflict(OnConflict::Attach), &plain),
            Ok(OnConflict::Attach)
        );
        assert_eq!(
            on_conflict(&operation.on_conflict(OnConflict::Fail), &attaching),
            Ok(OnConflict::Fail)
        );
    }

    #[test]
    fn conflicts() {
        assert_eq!(on_conflict(&HashMap::new()), Ok(None));
        assert_eq!(on_conflict(&headers(ON_CONFLICT, "fail")), Ok(Some(OnConflict::Fail)));
        assert_eq!(on_conflict(&headers(ON_CONFLICT, "attach")), Ok(Some(OnConflict::Attach)));
        assert_eq!(
            on_conflict(&headers(ON_CONFLICT, "Attach")).unwrap_err().to_string(),
            "header portico-on-conflict must be `fail` or `attach`"
        );
    }
}
