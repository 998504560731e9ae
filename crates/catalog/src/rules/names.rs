use portico_contract::nexus::{GATEWAY_NAMESPACE, GATEWAY_STAGE_NAMESPACE, SIGNAL_OPERATION};

use super::Rules;
use crate::{Code, Diagnostic};

/// Names that Temporal must accept and that the system does not keep for itself.
pub(super) fn check(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    let Rules { doc, config, .. } = rules;
    let endpoints = [
        ("/nexus_endpoint", Some(&config.nexus_endpoint)),
        ("/stage_nexus_endpoint", config.stage_nexus_endpoint.as_ref()),
    ];
    for (at, name) in endpoints {
        let Some(name) = name.filter(|n| !n.is_empty()) else { continue };
        if !is_endpoint(name) {
            let message = format!("{name:?} is no name for a Nexus endpoint");
            let help = "Begin with a letter, use letters, digits and dashes, and end with a letter or digit.";
            found.push(doc.error(at, Code::InvalidName, message, help));
        }
    }
    let namespaces = [
        ("/namespace", Some(&config.namespace)),
        ("/stage_namespace", config.stage_namespace.as_ref()),
    ];
    for (at, name) in namespaces {
        let Some(name) = name else { continue };
        if [GATEWAY_NAMESPACE, GATEWAY_STAGE_NAMESPACE, "temporal-system"].contains(&name.as_str())
        {
            let message = format!("the namespace {name:?} belongs to the system");
            found.push(doc.error(at, Code::InvalidName, message, "Name the team's own namespace."));
        }
    }
    if config.workflow_type.starts_with("__temporal_") || config.workflow_type == SIGNAL_OPERATION {
        let message = format!("the name {:?} is reserved", config.workflow_type);
        found.push(doc.error(
            "/workflow_type",
            Code::InvalidName,
            message,
            "Name the team's own workflow type.",
        ));
    }
    let texts = [
        ("/name", Some(&config.name)),
        ("/workflow_type", Some(&config.workflow_type)),
        ("/namespace", Some(&config.namespace)),
        ("/stage_namespace", config.stage_namespace.as_ref()),
        ("/nexus_service", config.nexus_service.as_ref()),
        ("/nexus_task_queue", config.nexus_task_queue.as_ref()),
        ("/task_queue", config.task_queue.as_ref()),
    ];
    for (at, text) in texts {
        if text.is_some_and(|t| t.chars().any(char::is_control)) {
            let message = "a name holds a control character";
            found.push(doc.error(
                at,
                Code::InvalidName,
                message,
                "Write it on one line, without tabs.",
            ));
        }
    }
    let routed = [
        ("/workflow_type", "operation", Some(&config.workflow_type)),
        ("/nexus_service", "service", config.nexus_service.as_ref()),
    ];
    for (at, kind, name) in routed {
        let Some(name) = name.filter(|name| !is_routed(name)) else { continue };
        let message = format!(
            "Temporal's server finds no Nexus {kind} called {name:?}: every run would fail"
        );
        let help = "Choose a name without \"/\" that is neither \".\" nor \"..\".";
        found.push(doc.warning(at, Code::UnroutableName, message, help));
    }
    match (&config.stage_namespace, &config.stage_nexus_endpoint) {
        (Some(_), None) => found.push(stage(rules, "/stage_namespace", "stage_nexus_endpoint")),
        (None, Some(_)) => found.push(stage(rules, "/stage_nexus_endpoint", "stage_namespace")),
        _ => {}
    }
}

fn stage(rules: &Rules<'_>, at: &str, missing: &str) -> Diagnostic {
    let message = format!("without {missing} the workflow is not offered in stage and local");
    rules.doc.warning(at, Code::StageIncomplete, message, format!("Add {missing}."))
}

/// What Temporal accepts as the name of an endpoint.
fn is_endpoint(name: &str) -> bool {
    name.len() >= 2
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The server reads the name as a segment of a URL's path and answers "not found" where it is none.
fn is_routed(name: &str) -> bool {
    !name.contains('/') && !matches!(name, "." | "..")
}
