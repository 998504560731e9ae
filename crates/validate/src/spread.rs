//! How much there is to tell apart in an input. Each value has a pointer, and problems are told by pointers: long names
//! around long lists would make them many times as large as the input.

use serde_json::Value;

/// Bytes of all pointers together, at most. A megabyte of ordinary JSON has a tenth of them.
const MOST: usize = 64 << 20;
/// Bytes that an item's number and its slash have, at most.
const INDEX: usize = 8;

/// Whether the pointers of all values in an input can be held at once.
pub(crate) fn is_held(input: &Value) -> bool {
    fits(input, 0, &mut { MOST })
}

fn fits(value: &Value, pointer: usize, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(pointer) else { return false };
    *left = rest;
    match value {
        Value::Array(items) => items.iter().all(|item| fits(item, pointer + INDEX, left)),
        Value::Object(map) => {
            map.iter().all(|(key, inner)| fits(inner, pointer + 1 + key.len(), left))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_long_names_around_long_lists_are_too_much() {
        let name = "n".repeat(300_000);
        let many = vec![0; 140_000];
        for (input, expected) in [
            (json!({ "list": many }), true),
            (json!({ (&*name): 1 }), true),
            (json!({ (&*name): many }), false),
            (json!([{ (&*name): { "a": many } }]), false),
        ] {
            assert_eq!(is_held(&input), expected);
        }
    }
}
