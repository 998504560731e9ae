//! A start request as handlers see it.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use temporalio_common::protos::temporal::api::common::v1::Payload;

use crate::error::{ErrorKind, HandlerError};

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
}

impl OperationRequest {
    /// The input as a value of type `T`; no input reads as JSON `null`.
    ///
    /// # Errors
    /// `BAD_REQUEST` if the input is not JSON or does not fit `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HandlerError> {
        let bad = |message: String| HandlerError::new(ErrorKind::BadRequest, message);
        let misfit = |error: serde_json::Error| bad(format!("the input does not fit: {error}"));
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

/// A value as a `json/plain` payload.
pub(crate) fn json_payload<T: Serialize>(value: &T) -> Result<Payload, serde_json::Error> {
    Ok(Payload {
        metadata: HashMap::from([("encoding".to_owned(), b"json/plain".to_vec())]),
        data: serde_json::to_vec(value)?,
        ..Default::default()
    })
}
