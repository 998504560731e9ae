//! A team with a namespace, a sandbox and a worker of its own, and what tests ask of its runs.

mod history;
mod program;
mod rows;
mod run;
mod team;

pub(crate) use history::{histories, steps};
pub(crate) use program::Program;
pub(crate) use rows::{Rows, rows};
pub(crate) use run::{Outcome, Run};
pub(crate) use team::Team;

/// Whether a text has a part, for [`portico_testkit::until`]: the whole text is what there is instead.
pub(crate) fn has(text: String, part: &str) -> Result<(), String> {
    if text.contains(part) { Ok(()) } else { Err(text) }
}
