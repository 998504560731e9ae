//! What a router's input must be like.

use portico_contract::nexus::RouterInput;

use crate::input::check_names;
use crate::operation::service;

/// Longest e-mail address (RFC 5321), in bytes. Temporal refuses search attributes beyond 2 KiB.
const MAX_EMAIL_BYTES: usize = 254;
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

pub(super) fn check(input: &RouterInput) -> Result<(), String> {
    check_names([
        ("workflow_type", &*input.workflow_type),
        ("nexus_endpoint", &*input.nexus_endpoint),
        ("nexus_service", service(input.nexus_service.as_deref(), &input.nexus_endpoint)),
    ])?;
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
    Ok(())
}

/// A character of a field name, RFC 9110 section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A character of a field value, less what RFC 9110 section 5.5 calls obsolete.
fn is_field_value(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t')
}
