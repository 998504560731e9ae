//! What one line of a tree shows of its value: bounded, and safe to show whoever wrote it.

use portico_contract::http::SECRET_MARK;
use portico_contract::plain;
use serde_json::Value;

/// Characters of a text that are drawn while it is closed.
const SHORT: usize = 300;
/// Characters of a text that are ever drawn.
const LONGEST: usize = 20_000;

/// What a line shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A list or object with entries: how many, and whether they are drawn.
    Branch {
        /// Such as `{3}` and `[3]`.
        size: String,
        /// Its entries are drawn.
        open: bool,
    },
    /// A value, printed; `class` colours it as in [`json`](super::super::json).
    Leaf {
        /// `s` = a text, `n` = a number or a word, empty = an empty list or object.
        class: &'static str,
        /// JSON, safe to show.
        text: String,
    },
    /// A text too long for a line.
    Long {
        /// Its beginning as JSON, without the closing quote where it is cut.
        text: String,
        /// Characters that are not shown.
        cut: usize,
        /// As much of it as is ever drawn is drawn.
        open: bool,
    },
    /// A value that the gateway keeps to itself.
    Secret,
    /// So many entries of the list or object are not drawn yet.
    More(usize),
}

/// What the line of a value shows; `open` = somebody has opened it.
pub fn what(value: &Value, open: bool) -> What {
    match value {
        Value::Object(_) if is_secret(value) => What::Secret,
        Value::Object(map) if !map.is_empty() => {
            What::Branch { size: format!("{{{}}}", map.len()), open }
        }
        Value::Array(items) if !items.is_empty() => {
            What::Branch { size: format!("[{}]", items.len()), open }
        }
        Value::String(text) => {
            let length = text.chars().count();
            if length <= SHORT {
                return What::Leaf { class: "s", text: printed(value) };
            }
            let drawn = if open { LONGEST } else { SHORT };
            let beginning: String = text.chars().take(drawn).collect();
            let cut = length.saturating_sub(drawn);
            let mut text = printed(&Value::String(beginning));
            if cut > 0 {
                text.pop();
            }
            What::Long { text, cut, open }
        }
        Value::Object(_) | Value::Array(_) => What::Leaf { class: "", text: value.to_string() },
        _ => What::Leaf { class: "n", text: value.to_string() },
    }
}

fn is_secret(value: &Value) -> bool {
    let alone = value.as_object().is_some_and(|map| map.len() == 1);
    alone && value.get(SECRET_MARK) == Some(&Value::Bool(true))
}

fn printed(value: &Value) -> String {
    plain::json(&value.to_string()).into_owned()
}

/// A key as it is written where nothing in it needs quotes.
pub fn quoted(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.$@".contains(c));
    if plain && key.len() <= SHORT {
        return key.to_owned();
    }
    let short: String = key.chars().take(SHORT).collect();
    printed(&Value::String(short))
}

/// How many entries a value has that can be drawn below it.
pub fn entries(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(_) if is_secret(value) => 0,
        Value::Object(map) => map.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_text_is_cut_and_then_bounded() {
        let text = json!("é".repeat(25_000));
        let long = |open| match what(&text, open) {
            What::Long { text, cut, .. } => (text.chars().count(), cut),
            other => panic!("{other:?}"),
        };
        assert_eq!((long(false), long(true)), ((301, 24_700), (20_001, 5_000)));
        let fits = json!("x".repeat(301));
        assert!(
            matches!(what(&fits, true), What::Long { cut: 0, text, .. } if text.ends_with('"'))
        );
        assert!(matches!(what(&json!("x".repeat(300)), false), What::Leaf { class: "s", .. }));
    }

    #[test]
    fn only_the_mark_alone_is_a_secret() {
        assert_eq!(what(&json!({ "$secret": true }), false), What::Secret);
        for other in [json!({ "$secret": true, "x": 1 }), json!({ "$secret": false })] {
            assert!(matches!(what(&other, false), What::Branch { .. }), "{other}");
        }
    }

    #[test]
    fn keys_are_quoted_where_they_need_it() {
        for (key, expected) in [
            ("table_name", "table_name"),
            ("größe-2.5", "größe-2.5"),
            ("", r#""""#),
            ("a b", r#""a b""#),
            ("a: 1", r#""a: 1""#),
            ("x\u{202e}y", r#""x\u202ey""#),
        ] {
            assert_eq!(quoted(key), expected);
        }
    }
}
