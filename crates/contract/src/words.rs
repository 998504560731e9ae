//! What the API says, in words for people: the same on a page and on a terminal.

/// `waits for signal x` as `Waits for signal x.` What the gateway says begins in lower case and ends without a dot. A
/// name at the beginning, such as `data-eng`, stays as it is written.
pub fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_word = first.trim_end_matches([',', ':']).chars().all(|c| c.is_ascii_lowercase());
    let mut said = match text.get(..1).filter(|_| is_word) {
        Some(letter) => letter.to_ascii_uppercase() + &text[1..],
        None => text.to_owned(),
    };
    if !(said.is_empty() || said.ends_with(['.', '!', '?'])) {
        said.push('.');
    }
    said
}

/// Milliseconds as a person would say them: `47 ms`, `15.2 s`, `1 min 44 s`, `23 h 55 min`, `3 days 2 h`.
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    let seconds = ms / 1000;
    match seconds {
        0 => format!("{ms} ms"),
        1..60 => format!("{seconds}.{} s", ms / 100 % 10),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        3600..86_400 => pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        86_400..172_800 => pair(1, "day", seconds % 86_400 / 3600, "h"),
        _ => pair(seconds / 86_400, "days", seconds % 86_400 / 3600, "h"),
    }
}

fn pair(big: i64, big_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 {
        format!("{big} {big_unit}")
    } else {
        format!("{big} {big_unit} {small} {small_unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_large_and_end() {
        for (text, expected) in [
            ("waits for signal confirm_resize", "Waits for signal confirm_resize."),
            ("data-eng is not answering", "data-eng is not answering."),
            ("Cloud Operations is not answering", "Cloud Operations is not answering."),
            ("waits for Über to take this run", "Waits for Über to take this run."),
            ("über", "über."),
            ("is it there?", "Is it there?"),
            ("", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }

    #[test]
    fn durations_are_words() {
        for (ms, expected) in [
            (-5, "0 ms"),
            (47, "47 ms"),
            (1000, "1.0 s"),
            (15_230, "15.2 s"),
            (126_000, "2 min 06 s"),
            (3_600_000, "1 h"),
            (86_100_000, "23 h 55 min"),
            (86_400_000, "1 day"),
            (266_400_000, "3 days 2 h"),
            (1_814_400_000, "21 days"),
        ] {
            assert_eq!(duration(ms), expected, "{ms}");
        }
    }
}
