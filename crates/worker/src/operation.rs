//! Calling an operation of a team.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_sdk::NexusOperationOptions;

/// The service to call: the one that is named, else the endpoint's name.
pub(crate) fn service<'a>(named: Option<&'a str>, endpoint: &'a str) -> &'a str {
    named.unwrap_or(endpoint)
}

/// A call of `operation` with one argument, encoded as the SDKs encode JSON, which may take `seconds`.
pub(crate) fn call(
    endpoint: &str,
    named: Option<&str>,
    operation: &str,
    argument: &Value,
    seconds: u64,
) -> NexusOperationOptions {
    NexusOperationOptions::builder()
        .endpoint(endpoint)
        .service(service(named, endpoint))
        .operation(operation)
        .input(Payload {
            metadata: HashMap::from([("encoding".to_owned(), b"json/plain".to_vec())]),
            data: argument.to_string().into_bytes(),
            ..Default::default()
        })
        .schedule_to_close_timeout(Duration::from_secs(seconds))
        .build()
}
