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

/// What the gateway says begins in lower case and ends without a dot: the same as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_word = first.trim_end_matches([',', ':']).chars().all(|c| c.is_ascii_lowercase());
    let mut said = match text.get(..1).filter(|_| is_word) {
        Some(letter) => letter.to_ascii_uppercase() + &text[1..],
        None => text.to_owned(),
    };
    if !(said.is_empty() || said.ends_with(['.', '!', '?'])) {
        said.push('.');
    }
    said
}
