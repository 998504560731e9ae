//! A team's workflow may repeat a secret of its input, in a failure for example. It leaves the gateway all the same.

use portico_contract::http::Run;
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
    longest_first(secrets)
}

/// Every text of an input of which nobody knows what is secret.
pub(super) fn all_of(input: &Value) -> Vec<String> {
    let mut secrets = Vec::new();
    collect(input, &mut secrets);
    longest_first(secrets)
}

/// A secret inside another one must not break it up before it is found.
fn longest_first(mut secrets: Vec<String>) -> Vec<String> {
    secrets.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    secrets.dedup();
    secrets
}

/// The run without any secret. What tells runs, people and states apart is left as it is.
pub(super) fn scrub_run(run: &mut Run, secrets: &[String]) {
    if secrets.is_empty() {
        return;
    }
    let text = |text: &mut String| scrub_text(text, secrets);
    scrub(&mut run.input, secrets, Keys::Kept);
    run.result.iter_mut().for_each(|result| scrub(result, secrets, Keys::Scrubbed));
    let mut failure = run.failure.as_mut();
    while let Some(one) = failure {
        text(&mut one.message);
        one.r#type.iter_mut().for_each(text);
        one.details.iter_mut().for_each(|details| scrub(details, secrets, Keys::Scrubbed));
        failure = one.cause.as_deref_mut();
    }
    for step in &mut run.steps {
        text(&mut step.title);
        step.last_failure.iter_mut().for_each(text);
    }
    run.progress.iter_mut().filter_map(|progress| progress.message.as_mut()).for_each(text);
    run.target.iter_mut().for_each(|target| text(&mut target.workflow_id));
    for link in &mut run.links {
        text(&mut link.title);
        text(&mut link.url);
    }
    run.waiting_for.iter_mut().chain(&mut run.note).for_each(text);
}

/// What becomes of an object's keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// They are the schema's.
    Kept,
    /// They are the team's workflow's.
    Scrubbed,
}

/// Replaces every occurrence of a secret in every text, and numbers that are one.
fn scrub(value: &mut Value, secrets: &[String], keys: Keys) {
    match value {
        Value::String(text) => scrub_text(text, secrets),
        Value::Number(number) => {
            let text = number.to_string();
            let text = text.strip_suffix(".0").unwrap_or(&text);
            if secrets.iter().any(|secret| secret == text) {
                *value = MARK.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| scrub(item, secrets, keys)),
        Value::Object(entries) => {
            entries.values_mut().for_each(|entry| scrub(entry, secrets, keys));
            if keys == Keys::Scrubbed {
                *entries = std::mem::take(entries)
                    .into_iter()
                    .map(|(mut key, entry)| {
                        scrub_text(&mut key, secrets);
                        (key, entry)
                    })
                    .collect();
            }
        }
        _ => {}
    }
}

fn scrub_text(text: &mut String, secrets: &[String]) {
    for secret in secrets {
        if text.contains(secret.as_str()) {
            *text = text.replace(secret.as_str(), MARK);
        }
    }
}

fn collect(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= SHORTEST => {
            let quoted = Value::from(text.as_str()).to_string();
            let escaped = quoted.get(1..quoted.len() - 1).unwrap_or_default();
            secrets.extend([text.clone(), escaped.to_owned(), ascii(escaped)]);
        }
        Value::Number(number) => {
            let text = number.to_string();
            let text = text.strip_suffix(".0").unwrap_or(&text);
            if text.len() >= SHORTEST {
                secrets.push(text.to_owned());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        Value::Object(entries) => entries.values().for_each(|entry| collect(entry, secrets)),
        _ => {}
    }
}

/// JSON text as writers put it that keep to ASCII, such as Python's.
fn ascii(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    for character in escaped.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_found_as_numbers_as_keys_and_inside_json_text() {
        let password = "SENT/+\"\u{e9}\u{1f511}\n";
        let schema = json!({"properties": {
            "password": {"writeOnly": true}, "pin": {"writeOnly": true}, "city": {},
        }});
        let input = json!({ "password": password, "pin": 90_807_061, "city": "Bern" });
        let secrets = secrets_of(&schema, &input);
        let python = r#"{"password": "SENT/+\"\u00e9\ud83d\udd11\n"}"#;
        for (mut said, expected) in [
            (json!({ "pin": 90_807_061, "n": 9 }), json!({ "pin": MARK, "n": 9 })),
            (json!([90_807_061.0]), json!([MARK])),
            (json!({ (password): 1, "a": 2 }), json!({ (MARK): 1, "a": 2 })),
            (json!(python), json!(r#"{"password": "•••"}"#)),
            (json!(json!([password]).to_string()), json!(r#"["•••"]"#)),
            (json!("Bern, pin 90807061."), json!("Bern, pin •••.")),
        ] {
            scrub(&mut said, &secrets, Keys::Scrubbed);
            assert_eq!(said, expected);
        }
        let mut same = json!({ "pins": { "90807061": "90807061" } });
        scrub(&mut same, &secrets, Keys::Kept);
        assert_eq!(same, json!({ "pins": { "90807061": MARK } }));
    }

    #[test]
    fn an_input_nobody_knows_is_secret_as_a_whole() {
        let secrets = all_of(&json!({ "a": ["long one", 12345], "b": { "c": "one" }, "d": true }));
        assert_eq!(secrets, ["long one", "12345"]);
    }
}
