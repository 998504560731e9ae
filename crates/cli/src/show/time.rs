//! Moments and durations for people.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use portico_contract::words::duration;

/// What time it is, and where.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    now: Timestamp,
    zone: TimeZone,
}

impl Clock {
    /// This moment, in the zone of this machine or of `TZ`.
    pub(crate) fn here() -> Self {
        Self { now: Timestamp::now(), zone: TimeZone::system() }
    }

    #[cfg(test)]
    pub(crate) fn fixed(now: &str) -> Self {
        Self { now: now.parse().unwrap(), zone: TimeZone::UTC }
    }

    /// An RFC 3339 moment as `2026-11-21 03:44:38 UTC`; anything else as it is.
    pub(crate) fn moment(&self, rfc3339: &str) -> String {
        match rfc3339.parse::<Timestamp>() {
            Ok(at) => at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
            Err(_) => crate::terminal::line(rfc3339).into_owned(),
        }
    }

    /// How long something took, or has taken so far; empty where that is not known.
    pub(crate) fn took(&self, from: &str, to: Option<&str>) -> String {
        let Ok(start) = from.parse::<Timestamp>() else { return String::new() };
        let end = to.and_then(|to| to.parse().ok()).unwrap_or(self.now);
        duration(end.as_millisecond() - start.as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_in_a_zone() {
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        assert_eq!(clock.moment("2026-11-21T03:44:38.123Z"), "2026-11-21 03:44:38 UTC");
        assert_eq!(clock.moment("soon\u{1b}"), "soon\\u{1b}");
        assert_eq!(clock.took("2026-11-21T03:44:38Z", None), "22.0 s");
        assert_eq!(clock.took("2026-11-21T03:44:38Z", Some("2026-11-21T03:44:40.5Z")), "2.5 s");
        assert_eq!(clock.took("", None), "");
    }
}
