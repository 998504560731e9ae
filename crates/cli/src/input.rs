//! The input of a run: from a file, from fields on the command line, and from defaults, by the portal's rules.

mod assignment;
mod file;
mod gather;
mod judge;
mod problems;
mod typed;

pub(crate) use assignment::Assignment;
pub(crate) use file::upload;
pub(crate) use gather::{Given, gather};
pub(crate) use judge::judged;
pub(crate) use problems::{is_missing, labelled, tell};
pub(crate) use typed::{as_json, typed};
