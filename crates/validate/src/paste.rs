//! A pasted text, JSON or YAML, as a value.

use portico_form::json::{Text, TextFault};
use serde_json::Value;

use crate::yaml::{self, Fault, FaultKind, Limits};

/// What serde_json reads too.
const LIMITS: Limits = Limits { depth: 120, values: 200_000 };

/// Reads JSON, or one YAML 1.2 document with scalars by the core schema. Text that begins as JSON does is
/// told what is wrong with it as JSON.
pub fn read(text: &str) -> Result<Value, TextFault> {
    match Text::read(text) {
        Ok(read) => Ok(read.value),
        Err(fault) if text.trim_start().starts_with(['{', '[', '"']) => Err(fault),
        Err(_) => {
            let (value, faults) = yaml::read(text, LIMITS);
            match faults.into_iter().next() {
                Some(fault) => Err(told(fault)),
                None => Ok(value.unwrap_or_default()),
            }
        }
    }
}

fn told(fault: Fault) -> TextFault {
    let message = match fault.kind {
        FaultKind::Syntax(info) => format!("is neither JSON nor YAML: {info}"),
        FaultKind::Empty => "is empty".into(),
        FaultKind::SecondDocument => "holds a second document: paste one".into(),
        FaultKind::AliasInside => "has an alias inside the value it names: write it out".into(),
        FaultKind::KeyIsNoText => {
            "has a key that is a list, a map or an alias: write it as text".into()
        }
        FaultKind::TooDeep => "is nested too deep".into(),
        FaultKind::TooMany => "holds too many values".into(),
        FaultKind::Tag(tag) => format!("has the tag {tag}, which JSON cannot hold"),
        FaultKind::Twice(key, _) => format!("has the key \"{key}\" twice: remove one of the two"),
        FaultKind::OutOfRange(text) => {
            format!("has {text}, which cannot be kept exactly: write it as text")
        }
    };
    TextFault { at: fault.at, message }
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
