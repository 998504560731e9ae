//! What a config says, as sentences; and what its schema says about dry runs.

use std::sync::Arc;

use portico_contract::http::{Approval, Danger, NotifyOn, WorkflowDefinition};
use portico_form::schema::Document;
use serde_json::Value;

/// Who has to approve, when, and for how long they may wait.
pub fn approval(approval: &Approval) -> String {
    let people = match approval.count {
        1 => "one approval".to_owned(),
        n => format!("{n} approvals"),
    };
    let own = if approval.allow_self {
        "You may give one yourself."
    } else {
        "You cannot approve your own run."
    };
    let expires = approval
        .expires
        .as_ref()
        .map(|e| format!(" The request expires after {e}."))
        .unwrap_or_default();
    let when = if approval.when.is_some() { "Some inputs need" } else { "Needs" };
    format!("{when} {people} from {}. {own}{expires}", any_of(&approval.approvers))
}

/// What the owning team asks to be told of.
pub fn notifications(on: &[NotifyOn]) -> String {
    let moment = |on: &NotifyOn| match on {
        NotifyOn::Started => "starts".to_owned(),
        NotifyOn::Waiting => "waits for somebody".to_owned(),
        NotifyOn::Completed => "completes".to_owned(),
        NotifyOn::Failed => "fails".to_owned(),
    };
    let moments: Vec<String> = on.iter().map(moment).collect();
    // The key is read and checked already; a team must not count on what nobody sends.
    format!(
        "The team asks to be told when a run {}. This version sends nothing yet.",
        any_of(&moments)
    )
}

fn any_of(names: &[String]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} or {last}", start.join(", ")),
    }
}

/// The text that `danger.confirm` asks to type; `None` = nothing has to be typed.
pub fn confirmation(danger: Option<&Danger>, input: &Value) -> Option<String> {
    danger?.confirmation(input)
}

/// Whether the schema itself has a boolean `dry_run`.
pub fn has_dry_run(definition: &WorkflowDefinition) -> bool {
    let document = Document::new(Arc::new(definition.schema.clone()));
    let mut place = definition.schema.pointer("/properties/dry_run");
    // A chain of references longer than this is a circle.
    for _ in 0..16 {
        let Some(schema) = place else { return false };
        if schema.get("type").and_then(Value::as_str) == Some("boolean") {
            return true;
        }
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return false };
        let Some(next) = document.resolve(reference) else { return false };
        place = document.at(&next);
    }
    false
}

/// The input with `dry_run` set.
pub fn dry(input: &Value) -> Value {
    let mut input = input.clone();
    if let Value::Object(map) = &mut input {
        map.insert("dry_run".into(), Value::Bool(true));
    }
    input
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn approvals_in_words() {
        let of = |value: Value| approval(&serde_json::from_value(value).unwrap());
        let text = [
            of(json!({"approvers": ["dba"], "count": 1, "allow_self": false, "expires": "24h", "signal": "s"})),
            of(json!({"approvers": ["a", "b", "c"], "count": 2, "allow_self": true, "signal": "s", "when": {}})),
        ]
        .join("\n");
        assert_snapshot!(text, @r"
        Needs one approval from dba. You cannot approve your own run. The request expires after 24h.
        Some inputs need 2 approvals from a, b or c. You may give one yourself.
        ");
    }

    #[test]
    fn notifications_in_words() {
        use NotifyOn::{Completed, Failed, Started, Waiting};
        let text =
            [notifications(&[Failed]), notifications(&[Started, Waiting, Completed])].join("\n");
        assert_snapshot!(text, @r"
        The team asks to be told when a run fails. This version sends nothing yet.
        The team asks to be told when a run starts, waits for somebody or completes. This version sends nothing yet.
        ");
    }

    #[test]
    fn what_has_to_be_typed() {
        let danger = |confirm: Option<&str>| Danger {
            text: "gone".into(),
            confirm: confirm.map(str::to_owned),
        };
        let input = json!({"table": "orders \"x\"", "count": 3});
        assert_eq!(
            confirmation(Some(&danger(Some("/table"))), &input).as_deref(),
            Some("orders \"x\"")
        );
        assert_eq!(confirmation(Some(&danger(Some("/count"))), &input).as_deref(), Some("3"));
        assert_eq!(confirmation(Some(&danger(Some("/gone"))), &input), None);
        assert_eq!(confirmation(Some(&danger(None)), &input), None);
        assert_eq!(confirmation(None, &input), None);
    }

    #[test]
    fn dry_runs_are_found_through_references() {
        let of = |schema: Value| {
            let definition = json!({
                "namespace": "n", "workflow_type": "T", "name": "N", "team": "t", "environments": [], "definition": "d",
                "schema": schema, "guide": {"html": ""}
            });
            has_dry_run(&serde_json::from_value(definition).unwrap())
        };
        assert!(of(json!({"properties": {"dry_run": {"type": "boolean"}}})));
        assert!(of(json!({
            "properties": {"dry_run": {"$ref": "#/definitions/a", "default": true}},
            "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"type": "boolean"}}
        })));
        assert!(!of(json!({"properties": {"dry_run": {"type": "string"}}})));
        assert!(!of(json!({"properties": {"dry_run": {"$ref": "#/properties/dry_run"}}})));
        assert!(!of(json!({"properties": {}})));
    }
}
