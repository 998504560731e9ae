use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};

/// Keys a start's body may have.
const KEYS: [&str; 4] = ["input", "preview", "definition", "confirm"];

/// The body of a start, read strictly: a misspelt key would silently change what happens.
#[derive(Debug, PartialEq)]
pub(crate) struct Envelope {
    /// What the workflow gets.
    pub(crate) input: Value,
    /// Start nothing.
    pub(crate) preview: bool,
    /// Hash of the definition the form was drawn from.
    pub(crate) definition: Option<String>,
    /// The typed confirmation.
    pub(crate) confirm: Option<String>,
}

impl Envelope {
    /// Reads a body. The parser's own words are not passed on: they quote the input.
    pub(crate) fn read(body: &[u8]) -> ApiResult<Self> {
        let value: Value = serde_json::from_slice(body).map_err(|error| {
            ApiError::malformed(format!(
                "the body is no JSON: look at line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        let Value::Object(mut body) = value else {
            return Err(ApiError::malformed("the body must be an object with the key \"input\""));
        };
        if let Some(unknown) = body.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(unknown_key(unknown));
        }
        let Some(input) = body.shift_remove("input") else {
            return Err(ApiError::malformed("the key \"input\" is missing: send {\"input\": {…}}"));
        };
        let preview = match body.shift_remove("preview") {
            None => false,
            Some(Value::Bool(preview)) => preview,
            Some(_) => return Err(ApiError::malformed("\"preview\" must be true or false")),
        };
        Ok(Self {
            input,
            preview,
            definition: text(&mut body, "definition")?,
            confirm: text(&mut body, "confirm")?,
        })
    }
}

fn text(body: &mut Map<String, Value>, key: &str) -> ApiResult<Option<String>> {
    match body.shift_remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ApiError::malformed(format!("\"{key}\" must be a string"))),
    }
}

fn unknown_key(key: &str) -> ApiError {
    let likeness = |known: &&str| strsim::jaro_winkler(&key.to_lowercase(), known);
    let nearest = KEYS
        .into_iter()
        .filter(|known| likeness(known) > 0.75)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let shown: String = key.chars().take(60).collect();
    ApiError::malformed(match nearest {
        Some(nearest) => format!("unknown key \"{shown}\": did you mean \"{nearest}\"?"),
        None => format!("unknown key \"{shown}\": the body may have {}", KEYS.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_are_read() {
        let body = br#"{"input": {"n": 18446744073709551615}, "definition": null, "confirm": "x"}"#;
        let expected = Envelope {
            input: json!({"n": u64::MAX}),
            preview: false,
            definition: None,
            confirm: Some("x".into()),
        };
        assert_eq!(Envelope::read(body).unwrap(), expected);
    }

    #[test]
    fn mistakes_are_told() {
        for (body, expected) in [
            ("", "the body is no JSON: look at line 1, column 0"),
            ("{\"input\": hunter2}", "the body is no JSON: look at line 1, column 11"),
            ("[]", "the body must be an object with the key \"input\""),
            ("{}", "the key \"input\" is missing: send {\"input\": {…}}"),
            (r#"{"inptu": {}}"#, "unknown key \"inptu\": did you mean \"input\"?"),
            (
                r#"{"input": {}, "Confirm": ""}"#,
                "unknown key \"Confirm\": did you mean \"confirm\"?",
            ),
            (
                r#"{"input": {}, "zzz": 1}"#,
                "unknown key \"zzz\": the body may have input, preview, definition, confirm",
            ),
            (r#"{"input": {}, "preview": "yes"}"#, "\"preview\" must be true or false"),
            (r#"{"input": {}, "confirm": 1}"#, "\"confirm\" must be a string"),
        ] {
            let error = Envelope::read(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(error, format!("malformed: {expected}"), "{body}");
        }
    }
}
