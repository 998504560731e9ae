//! What the config says beside the guide: whom to ask, what happens on a conflict, who approves.

use leptos::prelude::*;
use portico_contract::http::{OnConflict, Owner, WorkflowDefinition};

use super::sentences::{approval, notifications};

/// The facts under a guide.
pub fn about(definition: &WorkflowDefinition) -> AnyView {
    let owner = definition.owner.clone().unwrap_or_default();
    let mut rows: Vec<(&'static str, AnyView)> = vec![("Owner", whom(&definition.team, owner))];
    if let Some(a) = &definition.approval {
        rows.push(("Approval", approval(a).into_any()));
    }
    if definition.schedule.as_ref().is_some_and(|s| s.allowed) {
        rows.push(("Schedule", "May be scheduled.".into_any()));
    }
    if !definition.notify_on.is_empty() {
        rows.push(("Notifications", notifications(&definition.notify_on).into_any()));
    }
    let conflict = match definition.on_conflict {
        OnConflict::Fail => "The new run fails and names the other one.",
        OnConflict::Attach => "The new run waits for the other one's result.",
    };
    if let Some(id) = definition.workflow_id.clone() {
        rows.push(("Workflow ID", mono(id)));
        rows.push(("Same ID running", conflict.into_any()));
    }
    rows.push(("Workflow type", mono(definition.workflow_type.clone())));
    rows.push(("Namespace", mono(definition.namespace.clone())));
    if let Some(queue) = definition.task_queue.clone() {
        rows.push(("Task queue", mono(queue)));
    }
    rows.push(("Offered in", definition.environments.join(", ").into_any()));
    if !definition.links.is_empty() {
        let titles: Vec<_> = definition.links.iter().map(|l| l.title.clone()).collect();
        rows.push(("A run links to", titles.join(", ").into_any()));
    }
    let rows = rows
        .into_iter()
        .map(|(name, value)| {
            view! {
                <dt>{name}</dt>
                <dd>{value}</dd>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="h-about">
            <div class="panel__head">
                <h2 id="h-about" class="grow">
                    "Good to know"
                </h2>
            </div>
            <div class="panel__body">
                <dl class="kv kv--sm">{rows}</dl>
            </div>
        </section>
    }
    .into_any()
}

fn mono(text: String) -> AnyView {
    view! { <span class="mono wrap">{text}</span> }.into_any()
}

fn whom(folder: &str, owner: Owner) -> AnyView {
    let name = owner.team.unwrap_or_else(|| folder.to_owned());
    let mail = owner.email.map(|email| {
        let href = format!("mailto:{email}");
        view! {
            ", "
            <a href=href>{email}</a>
        }
    });
    view! { {name} {owner.slack.map(|s| format!(", {s}"))} {mail} }.into_any()
}
