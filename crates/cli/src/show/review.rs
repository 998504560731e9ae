//! What is about to be sent, for a last look.

use std::fmt::Write as _;

use portico_contract::http::{Preview, WorkflowDefinition};
use portico_contract::words::sentence;

use crate::terminal::{json, line, lines};

/// The exact request as the gateway answered it, secrets masked, with where it goes and what makes it dangerous.
pub(crate) fn review(
    definition: &WorkflowDefinition,
    environment: &str,
    preview: &Preview,
) -> String {
    let target = &preview.target;
    let mut text = format!("{} in {}\n", line(&definition.name), line(environment));
    let id = target.workflow_id.as_deref().unwrap_or("chosen by the team");
    let _ = writeln!(
        text,
        "  through {} ({}/{}) to {}, as {}",
        line(&target.endpoint),
        line(&target.service),
        line(&target.operation),
        line(&target.namespace),
        line(id)
    );
    let input = serde_json::to_string_pretty(&preview.input).unwrap_or_default();
    let _ = writeln!(text, "  {}", json(&input).replace('\n', "\n  "));
    if let Some(danger) = &definition.danger {
        let _ = writeln!(text, "This is destructive: {}", lines(&danger.text));
    }
    if preview.pollers.nexus == Some(0) {
        let _ = writeln!(
            text,
            "No worker is answering {} now: the run would wait until one does.",
            line(&target.endpoint)
        );
    }
    for warning in &preview.warnings {
        let _ = writeln!(text, "{}", line(&sentence(warning)));
    }
    if preview.approvals > 0 {
        let _ = writeln!(text, "Approvals needed: {}", preview.approvals);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::definition;

    #[test]
    fn everything_that_matters_before_sending() {
        let mut definition = definition(&json!({}));
        definition.danger =
            serde_json::from_value(json!({ "text": "It is gone.", "confirm": "/name" })).unwrap();
        let preview = serde_json::from_value(json!({
            "valid": true, "approvals": 1, "pollers": { "nexus": 0 }, "warnings": ["waits for signal go"],
            "target": { "namespace": "one-stage", "endpoint": "one", "service": "s", "operation": "W", "workflow_id": "Named-\u{1b}x" },
            "input": { "name": "a\u{9b}", "password": { "$secret": true } }
        }))
        .unwrap();
        insta::assert_snapshot!(review(&definition, "local", &preview), @r#"
        W it in local
          through one (s/W) to one-stage, as Named-\u{1b}x
          {
            "name": "a\u009b",
            "password": {
              "$secret": true
            }
          }
        This is destructive: It is gone.
        No worker is answering one now: the run would wait until one does.
        Waits for signal go.
        Approvals needed: 1
        "#);
    }
}
