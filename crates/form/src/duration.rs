//! Durations as ISO 8601 writes them, taken apart for an editor with one input per unit.

/// A duration: `P1Y2M3DT4H5M6.5S`, or weeks alone: `P3W`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Amount per unit of [`UNITS`]; an empty text for none. Seconds may have a fraction.
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
/// Units from this one on are written behind a `T`.
const OF_TIME: usize = 4;

/// Takes a duration apart; `None` when the text is none.
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
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (amount, letter) = (&rest[..end], rest[end..].chars().next()?);
        let last = if is_time { UNITS.len() } else { OF_TIME };
        let found = (unit..last).find(|at| UNITS[*at].1 == letter)?;
        let (whole, fraction) =
            amount.split_once('.').map_or((amount, None), |(w, f)| (w, Some(f)));
        let is_number = !whole.is_empty() && fraction != Some("");
        let has_fraction_elsewhere = fraction.is_some() && letter != 'S';
        if !is_number || has_fraction_elsewhere || fraction.is_some_and(|f| f.contains('.')) {
            return None;
        }
        duration.amounts[found] = amount.to_owned();
        (unit, any) = (found + 1, true);
        rest = &rest[end + letter.len_utf8()..];
    }
    any.then_some(duration)
}

impl Duration {
    /// The duration as text; `None` when no unit has an amount.
    pub fn print(&self) -> Option<String> {
        let mut text = String::from("P");
        for (index, (amount, (_, letter))) in self.amounts.iter().zip(UNITS).enumerate() {
            let amount = amount.trim();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_come_apart_and_together() {
        for (text, words) in [
            ("P1Y2M3DT4H5M6.5S", "1 year 2 months 3 days 4 hours 5 minutes 6.5 seconds"),
            ("PT30M", "30 minutes"),
            ("P1M", "1 month"),
            ("P3W", "3 weeks"),
            ("PT0S", "0 seconds"),
        ] {
            let duration = parse(text).unwrap();
            assert_eq!(duration.print().as_deref(), Some(text));
            assert_eq!(duration.words(), words);
        }
        for text in
            ["", "P", "PT", "1D", "P1", "P1DT", "P1H", "PT1D", "P1D1Y", "PT1.5H", "P.5D", "P-1D"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(Duration::default().print(), None);
    }
}
