use std::str::FromStr;

use jiff::Timestamp;

const MINUTE: i64 = 60 * 1_000_000;
/// Ages of several centuries would be moments outside time.
const OLDEST: i64 = 100_000;

/// A moment as a query names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// In microseconds since 1970.
    At(i64),
    /// So many microseconds before the question.
    Ago(i64),
}

impl Moment {
    /// In microseconds since 1970, for a question asked at `now`.
    pub(crate) fn micros(self, now: i64) -> i64 {
        match self {
            Self::At(at) => at,
            Self::Ago(age) => now - age,
        }
    }
}

/// The text names no moment.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a time such as 2026-11-21T03:44:38Z, or how long ago that was, such as 90m, 24h or 7d"
)]
pub(crate) struct NoMoment;

impl FromStr for Moment {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit = match text.as_bytes().last() {
            Some(b'm') => MINUTE,
            Some(b'h') => 60 * MINUTE,
            Some(b'd') => 24 * 60 * MINUTE,
            _ => {
                let at: Timestamp = text.parse().map_err(|_| NoMoment)?;
                return Ok(Self::At(at.as_microsecond()));
            }
        };
        let count = &text[..text.len() - 1];
        let is_plain = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
        let count = count.parse().ok().filter(|count| is_plain && (1..OLDEST).contains(count));
        Ok(Self::Ago(count.ok_or(NoMoment)? * unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ages() {
        for (text, expected) in [
            ("1970-01-01T00:00:01Z", Ok(Moment::At(1_000_000))),
            ("1970-01-01T01:00:01.5+01:00", Ok(Moment::At(1_500_000))),
            ("90m", Ok(Moment::Ago(90 * MINUTE))),
            ("24h", Ok(Moment::Ago(24 * 60 * MINUTE))),
            ("7d", Ok(Moment::Ago(7 * 24 * 60 * MINUTE))),
            ("", Err(NoMoment)),
            ("h", Err(NoMoment)),
            ("0h", Err(NoMoment)),
            ("-1h", Err(NoMoment)),
            ("+1h", Err(NoMoment)),
            ("1.5h", Err(NoMoment)),
            ("7 d", Err(NoMoment)),
            ("7w", Err(NoMoment)),
            ("100000d", Err(NoMoment)),
            ("99999999999999999999d", Err(NoMoment)),
            ("2026-11-21", Err(NoMoment)),
            ("yesterday", Err(NoMoment)),
            ("é", Err(NoMoment)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
        assert_eq!(Moment::Ago(MINUTE).micros(3 * MINUTE), 2 * MINUTE);
    }
}
