//! What somebody has typed and not sent, as a browser keeps it between visits: JSON text, without its secrets.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::mask_secrets;

/// How long a draft is kept, in milliseconds.
pub const LONGEST: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;
/// The longest text of a draft, in bytes: more than any request has.
pub const LARGEST: usize = 1024 * 1024;
/// What this version writes; drafts of others are not read.
const VERSION: u64 = 1;

/// A draft of one workflow's input.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Hash of the definition it was typed for.
    pub definition: String,
    /// When it was kept, in milliseconds since 1970.
    pub saved_at: f64,
    /// What would have been sent; a mark stands for each secret.
    pub input: Value,
    /// A text that the form did not hold, since it does not parse.
    pub text: Option<String>,
}

impl Draft {
    /// A draft of `input`, whose secrets `schema` tells.
    pub fn new(
        definition: &str,
        schema: &Value,
        input: &Value,
        text: Option<String>,
        saved_at: f64,
    ) -> Self {
        let input = mask_secrets(schema, input);
        Self { definition: definition.to_owned(), saved_at, input, text }
    }

    /// The text to keep; `None` where it is longer than a draft may be.
    pub fn write(&self) -> Option<String> {
        let Self { definition, saved_at, input, text } = self;
        let written = json!({
            "version": VERSION, "definition": definition, "saved_at": saved_at, "input": input, "text": text,
        });
        Some(written.to_string()).filter(|written| written.len() <= LARGEST)
    }

    /// Reads what was kept. What is no draft of this version, or was changed by others, is none.
    pub fn read(written: &str) -> Option<Self> {
        if written.len() > LARGEST {
            return None;
        }
        let mut value: Value = serde_json::from_str(written).ok()?;
        if value.get("version")?.as_u64()? != VERSION {
            return None;
        }
        Some(Self {
            definition: value.get("definition")?.as_str()?.to_owned(),
            saved_at: value.get("saved_at")?.as_f64()?,
            text: value.get("text").and_then(Value::as_str).map(str::to_owned),
            input: value.get_mut("input")?.take(),
        })
    }
}

/// When a draft of any version was kept; `None` for what is no draft.
pub fn kept_at(written: &str) -> Option<f64> {
    /// What is read of a draft whose input, which may be long, is not wanted.
    #[derive(Deserialize)]
    struct Stamp {
        saved_at: f64,
    }
    serde_json::from_str(written).ok().map(|Stamp { saved_at }| saved_at)
}

/// When a draft was kept that [`Draft::read`] reads; what was typed is not taken out of it.
pub fn saved_at(written: &str) -> Option<f64> {
    #[derive(Deserialize)]
    struct Stamp {
        version: u64,
        saved_at: f64,
        #[serde(rename = "definition")]
        _definition: String,
        #[serde(rename = "input")]
        _input: IgnoredAny,
    }
    // A list would be read as the values of these in their order.
    if written.len() > LARGEST || !written.starts_with('{') {
        return None;
    }
    let Stamp { version, saved_at, .. } = serde_json::from_str(written).ok()?;
    (version == VERSION).then_some(saved_at)
}

/// The keys of those that are to go: what is no draft, and what is too old.
pub fn superfluous(kept: Vec<(String, Option<f64>)>, now: f64) -> Vec<String> {
    let goes = |(_, saved): &(String, Option<f64>)| saved.is_none_or(|saved| now - saved > LONGEST);
    kept.into_iter().filter(goes).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g2_what_is_no_draft_is_none() {
        let draft = Draft::new("d", &json!({}), &json!({ "a": u64::MAX }), Some("{".into()), 5.0);
        let written = draft.write().unwrap();
        assert_eq!(saved_at(&written), Some(5.0));
        assert_eq!(Draft::read(&written), Some(draft));
        for garbage in [
            "",
            "nonsense",
            "null",
            "[1]",
            "[1,5,\"d\",1]",
            "{}",
            &written.replace("\"version\":1", "\"version\":2"),
            &written.replace("\"saved_at\":5.0", "\"saved_at\":\"5\""),
            &written.replace("\"input\"", "\"inputs\""),
            &written[..written.len() - 1],
            &"[".repeat(100_000),
        ] {
            let read = (Draft::read(garbage), saved_at(garbage));
            assert_eq!(read, (None, None), "{}", &garbage[..garbage.len().min(80)]);
        }
        assert_eq!(kept_at(&written.replace("\"version\":1", "\"version\":2")), Some(5.0));
        let large = Draft::new("d", &json!({}), &json!("x".repeat(LARGEST)), None, 5.0);
        assert_eq!(large.write(), None);
    }

    #[test]
    fn g2_only_old_drafts_go() {
        let kept = |count: usize| -> Vec<(String, Option<f64>)> {
            (0..count).map(|at| (format!("k{at}"), Some(1000.0 + at as f64))).collect()
        };
        assert!(superfluous(kept(1_000), 2000.0).is_empty(), "however many there are");
        assert_eq!(superfluous(kept(2), LONGEST + 1000.5), ["k0"]);
        let odd = vec![("none".to_owned(), None), ("later".to_owned(), Some(1e15))];
        assert_eq!(superfluous(odd, 0.0), ["none"], "a clock that was put back loses nothing");
    }
}
