//! How answers are written, and the runtime that calls need.

use clap::ValueEnum;
use serde::Serialize;

use crate::folders::answer;
use crate::terminal::json;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs: one JSON value on standard output, errors as `{"error": …}`.
    Json,
}

/// Prints a value as JSON.
pub(crate) fn print_json(value: &impl Serialize) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    answer(&format!("{}\n", json(&text)));
}

/// One thread is enough for one request at a time.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}
