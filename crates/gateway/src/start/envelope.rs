use portico_contract::http::{DrawnBranch, LARGEST_BRANCHES};
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};
use crate::strict::{Shape, text};

/// A start's body.
const SHAPE: Shape = Shape {
    keys: &["input", "preview", "definition", "confirm", "branches"],
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
    /// The branches that a refusal speaks of. What is started does not depend on them.
    pub(crate) branches: Vec<DrawnBranch>,
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
            branches: branches(&mut body)?,
        })
    }
}

/// Takes the branches, or nothing, out of a body. Whether there is such a value or keyword is not asked: what fits
/// nothing says nothing.
fn branches(body: &mut Map<String, Value>) -> ApiResult<Vec<DrawnBranch>> {
    let sent = body.shift_remove("branches").unwrap_or_default();
    if sent.to_string().len() > LARGEST_BRANCHES {
        let message = format!("\"branches\" is larger than {} KiB", LARGEST_BRANCHES >> 10);
        return Err(ApiError::malformed(message));
    }
    let read: Result<Option<Vec<DrawnBranch>>, _> = serde_json::from_value(sent);
    read.map(Option::unwrap_or_default).map_err(|_| {
        ApiError::malformed(
            "\"branches\" must be a list of {\"pointer\": \"\", \"keyword_location\": \"/oneOf\", \"index\": 0}",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::strict::MAX_DEPTH;

    #[test]
    fn bodies_are_read() {
        let body = br#"{"input": {"n": 18446744073709551615}, "definition": null, "confirm": "x",
            "branches": [{"pointer": "", "keyword_location": "/oneOf", "index": 1}]}"#;
        let expected = Envelope {
            input: json!({"n": u64::MAX}),
            preview: false,
            definition: None,
            confirm: Some("x".into()),
            branches: vec![DrawnBranch {
                pointer: String::new(),
                keyword_location: "/oneOf".into(),
                index: 1,
            }],
        };
        assert_eq!(Envelope::read(body).unwrap(), expected);
    }

    #[test]
    fn branches_are_few_and_whole() {
        let wrong = "malformed: \"branches\" must be a list of {\"pointer\": \"\", \"keyword_location\": \"/oneOf\", \"index\": 0}";
        let many = |count: usize| {
            let one = r#"{"pointer":"","keyword_location":"/oneOf","index":0}"#;
            format!("[{}]", vec![one; count].join(","))
        };
        // Each has 52 bytes, and a comma or a bracket.
        let room = (LARGEST_BRANCHES - 1) / 53;
        for (branches, expected) in [
            ("null", Ok(0)),
            ("[]", Ok(0)),
            (&*many(room), Ok(room)),
            (&*many(room + 1), Err("malformed: \"branches\" is larger than 64 KiB")),
            ("{}", Err(wrong)),
            ("[null]", Err(wrong)),
            (r#"[{"pointer": "", "keyword_location": "/oneOf"}]"#, Err(wrong)),
            (r#"[{"pointer": "", "keyword_location": "/oneOf", "index": -1}]"#, Err(wrong)),
            (r#"[{"pointer": "", "keyword_location": "/oneOf", "index": "0"}]"#, Err(wrong)),
            (
                r#"[{"pointer": "", "keyword_location": "/oneOf", "index": 0, "at": ""}]"#,
                Err(wrong),
            ),
        ] {
            let body = format!("{{\"input\": {{}}, \"branches\": {branches}}}");
            let read = Envelope::read(body.as_bytes());
            let read = read.map(|envelope| envelope.branches.len()).map_err(|e| e.to_string());
            assert_eq!(read, expected.map_err(str::to_owned), "{branches}");
        }
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
                "unknown key \"zzz\": the body may have input, preview, definition, confirm, branches",
            ),
            (r#"{"input": {}, "preview": "yes"}"#, "\"preview\" must be true or false"),
            (r#"{"input": {}, "confirm": 1}"#, "\"confirm\" must be a string"),
        ] {
            let error = Envelope::read(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(error, format!("malformed: {expected}"), "{body}");
        }
    }
}
