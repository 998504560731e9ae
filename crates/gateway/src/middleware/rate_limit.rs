//! One caller cannot crowd out the others.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// Callers remembered before those that have been quiet are forgotten.
const FORGET_ABOVE: usize = 10_000;

/// Counts requests by caller.
pub(crate) struct RateLimit(Option<DefaultKeyedRateLimiter<String>>);

impl RateLimit {
    /// So many requests a second, with bursts of twice as many; 0 = no limit.
    pub(crate) fn per_second(requests: u32) -> Self {
        Self(NonZeroU32::new(requests).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            DefaultKeyedRateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        }))
    }

    /// Seconds to wait, where the caller has used up the quota.
    pub(super) fn check(&self, caller: &str) -> Result<(), u64> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        if limiter.len() > FORGET_ABOVE {
            limiter.retain_recent();
        }
        limiter.check_key(&caller.to_owned()).map_err(|not_until| {
            not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RateLimit;

    #[test]
    fn one_callers_quota_is_not_anothers() {
        let limit = RateLimit::per_second(1);
        assert_eq!(
            (limit.check("a"), limit.check("a"), limit.check("a")),
            (Ok(()), Ok(()), Err(1))
        );
        assert_eq!(limit.check("b"), Ok(()));
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RateLimit::per_second(0);
        assert!((0..10_000).all(|_| limit.check("a").is_ok()));
    }
}
