//! When to open a run's event stream again after it was cut, and when to read the run instead.

use std::time::Duration;

/// A stream that lived this long works: what cut it was a restart or an idle limit on the way.
const HEALTHY: Duration = Duration::from_secs(10);
/// Attempts in a row before the run is read instead.
const ATTEMPTS: u32 = 3;
/// Reads between two attempts: a proxy that holds the stream back would cost a wait each time.
const READS: u32 = 6;

/// What to do after a stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Open it again after this pause.
    Stream(Duration),
    /// Read the run this many times, then open it again.
    Read(u32),
}

/// Counts the streams in a row that were cut soon.
#[derive(Debug, Default)]
pub(super) struct Pace {
    cut: u32,
}

impl Pace {
    /// After a stream that lived this long, from asking for it to its end.
    pub(super) fn after(&mut self, lived: Duration) -> Next {
        self.cut = if lived >= HEALTHY { 1 } else { self.cut + 1 };
        if self.cut < ATTEMPTS {
            Next::Stream(Duration::from_millis(500) * self.cut)
        } else {
            Next::Read(READS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_is_cut_soon_is_tried_less_and_less() {
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(60));
        let mut pace = Pace::default();
        let next: Vec<Next> =
            [short, short, short, short, long, short, short].map(|lived| pace.after(lived)).into();
        let stream = |ms| Next::Stream(Duration::from_millis(ms));
        let read = Next::Read(READS);
        assert_eq!(next, [stream(500), stream(1000), read, read, stream(500), stream(1000), read]);
    }
}
