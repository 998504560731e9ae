//! JSON as text with the parts that are coloured told apart.

use serde_json::Value;

/// A piece of printed text and the class that colours it: `k` key, `s` string, `n` number or word, empty = plain.
pub type Token = (&'static str, String);

/// Prints a value with two spaces of indent; an array of scalars that fits on a line stays on one.
pub fn tokens(value: &Value) -> Vec<Token> {
    let mut out = Vec::new();
    write(value, 0, &mut out);
    out
}

/// The text of printed tokens.
pub fn text(tokens: &[Token]) -> String {
    tokens.iter().map(|(_, text)| text.as_str()).collect()
}

const LINE: usize = 72;

fn write(value: &Value, depth: usize, out: &mut Vec<Token>) {
    match value {
        Value::String(_) => out.push(("s", value.to_string())),
        Value::Object(map) if !map.is_empty() => {
            plain(out, "{\n");
            for (i, (key, item)) in map.iter().enumerate() {
                plain(out, &"  ".repeat(depth + 1));
                out.push(("k", Value::from(key.as_str()).to_string()));
                plain(out, ": ");
                write(item, depth + 1, out);
                plain(out, if i + 1 < map.len() { ",\n" } else { "\n" });
            }
            plain(out, &format!("{}}}", "  ".repeat(depth)));
        }
        Value::Array(items) if !items.is_empty() => {
            let short = items.iter().all(|i| !i.is_object() && !i.is_array())
                && value.to_string().len() <= LINE;
            plain(out, if short { "[" } else { "[\n" });
            for (i, item) in items.iter().enumerate() {
                if !short {
                    plain(out, &"  ".repeat(depth + 1));
                }
                write(item, depth + 1, out);
                plain(
                    out,
                    match (short, i + 1 < items.len()) {
                        (true, true) => ", ",
                        (false, true) => ",\n",
                        (true, false) => "",
                        (false, false) => "\n",
                    },
                );
            }
            plain(out, &if short { "]".into() } else { format!("{}]", "  ".repeat(depth)) });
        }
        Value::Object(_) => plain(out, "{}"),
        Value::Array(_) => plain(out, "[]"),
        _ => out.push(("n", value.to_string())),
    }
}

/// Appends to the last plain token, so that punctuation does not become a node of its own.
fn plain(out: &mut Vec<Token>, text: &str) {
    match out.last_mut() {
        Some(("", last)) => last.push_str(text),
        _ => out.push(("", text.into())),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::{text, tokens};

    #[test]
    fn prints_like_a_person_would() {
        let value = json!({
            "name": "orders <b>\"x\"</b>", "big": 18_446_744_073_709_551_615_u64, "ok": true, "none": null,
            "list": ["a", 1], "objects": [{"a": {}}, []], "long": ["x".repeat(60), "y".repeat(60)],
        });
        assert_snapshot!(text(&tokens(&value)), @r#"
        {
          "name": "orders <b>\"x\"</b>",
          "big": 18446744073709551615,
          "ok": true,
          "none": null,
          "list": ["a", 1],
          "objects": [
            {
              "a": {}
            },
            []
          ],
          "long": [
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
          ]
        }
        "#);
    }

    #[test]
    fn what_is_printed_reads_back() {
        let value = json!([{"a": [1, [2, {"b": "\u{202e}\u{1f600}\n"}]]}, "", -0.5]);
        let printed = text(&tokens(&value));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
    }
}
