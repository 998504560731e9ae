//! A start request as handlers see it.

use std::collections::HashMap;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use temporalio_common::protos::temporal::api::common::v1::Payload;

use crate::deadline::Deadline;
use crate::error::{ErrorKind, HandlerError};
use crate::header;

/// What the caller asked for. Everything in it is the caller's word: check it before acting on it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationRequest {
    /// The endpoint the caller used; empty on servers before 1.30.
    pub endpoint: String,
    /// The service the caller named.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The same for every delivery of one operation.
    pub request_id: String,
    /// Headers, with lower-case keys.
    pub headers: HashMap<String, String>,
    /// The operation's input, in the caller's encoding.
    pub input: Option<Payload>,
    pub(crate) deadline: Deadline,
}

impl OperationRequest {
    /// A request as a handler would see it, for tests of handlers: no input, no headers, some request id,
    /// ten seconds left. The fields are open, and `with_json` and `with_header` fill them.
    pub fn new(operation: impl Into<String>) -> Self {
        Self {
            endpoint: String::new(),
            service: String::new(),
            operation: operation.into(),
            request_id: uuid::Uuid::new_v4().to_string(),
            headers: HashMap::new(),
            input: None,
            deadline: Deadline::new(None),
        }
    }

    /// The same with a header; servers write names in lower case.
    #[must_use]
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.headers.insert(name.as_ref().to_ascii_lowercase(), value.into());
        self
    }

    /// The same with this input, as JSON.
    ///
    /// # Errors
    /// The value has no form in JSON.
    pub fn with_json<T: Serialize>(mut self, input: &T) -> Result<Self, serde_json::Error> {
        self.input = Some(json_payload(input)?);
        Ok(self)
    }

    /// When the handler must have answered: a little before the server stops waiting. A handler that has
    /// not is dropped where it awaits, and the server delivers the request again.
    pub fn deadline(&self) -> Instant {
        self.deadline.instant().into_std()
    }

    /// The workflow id the caller asked for by header `portico-workflow-id`, decoded.
    ///
    /// # Errors
    /// `BAD_REQUEST` if it cannot be read, or no server would take it.
    pub fn chosen_id(&self) -> Result<Option<String>, HandlerError> {
        header::workflow_id(&self.headers)
    }

    /// The input as a value of type `T`; no input reads as JSON `null`.
    ///
    /// # Errors
    /// `BAD_REQUEST` if the input is not JSON or does not fit `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HandlerError> {
        let bad = |message: String| HandlerError::new(ErrorKind::BadRequest, message);
        let misfit = |error: serde_json::Error| bad(misfit(&error));
        let Some(payload) = &self.input else {
            return serde_json::from_value(Value::Null).map_err(misfit);
        };
        match payload.metadata.get("encoding").map(Vec::as_slice) {
            Some(b"json/plain") => serde_json::from_slice(&payload.data).map_err(misfit),
            Some(b"binary/null") | None if payload.data.is_empty() => {
                serde_json::from_value(Value::Null).map_err(misfit)
            }
            other => Err(bad(format!(
                "the input must be JSON, not {:?}",
                String::from_utf8_lossy(other.unwrap_or_default())
            ))),
        }
    }
}

/// Says what was expected and where, but nothing of what was found: inputs may hold secrets, and this text
/// ends up in histories and logs.
fn misfit(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(", expected ") {
        Some((_, expected)) => format!("the input does not fit: expected {expected}"),
        None if text.starts_with("missing field ") => format!("the input does not fit: {text}"),
        None => {
            let (line, column) = (error.line(), error.column());
            format!("the input does not fit at line {line} column {column}")
        }
    }
}

/// A value as a `json/plain` payload.
pub(crate) fn json_payload<T: Serialize>(value: &T) -> Result<Payload, serde_json::Error> {
    Ok(Payload {
        metadata: HashMap::from([("encoding".to_owned(), b"json/plain".to_vec())]),
        data: serde_json::to_vec(value)?,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(encoding: &str, data: &str) -> OperationRequest {
        let metadata = [("encoding".to_owned(), encoding.into())].into();
        let input = Some(Payload { metadata, data: data.into(), ..Default::default() });
        OperationRequest { input, ..OperationRequest::new("Delete") }
    }

    #[test]
    fn made_for_tests() {
        let table = Input { table: "users".into() };
        let request = OperationRequest::new("Delete").with_json(&table).unwrap();
        assert_eq!(request.json(), Ok(table));
        let request = request.with_header("Portico-Workflow-Id", "a%2Fb");
        assert_eq!(request.chosen_id(), Ok(Some("a/b".into())));
        assert!(request.deadline() > Instant::now());
        assert_ne!(request.request_id, OperationRequest::new("Delete").request_id);
    }

    #[derive(Debug, PartialEq, serde::Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Input {
        table: String,
    }

    #[test]
    fn inputs() {
        let table = Input { table: "users".into() };
        assert_eq!(request("json/plain", r#"{"table":"users"}"#).json(), Ok(table));
        assert_eq!(request("binary/null", "").json::<Option<Input>>(), Ok(None));
        let none = OperationRequest { input: None, ..request("json/plain", "") };
        assert_eq!(none.json::<()>(), Ok(()));
    }

    #[test]
    fn misfits_say_nothing_of_the_input() {
        let refusal = |encoding: &str, data: &str| {
            request(encoding, data).json::<Input>().unwrap_err().to_string()
        };
        let misfit = |data: &str| refusal("json/plain", data);
        let cases = [
            (r#"{"table":7}"#, "the input does not fit: expected a string at line 1 column 10"),
            (r#"{"s3cret":1}"#, "the input does not fit: expected `table` at line 1 column 9"),
            (r"{}", "the input does not fit: missing field `table` at line 1 column 2"),
            (r"[s3cret", "the input does not fit at line 1 column 2"),
            (
                r#""s3cret, expected s3cret""#,
                "the input does not fit: expected struct Input at line 1 column 25",
            ),
        ];
        for (data, message) in cases {
            assert_eq!(misfit(data), message);
        }
        assert_eq!(
            refusal("binary/plain", "s3cret"),
            "the input must be JSON, not \"binary/plain\""
        );
    }
}
