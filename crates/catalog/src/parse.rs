//! Text to a tree in which every key and value knows its place.

mod json;
mod node;
mod yaml;

pub(crate) use node::{Entry, Kind, Node, Position};

use crate::Code;

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 64;
/// The most values one file may hold, YAML aliases written out.
const MAX_NODES: usize = 200_000;

/// What is wrong with a file as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextFault {
    pub(crate) at: Position,
    pub(crate) pointer: String,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Reads JSON or YAML, by the path's extension. The tree is `None` where nothing of it can be trusted.
pub(crate) fn parse(path: &str, text: &str) -> (Option<Node>, Vec<TextFault>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if path.ends_with(".json") { json::parse(text) } else { yaml::parse(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_read_as_serde_reads_it(value in value()) {
            for text in [value.to_string(), format!("{value:#}")] {
                let (node, faults) = parse("x.json", &text);
                prop_assert_eq!(faults, []);
                prop_assert_eq!(node.unwrap().to_value(), value.clone());
            }
        }

        #[test]
        fn no_text_is_too_much(text in ".*") {
            let (node, faults) = parse("x.json", &text);
            prop_assert!(node.is_some() || !faults.is_empty());
            let accepted = serde_json::from_str::<Value>(&text).is_ok();
            prop_assert!(node.is_some() || !accepted);
            parse("x.yaml", &text);
        }
    }

    #[test]
    fn yaml_scalars_follow_the_core_schema() {
        let text =
            "a: [1, -0x, 0x1F, 0o17, +3, 1.5, 1e3, ~, yes, true, '1', !!str 1, 1_000, 2026-11-21]";
        let (node, faults) = parse("x.yaml", text);
        assert_eq!(faults, []);
        assert_eq!(
            node.unwrap().to_value(),
            json!({ "a": [1, "-0x", 31, 15, 3, 1.5, 1000.0, null, "yes", true, "1", "1", "1_000", "2026-11-21"] })
        );
    }

    #[test]
    fn yaml_aliases_are_bounded() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..9 {
            let previous = format!("*a{}", n - 1);
            text.push_str(&format!("a{n}: &a{n} [{}]\n", vec![previous; 10].join(", ")));
        }
        let (node, faults) = parse("x.yaml", &text);
        assert!(node.is_none());
        assert_eq!(faults.last().unwrap().code, Code::TooLarge);
    }

    #[test]
    fn places_are_lines_and_characters() {
        let (node, _) = parse("x.json", "{\n  \"é\": [1,\n    {\"b\": 2}]\n}");
        let node = node.unwrap();
        let place = |pointer: &str| {
            let Position { line, column } = node.position(pointer);
            (line, column)
        };
        assert_eq!(place(""), (1, 1));
        assert_eq!(place("/é"), (2, 3));
        assert_eq!(place("/é/0"), (2, 9));
        assert_eq!(place("/é/1/b"), (3, 6));
        assert_eq!(place("/é/1/missing"), (3, 5));
    }
}
