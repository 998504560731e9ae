//! A team's workflow may repeat a secret of its input, in a failure for example. It leaves the gateway all the same.

use serde_json::Value;

/// What stands where a secret stood.
const MARK: &str = "•••";
/// Shorter values are no secrets, and would be found in every other word.
const SHORTEST: usize = 4;

/// The texts of the input that must not leave.
pub(super) fn secrets_of(schema: &Value, input: &Value) -> Vec<String> {
    let mut secrets = Vec::new();
    for pointer in portico_form::secret_pointers(schema, input) {
        if let Some(value) = input.pointer(&pointer) {
            collect(value, &mut secrets);
        }
    }
    // A secret inside another one must not break it up before it is found.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// Replaces every occurrence of a secret in every text.
pub(super) fn scrub(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) => {
            for secret in secrets {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), MARK);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| scrub(item, secrets)),
        Value::Object(entries) => entries.values_mut().for_each(|entry| scrub(entry, secrets)),
        _ => {}
    }
}

fn collect(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= SHORTEST => secrets.push(text.clone()),
        Value::Number(number) => {
            let text = number.to_string();
            if text.len() >= SHORTEST {
                secrets.push(text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        Value::Object(entries) => entries.values().for_each(|entry| collect(entry, secrets)),
        _ => {}
    }
}
