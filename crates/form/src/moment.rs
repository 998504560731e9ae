//! Dates and times as native inputs hold them, with the zone that JSON Schema's `date-time` needs.

/// A `date-time` taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What `<input type="datetime-local">` shows, such as `2026-12-01T02:30:00`.
    pub local: String,
    /// `Z` or `+01:00`, as it was written.
    pub zone: String,
}

/// Takes an RFC 3339 text apart; `None` when it is none, or one that a native input does not show.
pub fn parse(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let separated =
        bytes.len() > 19 && matches!(bytes[10], b'T' | b't' | b' ') && text.is_char_boundary(19);
    if !separated || !text.is_char_boundary(10) {
        return None;
    }
    let zone_at = 19 + text[19..].find(['Z', 'z', '+', '-'])?;
    let (moment, zone) = text.split_at(zone_at);
    let (date, clock) = (&moment[..10], &moment[11..]);
    let shows = is_date(date) && is_clock(clock) && is_zone(zone);
    shows.then(|| Moment { local: format!("{date}T{clock}"), zone: zone.to_uppercase() })
}

/// Takes a `time` such as `14:30:00+02:00` apart; `local` is its clock.
pub fn parse_time(text: &str) -> Option<Moment> {
    let zone_at = text.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = text.split_at(zone_at);
    let shows = is_clock(clock) && is_zone(zone);
    shows.then(|| Moment { local: clock.to_owned(), zone: zone.to_uppercase() })
}

/// Whether a text is an offset as RFC 3339 writes it: `Z`, in either case, or `+01:00`.
fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return matches!(text, "Z" | "z");
    };
    let is_number = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    offset.split_once(':').is_some_and(|(hours, minutes)| {
        is_number(hours) && is_number(minutes) && hours < "24" && minutes < "60"
    })
}

/// Whether a text is a time with seconds, and at most thousandths of them, as a native input shows it.
fn is_clock(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let part = |at: usize| clock.get(at..at + 2).and_then(|part| part.parse::<u32>().ok());
    clock.len() == 8
        && clock.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        })
        && part(0).is_some_and(|hours| hours < 24)
        && part(3).is_some_and(|minutes| minutes < 60)
        && part(6).is_some_and(|seconds| seconds < 60)
        && (1..=3).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
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

/// Whether a text is a full date that there is, such as `2026-12-01`: what a native date input can show.
pub fn is_date(text: &str) -> bool {
    let is_shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_shaped {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) =
        (text[..4].parse::<u32>(), text[5..7].parse::<u32>(), text[8..].parse::<u32>())
    else {
        return false;
    };
    year > 0 && (1..=days(year, month)).contains(&day)
}

/// How many days a month has; none where there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_or_not() {
        for (text, expect) in [
            ("2026-12-01", true),
            ("2028-02-29", true),
            ("", false),
            ("1.12.2026", false),
            ("2026-12-1x", false),
            ("2026-02-30", false),
            ("2100-02-29", false),
            ("2026-13-01", false),
            ("2026-00-01", false),
            ("2026-01-00", false),
            ("0000-01-01", false),
        ] {
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
        for text in [
            "",
            "14:30Z",
            "ääää:ä:ääZ",
            "14:30:00",
            "24:00:00Z",
            "14:60:00Z",
            "14:30:60Z",
            "14:30:00.Z",
            "14:30:00.1234Z",
            "14:30:00+0200",
            "14:30:00Zjunk",
        ] {
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
        assert_eq!(parse("2026-12-01t02:30:00z").unwrap().zone, "Z");
        assert_eq!(compose("2026-12-01T02:30", "+01:00"), "2026-12-01T02:30:00+01:00");
        assert_eq!(
            (zone_of(-60), zone_of(210), zone_of(0)),
            ("+01:00".into(), "-03:30".into(), "Z".into())
        );
        for text in [
            "",
            "2026-12-01",
            "2026-12-01T02:30",
            "ääääääääääääääääääää",
            "2026-12-01T02:30:00.123456Z",
            "2026-02-30T02:30:00Z",
            "2026-12-01T02:30:60Z",
            "2026-12-01T02:30:00+0900",
            "2026-12-01T02:30:00+09",
            "2026-12-01T02:30:00+9:00",
            "2026-12-01T02:30:00+24:00",
            "2026-12-01T02:30:00-09:60",
            "2026-12-01T02:30:00+0x:00",
            "2026-12-01T02:30:00+09:00 ",
            "2026-12-01T02:30:00Zjunk",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
