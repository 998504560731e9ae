//! Text for a terminal: what others wrote must not move the cursor, change colours or turn the reading direction.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::IsTerminal;

/// `text` on one line, control and direction characters spelt out: an escape becomes `\u{1b}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    spell_out(text, |c| c == '\n' || c == '\t' || is_unsafe(c))
}

/// The same, with line breaks and tabs kept.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    spell_out(text, is_unsafe)
}

/// JSON text whose strings hold no such character: each is written as JSON escapes it.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            // All of them lie below U+10000.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Whether somebody can be asked: questions are written to standard error and read from standard input.
pub(crate) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn spell_out(text: &str, is_spelt: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_spelt) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' if is_spelt(c) => safe.push_str("\\n"),
            '\t' if is_spelt(c) => safe.push_str("\\t"),
            c if is_spelt(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelt_out() {
        for (text, expect) in [
            ("plain, ünï \u{1f600}", "plain, ünï \u{1f600}"),
            ("\u{1b}[2Jgone", "\\u{1b}[2Jgone"),
            ("a\rb\u{8}c\u{7f}\u{9b}d", "a\\u{d}b\\u{8}c\\u{7f}\\u{9b}d"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("\u{202e}cba\u{2066}", "\\u{202e}cba\\u{2066}"),
        ] {
            assert_eq!(line(text), expect);
        }
        assert_eq!(lines("a\nb\tc\u{1b}"), "a\nb\tc\\u{1b}");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({ "a\u{9b}": "\u{202e}x\u{7f}\u{1b}", "n": u64::MAX });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = json(&text);
        assert!(!safe.contains(is_unsafe), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
