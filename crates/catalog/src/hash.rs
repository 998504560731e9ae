use data_encoding::HEXLOWER;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Largest integer that RFC 8785 writes exactly: it has no other numbers than those of JavaScript.
const MAX_SAFE: u64 = 1 << 53;

/// A value's RFC 8785 form, by which equal values are told. Integers beyond 2^53, which that form would round, stand in
/// it as `{"$integer": "…"}`.
pub fn canonical(value: &Value) -> Vec<u8> {
    // A value made of JSON always has a canonical form; an empty one would only name an empty file.
    let written = match exact(value) {
        Some(exact) => serde_json_canonicalizer::to_vec(&exact),
        None => serde_json_canonicalizer::to_vec(value),
    };
    written.unwrap_or_default()
}

/// The value with its large integers spelt out; `None` = it has none.
fn exact(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let large = number.as_u64().or(number.as_i64().map(i64::unsigned_abs))? > MAX_SAFE;
            large.then(|| json!({ "$integer": number.to_string() }))
        }
        Value::Array(items) => {
            let changed: Vec<Option<Value>> = items.iter().map(exact).collect();
            changed.iter().any(Option::is_some).then(|| {
                let pairs = changed.into_iter().zip(items);
                pairs.map(|(exact, item)| exact.unwrap_or_else(|| item.clone())).collect()
            })
        }
        Value::Object(entries) => {
            let changed: Vec<Option<Value>> = entries.values().map(exact).collect();
            changed.iter().any(Option::is_some).then(|| {
                let pairs = changed.into_iter().zip(entries);
                pairs
                    .map(|(exact, (key, entry))| {
                        (key.clone(), exact.unwrap_or_else(|| entry.clone()))
                    })
                    .collect()
            })
        }
        _ => None,
    }
}

/// Hex SHA-256 of a value's canonical form.
pub(crate) fn digest(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(canonical(&value)))
}

/// The first characters of a digest, for names of files: collisions among a million files have odds
/// of less than one in thirty million.
pub(crate) fn file_name(digest: &str) -> String {
    digest.chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart_to_the_last_digit() {
        for (value, expected) in [
            (json!({ "b": 1.0, "a": [true, "é"] }), r#"{"a":[true,"é"],"b":1}"#),
            (json!(9_007_199_254_740_992_u64), "9007199254740992"),
            (json!(9_007_199_254_740_993_u64), r#"{"$integer":"9007199254740993"}"#),
            (json!([{ "n": i64::MIN }, 1]), r#"[{"n":{"$integer":"-9223372036854775808"}},1]"#),
            (json!({ "n": u64::MAX }), r#"{"n":{"$integer":"18446744073709551615"}}"#),
        ] {
            assert_eq!(String::from_utf8(canonical(&value)).unwrap(), expected);
        }
    }
}
