use indexmap::IndexMap;
use portico_contract::http::SearchMode;
use serde_json::{Map, Value};

use super::answer::MAX_CURSOR;
use super::field::Field;
use crate::error::{ApiError, ApiResult};
use crate::strict::{Shape, text, unknown_key};

/// A question's body.
const SHAPE: Shape = Shape {
    keys: &["pointer", "params", "search", "cursor"],
    required: "pointer",
    example: "{\"pointer\": \"/field\", \"params\": {…}}",
    input: None,
};
/// Longest text that is searched for, in characters.
pub(super) const MAX_SEARCH: usize = 200;
/// Largest parameter, in bytes of JSON.
const MAX_PARAM: usize = 4 << 10;

/// The body of a question for choices, read strictly.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    /// The field, as the config spells it.
    pub(crate) pointer: String,
    /// The parameters' values.
    pub(crate) params: IndexMap<String, Value>,
    /// What was typed.
    pub(crate) search: Option<String>,
    /// Where the page begins.
    pub(crate) cursor: Option<String>,
}

impl Request {
    /// Reads a body.
    pub(crate) fn read(sent: &[u8]) -> ApiResult<Self> {
        let mut body = SHAPE.read(sent)?;
        let params = match body.shift_remove("params") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => {
                return Err(ApiError::malformed("\"params\" must be an object: name to value"));
            }
        };
        let pointer = text(&mut body, "pointer")?
            .ok_or_else(|| ApiError::malformed("\"pointer\" must be a string"))?;
        let (search, cursor) = (text(&mut body, "search")?, text(&mut body, "cursor")?);
        if search.as_ref().is_some_and(|search| search.chars().count() > MAX_SEARCH) {
            let message = format!("\"search\" is too long: at most {MAX_SEARCH} characters");
            return Err(ApiError::malformed(message));
        }
        if cursor.as_ref().is_some_and(|cursor| cursor.len() > MAX_CURSOR) {
            return Err(ApiError::malformed(
                "\"cursor\" is too long: send the one of the page before",
            ));
        }
        Ok(Self { pointer, params: params.into_iter().collect(), search, cursor })
    }

    /// Refuses what the field does not know.
    pub(crate) fn check(&self, field: &Field) -> ApiResult<()> {
        if let Some(unknown) = self.params.keys().find(|name| !field.params.contains_key(*name)) {
            let names = field.params.keys().map(String::as_str);
            return Err(ApiError::malformed(match field.params.is_empty() {
                true => format!(
                    "the choices for {} take no parameters: leave \"params\" out",
                    field.label
                ),
                false => unknown_key(unknown, names, "\"params\" may have"),
            }));
        }
        let large = self.params.iter().find(|(_, value)| is_large(value));
        if let Some((name, _)) = large {
            let message = format!("the parameter {name} is larger than {} KiB", MAX_PARAM >> 10);
            return Err(ApiError::malformed(message));
        }
        if self.cursor.is_some() && field.search == SearchMode::Client {
            return Err(ApiError::malformed(
                "this list has one page: leave \"cursor\" out, and send \"search\" where it is truncated",
            ));
        }
        Ok(())
    }
}

/// Whether a source is not asked with a parameter of this size.
pub(super) fn is_large(param: &Value) -> bool {
    match param {
        Value::String(text) => text.len() > MAX_PARAM,
        Value::Array(_) | Value::Object(_) => param.to_string().len() > MAX_PARAM,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_are_read() {
        let body = br#"{"pointer": "/db", "params": {"n": 18446744073709551615}, "search": null, "cursor": "c"}"#;
        let expected = Request {
            pointer: "/db".into(),
            params: [("n".to_owned(), json!(u64::MAX))].into(),
            search: None,
            cursor: Some("c".into()),
        };
        assert_eq!(Request::read(body).unwrap(), expected);
        assert!(Request::read(br#"{"pointer": ""}"#).unwrap().params.is_empty());
    }

    #[test]
    fn mistakes_are_told() {
        let long = format!(r#"{{"pointer": "/db", "search": "{}"}}"#, "x".repeat(201));
        for (body, expected) in [
            ("", "the body is empty: send {\"pointer\": \"/field\", \"params\": {…}}"),
            (
                "{}",
                "the key \"pointer\" is missing: send {\"pointer\": \"/field\", \"params\": {…}}",
            ),
            (r#"{"pointer": null}"#, "\"pointer\" must be a string"),
            (
                r#"{"pointer": "/db", "param": {}}"#,
                "unknown key \"param\": did you mean \"params\"?",
            ),
            (r#"{"pointer": "/db", "params": []}"#, "\"params\" must be an object: name to value"),
            (r#"{"pointer": "/db", "search": 1}"#, "\"search\" must be a string"),
            (
                r#"{"pointer": "/db", "params": {"a": 1, "a": 2}}"#,
                "the key /params/a stands twice in the body: send it once",
            ),
            (&*long, "\"search\" is too long: at most 200 characters"),
        ] {
            let error = Request::read(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(error, format!("malformed: {expected}"), "{body}");
        }
    }
}
