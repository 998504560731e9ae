//! How long a request may take.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// What servers give a request that does not say.
const DEFAULT: Duration = Duration::from_secs(10);
/// Kept back from the deadline so that the answer still reaches the server.
const RESERVE: Duration = Duration::from_millis(500);

/// When the handler must have answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// The deadline of a request that ends at `end`, wall-clock time.
    pub(crate) fn new(end: Option<SystemTime>) -> Self {
        Self(Instant::now() + allowance(end, SystemTime::now()))
    }

    /// When to stop.
    pub(crate) fn instant(self) -> Instant {
        self.0
    }

    /// What is left.
    pub(crate) fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// How long the handler may work at `now` on a request that ends at `end`.
fn allowance(end: Option<SystemTime>, now: SystemTime) -> Duration {
    let left = match end {
        // A deadline in the past leaves nothing.
        Some(end) => end.duration_since(now).unwrap_or_default(),
        None => DEFAULT,
    };
    left.saturating_sub(RESERVE.min(left / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_reserve() {
        let now = SystemTime::now();
        let allowance = |millis| allowance(Some(now + Duration::from_millis(millis)), now);
        assert_eq!(allowance(10_000), Duration::from_millis(9_500));
        assert_eq!(allowance(1_000), Duration::from_millis(900));
        assert_eq!(allowance(0), Duration::ZERO);
        assert_eq!(super::allowance(Some(SystemTime::UNIX_EPOCH), now), Duration::ZERO);
        assert_eq!(super::allowance(None, now), Duration::from_millis(9_500));
    }
}
