//! The one place that speaks to Temporal. Calls are raw requests with short deadlines: a person waits for the answer.

mod asking;
mod client;
mod failure;
mod memo;
mod payload;
mod pollers;
mod progress;
mod query;
mod start;
mod time;

pub(crate) use asking::Ended;
pub(crate) use client::{CallError, Page, Temporal};
pub(crate) use failure::{CUT, failure_of, sentence, shortened};
pub(crate) use memo::read_memo;
#[cfg(test)]
pub(crate) use payload::json_payload;
pub(crate) use payload::{value_of, values_of};
pub(crate) use query::QueryError;
pub(crate) use start::{Start, Started};
pub(crate) use time::{micros, rfc3339, rfc3339_of_micros};
