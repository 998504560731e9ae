//! Text for a terminal: what others wrote must not move the cursor, change colours or turn the reading direction.

use std::borrow::Cow;
use std::io::IsTerminal;

use portico_contract::plain::is_unsafe;
pub(crate) use portico_contract::plain::json;

/// `text` on one line, control and direction characters spelt out: an escape becomes `\u{1b}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    spell_out(text, |c| c == '\n' || c == '\t' || is_unsafe(c))
}

/// The same, with line breaks and tabs kept.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    spell_out(text, is_unsafe)
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
}
