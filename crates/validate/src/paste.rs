//! A pasted text, JSON or YAML, as a value.

use std::collections::{HashMap, HashSet};

use portico_form::json::{Position, Text, TextFault};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// The deepest nesting that is read: what serde_json reads too.
const DEEPEST: usize = 120;
/// The most values, aliases written out.
const MOST: usize = 200_000;

/// Reads JSON, or one YAML 1.2 document with scalars by the core schema. Text that begins as JSON does is
/// told what is wrong with it as JSON.
pub fn read(text: &str) -> Result<Value, TextFault> {
    match Text::read(text) {
        Ok(read) => Ok(read.value),
        Err(fault) if text.trim_start().starts_with(['{', '[', '"']) => Err(fault),
        Err(_) => yaml(text),
    }
}

fn yaml(text: &str) -> Result<Value, TextFault> {
    let mut builder = Builder::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            fault(error.marker(), &format!("is neither JSON nor YAML: {}", error.info()))
        })?;
        documents += usize::from(matches!(event, Event::DocumentStart(_)));
        if documents > 1 {
            return Err(fault(&span.start, "holds a second document: paste one"));
        }
        builder.event(event, &span.start)?;
    }
    builder.root.ok_or_else(|| TextFault {
        at: Position { line: 1, column: 1 },
        message: "is empty".into(),
    })
}

/// A collection whose end has not come yet.
enum Open {
    Array(Vec<Value>),
    Object(Map<String, Value>, Option<String>),
}

#[derive(Default)]
struct Builder {
    root: Option<Value>,
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Value>,
    values: usize,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, at: &Marker) -> Result<(), TextFault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if let Some((Open::Object(map, key @ None), _)) = self.open.last_mut() {
                    if map.contains_key(text.as_ref()) {
                        let message =
                            format!("has the key \"{text}\" twice: remove one of the two");
                        return Err(fault(at, &message));
                    }
                    *key = Some(text.into_owned());
                    return Ok(());
                }
                let value = scalar(&text, style, tag.as_deref(), at)?;
                self.finish(value, anchor, at)
            }
            Event::SequenceStart(anchor, _) => self.start(Open::Array(Vec::new()), anchor, at),
            Event::MappingStart(anchor, _) => {
                self.start(Open::Object(Map::new(), None), anchor, at)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some((Open::Array(items), anchor)) => self.finish(Value::Array(items), anchor, at),
                Some((Open::Object(map, _), anchor)) => self.finish(Value::Object(map), anchor, at),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let Some(value) = self.anchors.get(&anchor).cloned() else {
                    return Err(fault(at, "has an alias inside the value it names: write it out"));
                };
                // An alias is counted with all it stands for, before it is copied once more.
                self.values = self.values.saturating_add(size(&value));
                self.finish(value, 0, at)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, open: Open, anchor: usize, at: &Marker) -> Result<(), TextFault> {
        if matches!(self.open.last(), Some((Open::Object(_, None), _))) {
            return Err(fault(at, "has a key that is a list or a map: write it as text"));
        }
        if self.open.len() >= DEEPEST {
            return Err(fault(at, "is nested too deep"));
        }
        self.open.push((open, anchor));
        Ok(())
    }

    fn finish(&mut self, value: Value, anchor: usize, at: &Marker) -> Result<(), TextFault> {
        self.values = self.values.saturating_add(1);
        if self.values > MOST {
            return Err(fault(at, "holds too many values"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((Open::Array(items), _)) => items.push(value),
            Some((Open::Object(map, key), _)) => {
                let Some(key) = key.take() else {
                    return Err(fault(at, "has a key that is an alias: write it as text"));
                };
                map.insert(key, value);
            }
        }
        Ok(())
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn scalar(
    text: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    at: &Marker,
) -> Result<Value, TextFault> {
    let is_plain = match tag {
        None => style == ScalarStyle::Plain,
        Some(tag) if tag.is_yaml_core_schema() => tag.suffix != "str",
        Some(tag) => {
            let message =
                format!("has the tag {}{}, which JSON cannot hold", tag.handle, tag.suffix);
            return Err(fault(at, &message));
        }
    };
    if !is_plain {
        return Ok(Value::String(text.to_owned()));
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            None => Value::String(text.to_owned()),
            Some(Some(number)) => Value::Number(number),
            Some(None) => {
                let message = format!("has {text}, which cannot be kept exactly: write it as text");
                return Err(fault(at, &message));
            }
        },
    })
}

/// A number of the core schema: `None` = no number, `Some(None)` = one that JSON cannot hold.
fn number(text: &str) -> Option<Option<Number>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(None);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return Some(u64::from_str_radix(digits, radix).ok().map(Number::from));
        }
    }
    let written = text.strip_prefix('+').unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let small = written.parse::<i64>().map(Number::from);
        return Some(small.or_else(|_| written.parse::<u64>().map(Number::from)).ok());
    }
    let allowed: HashSet<char> = "0123456789.eE+-".chars().collect();
    let is_float = unsigned.contains(|c: char| c.is_ascii_digit())
        && unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.chars().all(|c| allowed.contains(&c));
    let float = is_float.then(|| unsigned.parse::<f64>().ok()).flatten()?;
    let signed = if text.starts_with('-') { -float } else { float };
    Some(Number::from_f64(signed))
}

fn fault(at: &Marker, message: &str) -> TextFault {
    TextFault {
        at: Position { line: at.line(), column: at.col() + 1 },
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_and_yaml_are_read_alike() {
        let expect = json!({ "a": [1, "x", null, true, 1.5], "b": { "c": u64::MAX } });
        for text in [
            r#"{"a": [1, "x", null, true, 1.5], "b": {"c": 18446744073709551615}}"#,
            "a: [1, x, ~, true, 1.5]\nb:\n  c: 18446744073709551615\n",
            "a:\n- 1\n- 'x'\n- null\n- True\n- 15e-1\nb: {c: 18446744073709551615}\n",
        ] {
            assert_eq!(read(text), Ok(expect.clone()), "{text}");
        }
        assert_eq!(
            read("- &a {k: 0x1F}\n- *a\n- 0o17\n- 2026-11-21\n- !!str 1\n- 1-2"),
            Ok(json!([{ "k": 31 }, { "k": 31 }, 15, "2026-11-21", "1", "1-2"]))
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, message) in [
            ("a: 1\na: 2", 2, "has the key \"a\" twice: remove one of the two"),
            ("a: 1\n--- \nb: 2", 2, "holds a second document: paste one"),
            (
                "a: 18446744073709551616",
                1,
                "has 18446744073709551616, which cannot be kept exactly: write it as text",
            ),
            ("{\"a\": 1,\n}", 2, "is not JSON: there is a comma after the last entry"),
            ("", 1, "is empty"),
            ("a: !thing 1", 1, "has the tag !thing, which JSON cannot hold"),
            ("a: &x [*x]", 1, "has an alias inside the value it names: write it out"),
        ] {
            let told = read(text).unwrap_err();
            assert_eq!((told.at.line, told.message.as_str()), (line, message), "{text}");
        }
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..9 {
            let all = vec![format!("*a{}", n - 1); 10].join(", ");
            bomb.push_str(&format!("a{n}: &a{n} [{all}]\n"));
        }
        assert_eq!(read(&bomb).unwrap_err().message, "holds too many values");
    }
}
