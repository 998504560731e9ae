use jiff::Timestamp;

/// A protobuf timestamp in microseconds since 1970; what lies outside time is 1970.
pub(crate) fn micros(time: prost_wkt_types::Timestamp) -> i64 {
    time.seconds.saturating_mul(1_000_000).saturating_add(i64::from(time.nanos) / 1_000)
}

/// A protobuf timestamp as RFC 3339, UTC, milliseconds.
pub(crate) fn rfc3339(time: prost_wkt_types::Timestamp) -> String {
    rfc3339_of_micros(micros(time))
}

/// Microseconds since 1970 as RFC 3339, UTC, milliseconds.
pub(crate) fn rfc3339_of_micros(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_milliseconds() {
        let time = prost_wkt_types::Timestamp { seconds: 1_700_000_000, nanos: 5_999_999 };
        assert_eq!(rfc3339(time), "2023-11-14T22:13:20.005Z");
        assert_eq!(rfc3339_of_micros(i64::MAX), "1970-01-01T00:00:00.000Z");
    }
}
