//! What a text on the command line means, by the schema of its field.

use portico_form::field::{Choice, Field, Kind};
use portico_form::json::Text;
use portico_form::reading::Reading;
use portico_form::{Form, label};
use serde_json::Value;

/// The value that `text` stands for in a field. The error completes "<label> …".
pub(crate) fn typed(form: &Form, field: &Field, text: &str) -> Result<Value, String> {
    let first = by_kind(form, field, text);
    if field.unions.is_empty() {
        return first;
    }
    // Several shapes fit: what the active one makes of the text, else what the text is as JSON, else text.
    match first {
        Err(_) => Ok(as_json(text).unwrap_or_else(|_| Value::String(text.to_owned()))),
        Ok(Value::String(text)) if field.unions.iter().any(|union| !union.is_told) => {
            Ok(as_json(&text)
                .ok()
                .filter(|value| !value.is_string())
                .unwrap_or(Value::String(text)))
        }
        read => read,
    }
}

/// A text as JSON, exactly.
pub(crate) fn as_json(text: &str) -> Result<Value, String> {
    Text::read(text).map(|read| read.value).map_err(|fault| {
        format!("{} (line {}, column {})", fault.message, fault.at.line, fault.at.column)
    })
}

fn by_kind(form: &Form, field: &Field, text: &str) -> Result<Value, String> {
    match &field.kind {
        Kind::Text(_) | Kind::File(_) => Ok(Value::String(text.to_owned())),
        _ if field.nullable && text == "null" => Ok(Value::Null),
        Kind::Number(_) => match field.read(text) {
            Reading::Value(value) => Ok(value),
            Reading::Unset => Err("must be a number".into()),
            Reading::Unreadable(why) => Err(why),
        },
        Kind::Boolean | Kind::Confirm => match text.trim() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("must be true or false".into()),
        },
        Kind::Const(value) => {
            let only =
                Choice { value: value.clone(), label: label::of_value(value), description: None };
            chosen(&[only], text)
        }
        Kind::Choice(choices) => chosen(choices, text),
        Kind::Choices(choices, _) if !is_list(text) => {
            chosen(choices, text).map(|value| Value::Array(vec![value]))
        }
        // One item, as `--field tags=a --field tags=b` gives them.
        Kind::List(_) if !is_list(text) => {
            let item = form.item(field, 0);
            typed(form, &item, text).map(|value| Value::Array(vec![value]))
        }
        Kind::Choices(..) | Kind::List(_) | Kind::Object | Kind::Json(_) => as_json(text),
    }
}

fn is_list(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// The choice that a text names: by its value, else by its label.
fn chosen(choices: &[Choice], text: &str) -> Result<Value, String> {
    let is_value = |choice: &&Choice| match &choice.value {
        Value::String(value) => value == text,
        value => as_json(text).is_ok_and(|read| read == *value),
    };
    let labelled: Vec<&Choice> = choices.iter().filter(|choice| choice.label == text).collect();
    match choices.iter().find(is_value).or(match labelled.as_slice() {
        [only] => Some(only),
        _ => None,
    }) {
        Some(choice) => Ok(choice.value.clone()),
        None => Err(format!("must be one of {}", listed(choices))),
    }
}

/// As many as a person reads.
fn listed(choices: &[Choice]) -> String {
    const SHOWN: usize = 12;
    let shown = choices.iter().take(SHOWN).map(|choice| match &choice.value {
        Value::String(value) => value.clone(),
        value => value.to_string(),
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if choices.len() > SHOWN {
        text.push_str(&format!(" and {} more", choices.len() - SHOWN));
    }
    text
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "values are written in place")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::definition;

    #[track_caller]
    fn check(schema: &Value, text: &str, expect: Result<Value, &str>) {
        let form = Form::new(&definition(&json!({ "properties": { "x": schema } })), None, None);
        let field = form.field_at("/x").unwrap();
        let read = typed(&form, &field, text);
        assert_eq!(
            read.as_ref().map_err(String::as_str),
            expect.as_ref().map_err(|e| *e),
            "{schema} {text}"
        );
    }

    #[test]
    fn text_is_typed_by_the_schema() {
        let string = json!({ "type": "string" });
        check(&string, "5", Ok(json!("5")));
        check(&string, "", Ok(json!("")));
        check(&string, "true", Ok(json!("true")));
        let integer = json!({ "type": "integer" });
        check(&integer, "18446744073709551615", Ok(json!(u64::MAX)));
        check(&integer, "-9223372036854775808", Ok(json!(i64::MIN)));
        check(
            &integer,
            "18446744073709551616",
            Err(
                "must be in the range of exact whole numbers, -9223372036854775808 to 18446744073709551615",
            ),
        );
        check(&integer, "five", Err("must be a whole number"));
        check(&integer, "", Err("must be a number"));
        check(&json!({ "type": "number" }), "1.5", Ok(json!(1.5)));
        let boolean = json!({ "type": "boolean" });
        check(&boolean, "true", Ok(json!(true)));
        check(&boolean, "yes", Err("must be true or false"));
    }

    #[test]
    fn choices_are_named_by_value_or_by_label() {
        check(&json!({ "enum": ["a", 5, true] }), "5", Ok(json!(5)));
        check(&json!({ "enum": ["a", "5"] }), "5", Ok(json!("5")));
        let titled = json!({ "oneOf": [{ "const": "eu-1", "title": "Dublin" }, { "const": "us-1", "title": "Ohio" }] });
        check(&titled, "Dublin", Ok(json!("eu-1")));
        check(&titled, "us-1", Ok(json!("us-1")));
        check(&titled, "Paris", Err("must be one of eu-1, us-1"));
    }

    #[test]
    fn lists_and_groups_are_json_or_items() {
        let list = json!({ "type": "array", "items": { "type": "integer" } });
        check(&list, "[1, 2]", Ok(json!([1, 2])));
        check(&list, "3", Ok(json!([3])));
        check(&list, "x", Err("must be a whole number"));
        let group = json!({ "type": "object", "properties": { "a": {} } });
        check(&group, "{\"a\": 1}", Ok(json!({ "a": 1 })));
        check(
            &group,
            "{\"a\": 1, \"a\": 2}",
            Err("has the key \"a\" twice: remove one of the two (line 1, column 10)"),
        );
    }

    #[test]
    fn several_types_take_what_fits() {
        let either = json!({ "type": ["integer", "string"] });
        check(&either, "5", Ok(json!(5)));
        check(&either, "five", Ok(json!("five")));
        check(&json!({ "type": ["integer", "null"] }), "null", Ok(Value::Null));
        check(&json!({}), "{\"a\": [1]}", Ok(json!({ "a": [1] })));
        check(&json!({}), "plain", Ok(json!("plain")));
    }
}
