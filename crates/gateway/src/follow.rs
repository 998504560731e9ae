//! Runs as they happen: one follower per run, shared by everybody who looks at it.
//!
//! A follower long-polls the router's history, then the target's, describes what is pending, asks
//! the target for its progress, and publishes the whole run whenever it changed.

mod assemble;
mod closing;
mod follower;
mod followers;
mod links;
mod message;
mod operation;
mod pump;
mod router_view;
mod schedule;
mod scrub;
mod snapshot;
mod spellings;
mod state;
mod step_list;
mod target_view;
#[cfg(test)]
mod tests;
mod waiting;

pub(crate) use closing::status_of;
pub(crate) use followers::{Followers, Seen};
pub(crate) use links::{from_templates, segment};
pub(crate) use router_view::RouterView;
pub(crate) use snapshot::Snapshot;
