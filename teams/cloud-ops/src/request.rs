//! Reading a workflow's one argument, which any client may have written.

use serde::de::DeserializeOwned;
use serde_json::json;
use temporalio_common::data_converters::RawValue;

use crate::failure::Refusal;

/// Reads the argument as `T`.
///
/// Declared as the workflow's input type, an argument that does not fit would fail the workflow task, which Temporal
/// retries for ever; read here, it ends the run with a message.
///
/// # Errors
/// `InvalidInput`, whose message names the offending key and never a value.
pub(crate) fn read<T: DeserializeOwned>(argument: &RawValue) -> Result<T, Refusal> {
    let [payload] = argument.payloads.as_slice() else {
        return Err(invalid(&format!("expected 1 argument, got {}", argument.payloads.len())));
    };
    serde_json::from_slice(&payload.data).map_err(|error| {
        // serde_json quotes the offending text of a wrong type, which may be a secret: name its place only.
        let place = format!("line {}, column {}", error.line(), error.column());
        match error.to_string() {
            text if text.starts_with("missing field") => invalid(&text),
            _ => invalid(&format!("a value at {place} has the wrong type")),
        }
    })
}

fn invalid(problem: &str) -> Refusal {
    Refusal::new(
        "InvalidInput",
        format!(
            "the input does not fit this workflow: {problem}; start it from its form, which checks the input"
        ),
        json!({ "problem": problem }),
    )
}
