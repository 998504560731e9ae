//! A team's workflow may repeat a secret of its input, in a failure for example. It leaves the gateway all the same.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use portico_contract::http::Run;
use serde_json::Value;

use super::spellings;
use crate::temporal::CUT;

/// What stands where a secret stood.
const MARK: &str = "•••";
/// Shorter values are no secrets, and would be found in every other word.
const SHORTEST: usize = 4;

/// Texts looked for in what a run says, and their bytes; of more, everything is hidden.
const MOST: usize = 10_000;
const BYTES: usize = 512 << 10;

/// The texts of an input that must not leave.
#[derive(Clone, Debug)]
pub(super) enum Secrets {
    /// There is none.
    None,
    /// These, looked for all at once, and in order, to be found by how they begin.
    Texts(AhoCorasick, Vec<String>),
    /// Too many to look for.
    Everything,
}

impl Secrets {
    /// What the schema calls secret.
    pub(super) fn of(schema: &Value, input: &Value) -> Self {
        let mut texts = Vec::new();
        for pointer in portico_form::secret_pointers(schema, input) {
            if let Some(value) = input.pointer(&pointer) {
                collect(value, &mut texts);
            }
        }
        Self::from_texts(texts)
    }

    /// Every text of an input of which nobody knows what is secret.
    pub(super) fn all_of(input: &Value) -> Self {
        let mut texts = Vec::new();
        collect(input, &mut texts);
        Self::from_texts(texts)
    }

    fn from_texts(mut texts: Vec<String>) -> Self {
        texts.sort_unstable();
        texts.dedup();
        if texts.is_empty() {
            return Self::None;
        }
        // A secret inside another one must not break it up before it is found.
        let mut search = AhoCorasick::builder();
        // The kind it would choose for few texts takes half a kilobyte for each of their bytes.
        search.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
        let is_short = texts.len() <= MOST && texts.iter().map(String::len).sum::<usize>() <= BYTES;
        let search = is_short.then(|| search.build(&texts).ok()).flatten();
        search.map_or(Self::Everything, |search| Self::Texts(search, texts))
    }

    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Marks every secret in a text.
    fn scrub(&self, text: &mut String) {
        match self {
            Self::None => {}
            Self::Texts(search, texts) => {
                if search.is_match(text.as_str()) {
                    let mut scrubbed = String::with_capacity(text.len());
                    search.replace_all_with(text, &mut scrubbed, |_, _, to| {
                        to.push_str(MARK);
                        true
                    });
                    *text = scrubbed;
                }
                if text.contains(CUT) {
                    *text = without_begun_secrets(text, texts);
                }
            }
            Self::Everything => MARK.clone_into(text),
        }
    }

    /// Whether a text as a whole is a secret.
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::None => false,
            Self::Texts(search, _) => {
                search.find(text).is_some_and(|found| found.len() == text.len())
            }
            Self::Everything => true,
        }
    }
}

/// The text without the beginnings of secrets that end where something was cut.
fn without_begun_secrets(text: &str, sorted: &[String]) -> String {
    let mut parts: Vec<&str> = text.split(CUT).collect();
    let last = parts.pop().unwrap_or_default();
    let mut kept = String::with_capacity(text.len());
    for part in parts {
        let begun = begun_secret(part, sorted);
        kept.push_str(&part[..begun.unwrap_or(part.len())]);
        kept.push_str(if begun.is_some() { MARK } else { CUT });
    }
    kept.push_str(last);
    kept
}

/// Where a text begins to tell a secret without getting to its end.
fn begun_secret(text: &str, sorted: &[String]) -> Option<usize> {
    text.char_indices().map(|(from, _)| from).find(|&from| {
        let begun = &text[from..];
        let next = sorted.partition_point(|secret| secret.as_str() < begun);
        begun.len() >= SHORTEST && sorted.get(next).is_some_and(|secret| secret.starts_with(begun))
    })
}

/// The run without any secret. What tells runs, people and states apart is left as it is.
pub(super) fn scrub_run(run: &mut Run, secrets: &Secrets) {
    if secrets.is_none() {
        return;
    }
    let text = |text: &mut String| secrets.scrub(text);
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
fn scrub(value: &mut Value, secrets: &Secrets, keys: Keys) {
    match value {
        Value::String(text) => secrets.scrub(text),
        Value::Number(number) => {
            let text = number.to_string();
            let text = text.strip_suffix(".0").unwrap_or(&text);
            if secrets.holds(text) {
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
                        secrets.scrub(&mut key);
                        (key, entry)
                    })
                    .collect();
            }
        }
        _ => {}
    }
}

fn collect(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= SHORTEST => {
            secrets.push(text.clone());
            spellings::in_json(text, secrets);
            spellings::in_address(text, secrets);
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
        let secrets = Secrets::of(&schema, &input);
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
        let secrets =
            Secrets::all_of(&json!({ "a": ["long one", 12345], "b": { "c": "one" }, "d": true }));
        let mut said = "a long one, 12345 times, is one".to_owned();
        secrets.scrub(&mut said);
        assert_eq!(said, "a •••, ••• times, is one");
        assert!(Secrets::all_of(&json!({ "c": "one", "d": true })).is_none());
    }

    #[test]
    fn the_longest_secret_is_taken_and_addresses_are_read() {
        let secrets = Secrets::all_of(&json!(["pass", "pass/word"]));
        let mut said = "pass/word at https://a.example/pass%2Fword".to_owned();
        secrets.scrub(&mut said);
        assert_eq!(said, "••• at https://a.example/•••");
    }

    #[test]
    fn secrets_are_found_as_other_languages_spell_them() {
        let secrets = Secrets::all_of(&json!("p&ss<w\u{f6}rd/1+'x y"));
        for spelt in [
            r"p\u0026ss\u003cwörd/1+'x y",
            r"p\u0026ss\u003Cw\u00F6rd/1\u002B\u0027x y",
            r"p\u0026ss\u003cwörd/1+\u0027x y",
            r"p&ss<w\u00f6rd\/1+'x y",
            "p%26ss%3cw%c3%b6rd%2f1%2b%27x%20y",
            "p%26ss%3Cw%C3%B6rd/1%2B%27x%20y",
            "p%26ss%3Cw%C3%B6rd%2F1%2B%27x+y",
            "p%26ss%3Cw%C3%B6rd%2F1%2B'x%20y",
        ] {
            let mut said = format!("denied for {spelt}.");
            secrets.scrub(&mut said);
            assert_eq!(said, "denied for •••.", "{spelt}");
        }
    }

    #[test]
    fn of_longer_secrets_than_can_be_looked_for_nothing_is_said() {
        let secrets = Secrets::all_of(&json!("s".repeat(BYTES + 1)));
        let mut said = "anything".to_owned();
        secrets.scrub(&mut said);
        assert_eq!(said, MARK);
    }

    #[test]
    fn the_head_of_a_secret_is_hidden_where_a_text_was_cut() {
        let secrets = Secrets::all_of(&json!(["pass-1234", "word-5678"]));
        for (text, expected) in [
            ("denied for pass-12…", "denied for •••"),
            ("denied for pass-1234 word-5…", "denied for ••• •••"),
            ("denied for passage…", "denied for passage…"),
            ("failed with pass-1…, attempt 2", "failed with •••, attempt 2"),
            ("denied for pass-12", "denied for pass-12"),
            ("pas…", "pas…"),
        ] {
            let mut said = text.to_owned();
            secrets.scrub(&mut said);
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn of_more_secrets_than_can_be_looked_for_nothing_is_said() {
        let texts: Vec<String> = (0..MOST).map(|n| format!("secret {n}")).collect();
        let secrets = Secrets::all_of(&json!(texts));
        let mut said = "anything".to_owned();
        secrets.scrub(&mut said);
        assert_eq!(said, MARK);
    }
}
