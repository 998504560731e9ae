//! The list of runs: "my runs" at once, without asking Temporal's slow and limited visibility store.
//!
//! A run is written down before it starts, while the start is under way, so that neither a crash nor a
//! lost answer leaves a run without a row; rows whose start never happened are found and removed.

mod cursor;
mod filter;
mod fingerprint;
mod rebuild;
mod row;
mod store;
mod writer;

pub(crate) use cursor::{Cursor, ListName, MalformedCursor, Position};
pub(crate) use filter::Filter;
pub(crate) use fingerprint::Fingerprint;
pub(crate) use rebuild::Keeper;
pub(crate) use row::{Row, Update};
pub(crate) use store::Index;
