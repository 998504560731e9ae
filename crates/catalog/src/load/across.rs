use std::collections::HashMap;

use portico_contract::nexus::DEFAULT_NEXUS_TASK_QUEUE;

use super::Draft;
use crate::{Code, Diagnostic};

/// What only several configs together can get wrong.
pub(super) fn check(drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    identities(drafts, found);
    ownership(drafts, found);
    endpoints(drafts, found);
}

fn identities(drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(&str, &str), &str> = HashMap::new();
    for draft in drafts {
        let identity = (draft.config.namespace.as_str(), draft.config.workflow_type.as_str());
        if identity.0.is_empty() || identity.1.is_empty() {
            continue;
        }
        if let Some(other) = first.get(&identity) {
            let message =
                format!("{:?} in {:?} is already published by {other}", identity.1, identity.0);
            let help = "Remove one of the two, or correct its workflow_type.";
            found.push(draft.doc.error("/workflow_type", Code::DuplicateWorkflow, message, help));
        } else {
            first.insert(identity, &draft.doc.file);
        }
    }
}

/// Each name with its key; namespaces and endpoints belong to one folder.
fn ownership(drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    let mut owners: HashMap<(&str, &str), (&str, &str)> = HashMap::new();
    for draft in drafts {
        let config = &draft.config;
        let names = [
            ("namespace", "/namespace", Some(&config.namespace)),
            ("namespace", "/stage_namespace", config.stage_namespace.as_ref()),
            ("endpoint", "/nexus_endpoint", Some(&config.nexus_endpoint)),
            ("endpoint", "/stage_nexus_endpoint", config.stage_nexus_endpoint.as_ref()),
        ];
        for (kind, at, name) in names {
            let Some(name) = name.filter(|n| !n.is_empty()) else { continue };
            let (team, file) =
                *owners.entry((kind, name)).or_insert((&draft.team, &draft.doc.file));
            if team != draft.team {
                let message =
                    format!("the {kind} {name:?} belongs to the team {team:?}, in {file}");
                let help = format!(
                    "Use a {kind} of the team {:?}, or move the file into {team:?}.",
                    draft.team
                );
                found.push(draft.doc.error(at, Code::SharedName, message, help));
            }
        }
    }
}

/// An endpoint points at one namespace and one task queue in each cluster.
fn endpoints(drafts: &[Draft], found: &mut Vec<Diagnostic>) {
    let mut targets: HashMap<(bool, &str), (&str, &str, &str)> = HashMap::new();
    for draft in drafts {
        let config = &draft.config;
        let queue = config.nexus_task_queue.as_deref().unwrap_or(DEFAULT_NEXUS_TASK_QUEUE);
        let uses = [
            (false, "/nexus_endpoint", Some(&config.nexus_endpoint), Some(&config.namespace)),
            (
                true,
                "/stage_nexus_endpoint",
                config.stage_nexus_endpoint.as_ref(),
                config.stage_namespace.as_ref(),
            ),
        ];
        for (is_stage, at, endpoint, namespace) in uses {
            let (Some(endpoint), Some(namespace)) = (endpoint, namespace) else { continue };
            if endpoint.is_empty() || namespace.is_empty() {
                continue;
            }
            let (other_namespace, other_queue, file) =
                *targets.entry((is_stage, endpoint)).or_insert((namespace, queue, &draft.doc.file));
            if (other_namespace, other_queue) != (namespace.as_str(), queue) {
                let message = format!(
                    "the endpoint {endpoint:?} would lead to {namespace:?} on {queue:?} here, and to {other_namespace:?} on {other_queue:?} in {file}"
                );
                let help = "Give both files the same namespace and nexus_task_queue, or use another endpoint.";
                found.push(draft.doc.error(at, Code::EndpointConflict, message, help));
            }
        }
    }
}
