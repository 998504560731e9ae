//! Headers of a start request that choose the target workflow's id and what to do when it is taken.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::error::{ErrorKind, HandlerError};
use crate::operation::OnConflict;

/// Header with the id the workflow shall have, percent-encoded (RFC 3986) so that any id fits a header.
pub const WORKFLOW_ID: &str = "portico-workflow-id";
/// Header with what to do when that id is already running: `fail` or `attach`.
pub const ON_CONFLICT: &str = "portico-on-conflict";
/// Failure type of an operation whose workflow id was already running and that was not to attach.
pub const WORKFLOW_ALREADY_RUNNING: &str = "WorkflowAlreadyRunning";
/// The server's limit for ids, in bytes.
const MAX_ID_BYTES: usize = 1000;

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
pub(crate) fn on_conflict(
    headers: &HashMap<String, String>,
) -> Result<Option<OnConflict>, HandlerError> {
    match headers.get(ON_CONFLICT).map(String::as_str) {
        None => Ok(None),
        Some("fail") => Ok(Some(OnConflict::Fail)),
        Some("attach") => Ok(Some(OnConflict::Attach)),
        Some(_) => Err(bad(format!("header {ON_CONFLICT} must be `fail` or `attach`"))),
    }
}

/// Whether the server would take this id, and people could tell it from another.
pub(crate) fn check_id(id: &str) -> Result<(), &'static str> {
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
