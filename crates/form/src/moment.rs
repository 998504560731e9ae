//! Dates and times as native inputs hold them, with the zone that JSON Schema's `date-time` needs.

/// A `date-time` taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What `<input type="datetime-local">` shows, such as `2026-12-01T02:30:00`.
    pub local: String,
    /// `Z` or `+01:00`, as it was written.
    pub zone: String,
}

/// Takes an RFC 3339 text apart; `None` when it is none.
pub fn parse(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let separated =
        bytes.len() > 19 && matches!(bytes[10], b'T' | b't' | b' ') && text.is_char_boundary(19);
    if !separated || !text.is_char_boundary(10) {
        return None;
    }
    let zone_at = 19 + text[19..].find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = text.split_at(zone_at);
    Some(Moment { local: format!("{}T{}", &clock[..10], &clock[11..]), zone: zone.to_uppercase() })
}

/// Takes a `time` such as `14:30:00+02:00` apart; `local` is its clock.
pub fn parse_time(text: &str) -> Option<Moment> {
    let zone_at = text.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = text.split_at(zone_at);
    let separated = clock.len() >= 8 && clock.as_bytes()[2] == b':' && clock.as_bytes()[5] == b':';
    separated.then(|| Moment { local: clock.to_owned(), zone: zone.to_uppercase() })
}

/// An RFC 3339 text from what a native input holds and a zone.
pub fn compose(local: &str, zone: &str) -> String {
    // Browsers leave out seconds that are zero.
    let seconds = if local.matches(':').count() == 1 { ":00" } else { "" };
    format!("{local}{seconds}{zone}")
}

/// A zone as JavaScript's `getTimezoneOffset` tells it: minutes to add to local time to get UTC.
pub fn zone_of(offset_minutes: i32) -> String {
    if offset_minutes == 0 {
        return "Z".into();
    }
    let sign = if offset_minutes < 0 { '+' } else { '-' };
    let minutes = offset_minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Whether a text is a full date, such as `2026-12-01`: what a native date input can show.
pub fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_or_not() {
        for (text, expect) in
            [("2026-12-01", true), ("", false), ("1.12.2026", false), ("2026-12-1x", false)]
        {
            assert_eq!(is_date(text), expect, "{text}");
        }
    }

    #[test]
    fn a_time_keeps_its_offset() {
        for text in ["14:30:00Z", "14:30:00.5+02:00"] {
            let time = parse_time(text).unwrap();
            assert_eq!(compose(&time.local, &time.zone), text);
        }
        assert_eq!(compose("14:30", "Z"), "14:30:00Z");
        for text in ["", "14:30Z", "ääää:ä:ääZ", "14:30:00"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_time_keeps_its_offset() {
        for text in
            ["2026-12-01T02:30:00+09:00", "2026-12-01T02:30:00.125Z", "1999-01-01T00:00:00-03:30"]
        {
            let moment = parse(text).unwrap();
            assert_eq!(compose(&moment.local, &moment.zone), text);
        }
        assert_eq!(compose("2026-12-01T02:30", "+01:00"), "2026-12-01T02:30:00+01:00");
        assert_eq!(
            (zone_of(-60), zone_of(210), zone_of(0)),
            ("+01:00".into(), "-03:30".into(), "Z".into())
        );
        for text in ["", "2026-12-01", "2026-12-01T02:30", "ääääääääääääääääääää"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
