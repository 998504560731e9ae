//! The id of the team's workflow, made of the input.

use portico_contract::http::FieldProblem;
use serde_json::Value;

use crate::template::{Template, field_pointers};

/// Longest id of a target, in bytes.
const MAX: usize = 255;

/// Fills a template such as `DeleteDynamo-{table_name}` from the input.
///
/// # Errors
/// At the field whose value is missing, empty, or makes the id too long.
pub fn target_id(template: &str, input: &Value) -> Result<String, FieldProblem> {
    let template =
        Template::parse(template).map_err(|error| problem(String::new(), error.to_string()))?;
    let mut longest = (String::new(), 0);
    let mut empty = String::new();
    let filled = template.fill(|name| {
        let (pointer, part) = part(name, input);
        if part.trim().is_empty() {
            empty = pointer;
            return None;
        }
        if part.len() > longest.1 {
            longest = (pointer, part.len());
        }
        Some(part)
    });
    let Ok(id) = filled else {
        return Err(problem(empty, "is part of the workflow's id and must not be empty"));
    };
    if id.len() > MAX {
        let message =
            format!("makes the workflow's id {} bytes long: at most {MAX} are allowed", id.len());
        return Err(problem(longest.0, message));
    }
    Ok(id)
}

/// Where a name leads in the input, and its text; empty where there is none.
fn part(name: &str, input: &Value) -> (String, String) {
    let [whole, dotted] = field_pointers(name);
    let pointer = if input.pointer(&whole).is_some() { whole } else { dotted };
    let text = match input.pointer(&pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => String::new(),
    };
    (pointer, text)
}

fn problem(pointer: String, message: impl Into<String>) -> FieldProblem {
    FieldProblem { pointer, keyword: None, message: message.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(template: &str, input: &Value, expected: Result<&str, &str>) {
        let made = target_id(template, input);
        let made = made.as_deref().map_err(|problem| problem.pointer.as_str());
        assert_eq!(made, expected, "{template}");
    }

    #[test]
    fn templates_are_filled_from_the_input() {
        let input = json!({"table": "orders 🦀/x", "n": 7, "on": true, "empty": " ", "deep": {"name": "d"}, "a.b": "dot", "list": []});
        check("Delete-{table}", &input, Ok("Delete-orders 🦀/x"));
        check("{n}-{on}", &input, Ok("7-true"));
        check("{deep.name}", &input, Ok("d"));
        check("{ a.b }", &input, Ok("dot"));
        check("fixed", &input, Ok("fixed"));
        check("a-{empty}", &input, Err("/empty"));
        check("a-{missing}", &input, Err("/missing"));
        check("a-{list}", &input, Err("/list"));
        check("a-{deep.missing}", &input, Err("/deep/missing"));
        check("a-{", &input, Err(""));
    }

    #[test]
    fn values_are_no_templates() {
        check("a-{t}", &json!({"t": "{u}", "u": "secret"}), Ok("a-{u}"));
    }

    #[test]
    fn ids_have_at_most_255_bytes() {
        check("a-{t}", &json!({"t": "é".repeat(126)}), Ok(&format!("a-{}", "é".repeat(126))));
        check("ab-{s}{t}", &json!({"s": "s", "t": "é".repeat(126)}), Err("/t"));
    }
}
