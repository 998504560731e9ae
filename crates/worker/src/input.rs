//! The argument of a run. Any Temporal client may have written it, so a wrong one fails the run with a
//! text for people instead of a workflow task that is retried for ever.

use serde::de::DeserializeOwned;
use temporalio_common::data_converters::RawValue;
use temporalio_sdk::{ApplicationFailure, WorkflowResult};

/// The server's limit for names of services and operations, in bytes.
const MAX_NAME_BYTES: usize = 1000;

/// Reads the one argument of a run, which shall be `what`, and lets `check` say what is wrong with it.
/// A wrong one ends the run with a failure of type `failure`.
pub(crate) fn parse<T: DeserializeOwned>(
    arguments: &RawValue,
    what: &str,
    failure: &str,
    check: impl FnOnce(&T) -> Result<(), String>,
) -> WorkflowResult<T> {
    let input = match &arguments.payloads[..] {
        [payload] => serde_json::from_slice(&payload.data)
            .map_err(|error| format!("the argument is not {what}: {error}"))
            .and_then(|input| check(&input).map(|()| input)),
        other => Err(format!("expected one argument, got {}", other.len())),
    };
    input.map_err(|message| {
        ApplicationFailure::builder(message)
            .type_name(failure.to_owned())
            .non_retryable(true)
            .build()
            .into()
    })
}

/// Checks names that the server would refuse again and again: each with the key it stands under.
pub(crate) fn check_names<'a>(
    names: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> Result<(), String> {
    for (key, name) in names {
        if name.is_empty() {
            return Err(format!("{key} is empty"));
        }
        if name.len() > MAX_NAME_BYTES {
            return Err(format!("{key} is longer than {MAX_NAME_BYTES} bytes"));
        }
    }
    Ok(())
}
