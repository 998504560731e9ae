//! Runs as text for a terminal.

mod page;
mod review;
mod table;
mod time;
mod watch;

pub(crate) use page::{Owned, page};
pub(crate) use review::review;
pub(crate) use table::table;
pub(crate) use time::Clock;
pub(crate) use watch::Watch;

use portico_contract::http::RunStatus;

/// A status in words.
pub(crate) fn words(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Running => "running",
        RunStatus::WaitingForApproval => "waiting for approval",
        RunStatus::Completed => "completed",
        RunStatus::Failed => "failed",
        RunStatus::Canceled => "canceled",
        RunStatus::Terminated => "terminated",
        RunStatus::TimedOut => "timed out",
    }
}
