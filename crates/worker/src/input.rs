//! The router's input. Any Temporal client may have written it, so a wrong one fails the run with a
//! text for people instead of a workflow task that is retried for ever.

use std::collections::HashMap;

use portico_contract::nexus::RouterInput;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_sdk::{ApplicationFailure, WorkflowResult};

/// Failure type of a run whose input is not that of a router.
pub const INVALID_ROUTER_INPUT: &str = "InvalidRouterInput";
/// Longest e-mail address (RFC 5321), in bytes. Temporal refuses search attributes beyond 2 KiB.
const MAX_EMAIL_BYTES: usize = 254;
/// The server's limit for names of services and operations, in bytes.
const MAX_NAME_BYTES: usize = 1000;
/// The server's limit for all headers together, in bytes.
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// Headers the server keeps for itself: it fails the workflow task that sends one, again and again.
const SERVER_HEADERS: [&str; 8] = [
    "call-initiation",
    "caller-name",
    "caller-type",
    "request-timeout",
    "temporal-principal-name",
    "temporal-principal-type",
    "xdc-redirection",
    "xdc-redirection-api",
];

/// Reads and checks the one argument of a router run.
pub(crate) fn parse(arguments: &RawValue) -> WorkflowResult<RouterInput> {
    let input = match &arguments.payloads[..] {
        [payload] => serde_json::from_slice(&payload.data)
            .map_err(|error| format!("the argument is not a router input: {error}"))
            .and_then(checked),
        other => Err(format!("expected one argument, got {}", other.len())),
    };
    input.map_err(|message| {
        ApplicationFailure::builder(message)
            .type_name(INVALID_ROUTER_INPUT.to_owned())
            .non_retryable(true)
            .build()
            .into()
    })
}

/// The service to call: the one that is named, else the endpoint's name.
pub(crate) fn service(input: &RouterInput) -> &str {
    input.nexus_service.as_deref().unwrap_or(&input.nexus_endpoint)
}

/// The target's argument, encoded as the SDKs encode JSON.
pub(crate) fn payload(input: &RouterInput) -> Payload {
    Payload {
        metadata: HashMap::from([("encoding".to_owned(), b"json/plain".to_vec())]),
        data: input.workflow_input_data.to_string().into_bytes(),
        ..Default::default()
    }
}

fn checked(input: RouterInput) -> Result<RouterInput, String> {
    let names = [
        ("workflow_type", &*input.workflow_type),
        ("nexus_endpoint", &*input.nexus_endpoint),
        ("nexus_service", service(&input)),
    ];
    for (key, name) in names {
        if name.is_empty() {
            return Err(format!("{key} is empty"));
        }
        if name.len() > MAX_NAME_BYTES {
            return Err(format!("{key} is longer than {MAX_NAME_BYTES} bytes"));
        }
    }
    if input.requester_email.len() > MAX_EMAIL_BYTES {
        return Err(format!("requester_email is longer than {MAX_EMAIL_BYTES} bytes"));
    }
    for (header, value) in &input.nexus_headers {
        if header.is_empty() {
            return Err("a header in nexus_headers has no name".to_owned());
        }
        // The server would try such a header again and again, and count each try against the endpoint of all.
        if !header.bytes().all(is_token) || !value.bytes().all(is_field_value) {
            return Err("a header in nexus_headers is no HTTP header: names are letters, digits and \"-\", values \
                        printable ASCII"
                .to_owned());
        }
        if SERVER_HEADERS.contains(&&*header.to_ascii_lowercase()) {
            return Err(format!("header {header} in nexus_headers belongs to the server"));
        }
    }
    let headers = input.nexus_headers.iter().map(|(key, value)| key.len() + value.len());
    if headers.sum::<usize>() > MAX_HEADER_BYTES {
        return Err(format!("nexus_headers are larger than {MAX_HEADER_BYTES} bytes"));
    }
    Ok(input)
}

/// A character of a field name, RFC 9110 section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A character of a field value, less what RFC 9110 section 5.5 calls obsolete.
fn is_field_value(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t')
}
