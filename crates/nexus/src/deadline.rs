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
        let left = match end {
            // A deadline in the past leaves nothing.
            Some(end) => end.duration_since(SystemTime::now()).unwrap_or_default(),
            None => DEFAULT,
        };
        Self(Instant::now() + left.saturating_sub(RESERVE.min(left / 10)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn keeps_a_reserve() {
        let in_ten = Deadline::new(Some(SystemTime::now() + Duration::from_secs(10))).remaining();
        assert!(in_ten > Duration::from_secs(9) && in_ten <= Duration::from_millis(9500));
        let in_one = Deadline::new(Some(SystemTime::now() + Duration::from_secs(1))).remaining();
        assert!(in_one > Duration::from_millis(800) && in_one <= Duration::from_millis(900));
        assert_eq!(Deadline::new(None).remaining(), Duration::from_millis(9500));
        assert_eq!(Deadline::new(Some(SystemTime::UNIX_EPOCH)).remaining(), Duration::ZERO);
    }
}
