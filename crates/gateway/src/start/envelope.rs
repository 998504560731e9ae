use portico_contract::http::FieldProblem;
use serde_json::{Map, Value};

use super::duplicates::duplicate;
use crate::error::{ApiError, ApiResult};

/// Keys a start's body may have.
const KEYS: [&str; 4] = ["input", "preview", "definition", "confirm"];
/// Lists and objects inside one another that the parser reads.
const MAX_DEPTH: usize = 127;

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
    /// Reads a body.
    pub(crate) fn read(sent: &[u8]) -> ApiResult<Self> {
        let value: Value =
            serde_json::from_slice(sent).map_err(|error| unreadable(sent, &error))?;
        let Value::Object(mut body) = value else {
            return Err(ApiError::malformed(
                "the body must be an object with the key \"input\": send {\"input\": {…}}",
            ));
        };
        if let Some(unknown) = body.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(unknown_key(unknown));
        }
        let Some(input) = body.shift_remove("input") else {
            return Err(ApiError::malformed("the key \"input\" is missing: send {\"input\": {…}}"));
        };
        if let Some(pointer) = duplicate(sent) {
            return Err(stands_twice(&pointer));
        }
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

/// What is wrong with a body that cannot be read. The parser's own words are not passed on: they quote the input.
fn unreadable(sent: &[u8], error: &serde_json::Error) -> ApiError {
    if sent.trim_ascii().is_empty() {
        return ApiError::malformed("the body is empty: send {\"input\": {…}}");
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
fn stands_twice(pointer: &str) -> ApiError {
    let shown: String = pointer.chars().take(200).collect();
    let message = format!("the key {shown} stands twice in the body: send it once");
    match pointer.strip_prefix("/input") {
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

    /// An envelope around lists, `depth` of them.
    fn deep(depth: usize) -> String {
        format!("{{\"input\": {}{}}}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn depth_has_a_limit() {
        assert!(Envelope::read(deep(MAX_DEPTH - 1).as_bytes()).is_ok());
    }

    #[test]
    fn texts_are_utf8() {
        let error = Envelope::read(b"{\"input\": \"\xe9\"}").unwrap_err().to_string();
        assert_eq!(error, "malformed: the body is no UTF-8: send JSON encoded as UTF-8");
    }

    #[test]
    fn mistakes_are_told() {
        for (body, expected) in [
            ("", "the body is empty: send {\"input\": {…}}"),
            (" \n", "the body is empty: send {\"input\": {…}}"),
            (
                "{\"input\": hunter2}",
                "the body is no JSON: correct what stands at line 1, column 11",
            ),
            (
                "{\"input\": {",
                "the body is cut off: it ends at line 1, column 11, before its JSON does; send it whole",
            ),
            ("[]", "the body must be an object with the key \"input\": send {\"input\": {…}}"),
            (
                &*deep(127),
                "the body is nested too deeply at line 1, column 137: send at most 127 lists and objects inside one another",
            ),
            (
                r#"{"input": {}, "input": {}}"#,
                "the key /input stands twice in the body: send it once",
            ),
            (
                r#"{"input": {"a": [{"b": 1, "b": 2}]}}"#,
                "the key /input/a/0/b stands twice in the body: send it once",
            ),
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
