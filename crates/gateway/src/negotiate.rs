//! What a request's headers say of the answer: what it may be packed in, and which one is already known.

use axum::http::{HeaderMap, HeaderValue, header};

/// Whether the caller reads this content coding.
pub(crate) fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|codings| codings.split(','))
        .any(|accepted| {
            let mut parts = accepted.split(';').map(str::trim);
            let refused = |part: &str| {
                part.strip_prefix("q=")
                    .and_then(|quality| quality.parse::<f32>().ok())
                    .is_some_and(|quality| quality <= 0.0)
            };
            parts.next() == Some(coding) && !parts.any(refused)
        })
}

/// Whether the caller has the answer with this tag, compared weakly (RFC 9110 section 8.8.3.2).
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let ours = tag.to_str().unwrap_or_default().trim_start_matches("W/");
    let seen = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    seen.flat_map(|tags| tags.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn codings() {
        for (sent, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.5", true),
            ("gzip;q=0, br", false),
            ("br", false),
            ("x-gzip", false),
            ("", false),
        ] {
            let headers = headers(header::ACCEPT_ENCODING, sent);
            assert_eq!(accepts(&headers, "gzip"), expected, "{sent}");
        }
    }

    #[test]
    fn tags() {
        for (sent, expected) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let headers = headers(header::IF_NONE_MATCH, sent);
            assert_eq!(
                is_known(&headers, &HeaderValue::from_static("W/\"a\"")),
                expected,
                "{sent}"
            );
        }
    }
}
