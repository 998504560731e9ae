/// Reads a duration such as `60s`, `5m`, `24h` or `7d` as seconds.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse::<u64>().ok()?.checked_mul(unit)).flatten()
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations() {
        for (text, expect) in [
            ("60s", Some(60)),
            ("24h", Some(86_400)),
            ("7d", Some(604_800)),
            ("h", None),
            ("-1s", None),
            ("1é", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(seconds(text), expect, "{text}");
        }
    }
}
