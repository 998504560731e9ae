//! Durations as RFC 3339 writes them (appendix A), taken apart for an editor with one input per unit.

/// A duration: `P1Y2M3DT4H5M6S`, or weeks alone: `P3W`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Amount per unit of [`UNITS`], as it was typed; an empty text for none.
    pub amounts: [String; 7],
}

/// The units, in the order they are written, with their letters.
pub const UNITS: [(&str, char); 7] = [
    ("years", 'Y'),
    ("months", 'M'),
    ("weeks", 'W'),
    ("days", 'D'),
    ("hours", 'H'),
    ("minutes", 'M'),
    ("seconds", 'S'),
];
const WEEKS: usize = 2;
const DAYS: usize = 3;
/// Units from this one on are written behind a `T`.
const OF_TIME: usize = 4;
/// Units that may not be left out between the two around them.
const BETWEEN: [[usize; 3]; 2] = [[0, 1, DAYS], [OF_TIME, 5, 6]];

/// Takes a duration apart; `None` when the text is none, or one that would not be written again as it is.
pub fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('P')?;
    let mut duration = Duration::default();
    let mut unit = 0;
    let mut is_time = false;
    let mut any = false;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            if is_time || time.is_empty() {
                return None;
            }
            (is_time, unit, rest) = (true, OF_TIME, time);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (amount, letter) = (&rest[..end], rest[end..].chars().next()?);
        let last = if is_time { UNITS.len() } else { OF_TIME };
        let found = (unit..last).find(|at| UNITS[*at].1 == letter)?;
        if amount.is_empty() {
            return None;
        }
        duration.amounts[found] = amount.to_owned();
        (unit, any) = (found + 1, true);
        rest = &rest[end + letter.len_utf8()..];
    }
    any.then_some(duration).filter(|duration| duration.print().as_deref() == Some(text))
}

impl Duration {
    /// The duration as text; `None` when no unit has an amount. Weeks are written alone or not at all: beside another
    /// unit they are days. What stands between two units and has no amount is 0.
    pub fn print(&self) -> Option<String> {
        let mut amounts = self.amounts.each_ref().map(|amount| amount.trim().to_owned());
        let has_others =
            amounts.iter().enumerate().any(|(unit, amount)| unit != WEEKS && !amount.is_empty());
        // What is no whole number stays as it was typed, for the validator to refuse.
        if has_others && let Some(days) = days(&amounts[WEEKS], &amounts[DAYS]) {
            amounts[DAYS] = days;
            amounts[WEEKS].clear();
        }
        for [before, between, after] in BETWEEN {
            let has = |unit: usize| !amounts[unit].is_empty();
            if has(before) && !has(between) && has(after) {
                amounts[between].push('0');
            }
        }
        let mut text = String::from("P");
        for (index, (amount, (_, letter))) in amounts.iter().zip(UNITS).enumerate() {
            if amount.is_empty() {
                continue;
            }
            if index >= OF_TIME && !text.contains('T') {
                text.push('T');
            }
            text.push_str(amount);
            text.push(letter);
        }
        (text.len() > 1).then_some(text)
    }

    /// The duration in words, such as "1 day 2 hours".
    pub fn words(&self) -> String {
        let parts = self.amounts.iter().zip(UNITS).filter(|(amount, _)| !amount.is_empty());
        let worded = parts.map(|(amount, (name, _))| match amount.as_str() {
            "1" => format!("1 {}", name.trim_end_matches('s')),
            _ => format!("{amount} {name}"),
        });
        worded.collect::<Vec<_>>().join(" ")
    }
}

/// Weeks and days as days; `None` where there are no weeks or either is no whole number.
fn days(weeks: &str, days: &str) -> Option<String> {
    let whole = |text: &str| text.parse::<u64>().ok();
    let days = if days.is_empty() { 0 } else { whole(days)? };
    Some(whole(weeks)?.checked_mul(7)?.checked_add(days)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_come_apart_and_together() {
        for (text, words) in [
            ("P1Y2M3DT4H5M6S", "1 year 2 months 3 days 4 hours 5 minutes 6 seconds"),
            ("P1Y0M2D", "1 year 0 months 2 days"),
            ("PT30M", "30 minutes"),
            ("P1M", "1 month"),
            ("P3W", "3 weeks"),
            ("PT0S", "0 seconds"),
        ] {
            let duration = parse(text).unwrap();
            assert_eq!(duration.print().as_deref(), Some(text));
            assert_eq!(duration.words(), words);
        }
        for text in [
            "", "P", "PT", "1D", "P1", "P1DT", "P1H", "PT1D", "P1D1Y", "PT1.5H", "P.5D", "P-1D",
            "PT6.5S", "P1W2D", "P1WT1H", "P1Y2D", "PT1H5S",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(Duration::default().print(), None);
    }

    #[test]
    fn a_duration_is_written_as_the_validator_reads_it() {
        for (amounts, text) in [
            (["", "", "3", "", "", "", ""], "P3W"),
            (["", "", " 1 ", "2", "", "", ""], "P9D"),
            (["", "", "1", "", "1", "", ""], "P7DT1H"),
            (["1", "", "1", "", "", "", ""], "P1Y0M7D"),
            (["1", "", "", "2", "", "", ""], "P1Y0M2D"),
            (["", "", "", "", "1", "", "5"], "PT1H0M5S"),
            (["", "", "", "1", "", "", "5"], "P1DT5S"),
            // What is typed stays, whatever it is.
            (["", "", "", "", "", "", "0.5"], "PT0.5S"),
            (["", "", "1.5", "2", "", "", ""], "P1.5W2D"),
            (["", "", "99999999999999999999", "2", "", "", ""], "P99999999999999999999W2D"),
        ] {
            let duration = Duration { amounts: amounts.map(str::to_owned) };
            assert_eq!(duration.print().as_deref(), Some(text));
        }
    }
}
