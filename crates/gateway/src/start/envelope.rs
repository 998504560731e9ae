use serde_json::Value;

use crate::error::{ApiError, ApiResult};
use crate::strict::{Shape, text};

/// A start's body.
const SHAPE: Shape = Shape {
    keys: &["input", "preview", "definition", "confirm"],
    required: "input",
    example: "{\"input\": {…}}",
    input: Some("input"),
};

/// The body of a start, read strictly.
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
        let mut body = SHAPE.read(sent)?;
        let preview = match body.shift_remove("preview") {
            None => false,
            Some(Value::Bool(preview)) => preview,
            Some(_) => return Err(ApiError::malformed("\"preview\" must be true or false")),
        };
        Ok(Self {
            input: body.shift_remove("input").unwrap_or_default(),
            preview,
            definition: text(&mut body, "definition")?,
            confirm: text(&mut body, "confirm")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::strict::MAX_DEPTH;

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
