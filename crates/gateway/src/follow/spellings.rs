//! How a text is spelt inside JSON text and inside addresses by what teams write their workflows in.

use super::links::segment;

/// What a writer of JSON spells as `\uXXXX` besides quotes, backslashes and controls.
struct Writer {
    special: &'static str,
    /// All that is not ASCII too.
    keeps_to_ascii: bool,
    is_upper: bool,
    /// A slash gets a backslash.
    escapes_slash: bool,
}

const WRITERS: [Writer; 6] = [
    // serde_json, JavaScript.
    Writer { special: "", keeps_to_ascii: false, is_upper: false, escapes_slash: false },
    // Python.
    Writer { special: "", keeps_to_ascii: true, is_upper: false, escapes_slash: false },
    // Go.
    Writer {
        special: "<>&\u{2028}\u{2029}",
        keeps_to_ascii: false,
        is_upper: false,
        escapes_slash: false,
    },
    // .NET.
    Writer { special: "\"&'+<>`", keeps_to_ascii: true, is_upper: true, escapes_slash: false },
    // Gson.
    Writer { special: "<>&='", keeps_to_ascii: false, is_upper: false, escapes_slash: false },
    // PHP.
    Writer { special: "", keeps_to_ascii: true, is_upper: false, escapes_slash: true },
];

/// Adds the text as it stands inside JSON text.
pub(super) fn in_json(text: &str, to: &mut Vec<String>) {
    to.extend(WRITERS.iter().map(|writer| writer.spell(text)));
}

/// Adds the text as it stands inside an address: as a segment, a path, a form's value, and as JavaScript has it.
pub(super) fn in_address(text: &str, to: &mut Vec<String>) {
    let segment = segment(text);
    let script = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
    let script =
        script.iter().fold(segment.clone(), |text, (spelt, plain)| text.replace(spelt, plain));
    to.extend([lower(&segment), segment.replace("%2F", "/"), segment.replace("%20", "+"), script]);
    to.push(segment);
}

impl Writer {
    fn spell(&self, text: &str) -> String {
        let mut spelt = String::with_capacity(text.len() + 8);
        for letter in text.chars() {
            let is_spelt_out =
                self.special.contains(letter) || self.keeps_to_ascii && !letter.is_ascii();
            match letter {
                _ if is_spelt_out => self.spell_out(letter, &mut spelt),
                '"' => spelt.push_str("\\\""),
                '\\' => spelt.push_str("\\\\"),
                '/' if self.escapes_slash => spelt.push_str("\\/"),
                '\n' => spelt.push_str("\\n"),
                '\r' => spelt.push_str("\\r"),
                '\t' => spelt.push_str("\\t"),
                '\u{8}' => spelt.push_str("\\b"),
                '\u{c}' => spelt.push_str("\\f"),
                letter if letter < ' ' => self.spell_out(letter, &mut spelt),
                letter => spelt.push(letter),
            }
        }
        spelt
    }

    fn spell_out(&self, letter: char, to: &mut String) {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            to.push_str(&match self.is_upper {
                true => format!("\\u{unit:04X}"),
                false => format!("\\u{unit:04x}"),
            });
        }
    }
}

/// Percent-encoded text with its hexadecimal digits in small letters.
fn lower(segment: &str) -> String {
    let mut digits = 0;
    let letters = segment.chars().map(|letter| {
        let is_digit = digits > 0;
        digits = if letter == '%' { 2 } else { usize::saturating_sub(digits, 1) };
        if is_digit { letter.to_ascii_lowercase() } else { letter }
    });
    letters.collect()
}
