use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which a source is left alone.
const FAILURES: u32 = 5;
/// For how long, the first time; twice as long each further time.
const REST: Duration = Duration::from_secs(10);
/// For how long at most.
const MAX_REST: Duration = Duration::from_secs(80);

/// Leaves a source alone that keeps failing, so that nobody waits for it in vain and it can recover.
#[derive(Debug)]
pub(super) enum Breaker {
    /// Questions go through.
    Closed { failures: u32 },
    /// None does.
    Open { until: Instant, rest: Duration },
    /// One is under way, and as it fares the others do.
    HalfOpen { until: Instant, rest: Duration },
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Breaker {
    /// Lets a question through, or says for how long none will be.
    pub(super) fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        match *self {
            Self::Closed { .. } => Ok(()),
            Self::Open { until, .. } | Self::HalfOpen { until, .. } if now < until => {
                Err(until - now)
            }
            // A probe that was never heard of again does not keep the next one away.
            Self::Open { rest, .. } | Self::HalfOpen { rest, .. } => {
                *self = Self::HalfOpen { until: now + rest, rest };
                Ok(())
            }
        }
    }

    /// Notes how a question fared that was let through.
    pub(super) fn note(&mut self, failed: bool, now: Instant) {
        *self = match *self {
            _ if !failed => Self::default(),
            Self::Closed { failures } if failures + 1 < FAILURES => {
                Self::Closed { failures: failures + 1 }
            }
            Self::Closed { .. } => Self::Open { until: now + REST, rest: REST },
            // One that was let through before it opened.
            Self::Open { until, rest } => Self::Open { until, rest },
            Self::HalfOpen { rest, .. } => {
                let rest = (rest * 2).min(MAX_REST);
                Self::Open { until: now + rest, rest }
            }
        };
    }

    /// Whether it has seen too many failures, and no success since.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At each second somebody asks: `.` it went well, `x` it failed, `-` nobody was let through.
    #[track_caller]
    fn check(fares: &str) {
        let start = Instant::now();
        let mut breaker = Breaker::default();
        for (second, expected) in (0..).zip(fares.chars()) {
            let now = start + Duration::from_secs(second);
            let admitted = breaker.admit(now);
            assert_eq!(
                admitted.is_ok(),
                expected != '-',
                "second {second} of {fares}: {admitted:?}"
            );
            if admitted.is_ok() {
                breaker.note(expected == 'x', now);
            }
        }
    }

    #[test]
    fn after_five_failures_it_rests_and_then_tries_one() {
        check("xxxx.xxxx.xxxxx---------.....");
        check("xxxxx---------x-------------------.");
    }

    #[test]
    fn rests_grow_to_a_limit() {
        let mut now = Instant::now();
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| breaker.note(true, now));
        for seconds in [10, 20, 40, 80, 80] {
            let rest = Duration::from_secs(seconds);
            assert_eq!(breaker.admit(now), Err(rest));
            now += rest;
            assert_eq!(breaker.admit(now), Ok(()));
            breaker.note(true, now);
        }
    }

    #[test]
    fn while_one_is_under_way_others_wait() {
        let mut now = Instant::now();
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| breaker.note(true, now));
        // Others that were let through before and fail now do not prolong the rest.
        breaker.note(true, now + Duration::from_secs(9));
        now += Duration::from_secs(10);
        assert_eq!(breaker.admit(now), Ok(()));
        assert!(breaker.admit(now).is_err() && !breaker.is_closed());
        breaker.note(false, now);
        assert!(breaker.admit(now).is_ok() && breaker.is_closed());
    }
}
