//! Bodies read strictly: a misspelt key would silently change what happens.

mod duplicates;

use portico_contract::http::FieldProblem;
use serde_json::{Map, Value};

use self::duplicates::duplicate;
use crate::error::{ApiError, ApiResult};

/// Lists and objects inside one another that the parser reads.
pub(crate) const MAX_DEPTH: usize = 127;

/// What a body must look like.
pub(crate) struct Shape {
    /// Keys it may have.
    pub(crate) keys: &'static [&'static str],
    /// The one it must have.
    pub(crate) required: &'static str,
    /// A whole one, to show.
    pub(crate) example: &'static str,
    /// The key that holds an input, whose faults are told as its fields are.
    pub(crate) input: Option<&'static str>,
}

impl Shape {
    /// Reads a body that keeps to it.
    pub(crate) fn read(&self, sent: &[u8]) -> ApiResult<Map<String, Value>> {
        let Self { keys, required, example, .. } = self;
        let value = serde_json::from_slice(sent).map_err(|error| self.unreadable(sent, &error))?;
        let Value::Object(body) = value else {
            return Err(ApiError::malformed(format!(
                "the body must be an object with the key \"{required}\": send {example}"
            )));
        };
        if let Some(unknown) = body.keys().find(|key| !keys.contains(&key.as_str())) {
            let message = unknown_key(unknown, keys.iter().copied(), "the body may have");
            return Err(ApiError::malformed(message));
        }
        if !body.contains_key(*required) {
            return Err(ApiError::malformed(format!(
                "the key \"{required}\" is missing: send {example}"
            )));
        }
        match duplicate(sent) {
            Some(pointer) => Err(self.stands_twice(&pointer)),
            None => Ok(body),
        }
    }

    /// What is wrong with a body that cannot be read. The parser's own words are not passed on: they quote the input.
    fn unreadable(&self, sent: &[u8], error: &serde_json::Error) -> ApiError {
        if sent.trim_ascii().is_empty() {
            return ApiError::malformed(format!("the body is empty: send {}", self.example));
        }
        let place = format!("line {}, column {}", error.line(), error.column());
        ApiError::malformed(if std::str::from_utf8(sent).is_err() {
            "the body is no UTF-8: send JSON encoded as UTF-8".to_owned()
        } else if error.is_eof() {
            format!("the body is cut off: it ends at {place}, before its JSON does; send it whole")
        } else if error.to_string().starts_with("recursion limit exceeded") {
            format!(
                "the body is nested too deeply at {place}: send at most {MAX_DEPTH} lists and objects inside one another"
            )
        } else {
            format!("the body is no JSON: correct what stands at {place}")
        })
    }

    /// JSON leaves open which of two equal keys counts; what is inside the input is told as its fields are.
    fn stands_twice(&self, pointer: &str) -> ApiError {
        let shown: String = pointer.chars().take(200).collect();
        let message = format!("the key {shown} stands twice in the body: send it once");
        let inside = self.input.and_then(|key| pointer.strip_prefix('/')?.strip_prefix(key));
        match inside {
            Some(inside) if inside.starts_with('/') => {
                let message_of_field = "stands twice: send it once".to_owned();
                let field = FieldProblem {
                    pointer: inside.to_owned(),
                    keyword: None,
                    message: message_of_field,
                };
                ApiError::malformed_field(message, field)
            }
            _ => ApiError::malformed(message),
        }
    }
}

/// Takes a text, or nothing, out of a body.
pub(crate) fn text(body: &mut Map<String, Value>, key: &str) -> ApiResult<Option<String>> {
    match body.shift_remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ApiError::malformed(format!("\"{key}\" must be a string"))),
    }
}

/// What to say of a key that is not among those known: the nearest of them, or all.
pub(crate) fn unknown_key<'a>(
    key: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    lead: &str,
) -> String {
    let shown: String = key.chars().take(60).collect();
    match nearest(key, known.clone()) {
        Some(nearest) => format!("unknown key \"{shown}\": did you mean \"{nearest}\"?"),
        None => {
            let all = known.collect::<Vec<_>>().join(", ");
            format!("unknown key \"{shown}\": {lead} {all}")
        }
    }
}

/// The known word that a misspelt one is most like, if it is like one at all.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .map(|known| (strsim::jaro_winkler(&word, known), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}
