//! From what the author wrote to what the system uses.

mod options;
mod parts;

use portico_contract::http::{GuidePage, WorkflowDefinition};
use portico_contract::nexus::DEFAULT_NEXUS_TASK_QUEUE;
use serde_json::{Value, json};

use crate::author::Config;
use crate::hash::{digest, file_name};
use crate::markdown::{descriptions, titles};
use crate::workflow::{Access, Names, Workflow};

/// Where a workflow was written.
pub(crate) struct Paths {
    pub(crate) team: String,
    pub(crate) config: String,
    pub(crate) guide: String,
}

/// The workflow that a sound config, its bundled schema and its guide make.
pub(crate) fn resolve(config: &Config, schema: Value, guide: GuidePage, paths: Paths) -> Workflow {
    let service =
        |endpoint: &str| config.nexus_service.clone().unwrap_or_else(|| endpoint.to_owned());
    let names = |namespace: &str, endpoint: &str| Names {
        namespace: namespace.to_owned(),
        endpoint: endpoint.to_owned(),
        service: service(endpoint),
    };
    let prod = names(&config.namespace, &config.nexus_endpoint);
    let stage = match (&config.stage_namespace, &config.stage_nexus_endpoint) {
        (Some(namespace), Some(endpoint)) => Some(names(namespace, endpoint)),
        _ => None,
    };
    let ui = parts::ui(&config.ui);
    let environments = match &stage {
        Some(_) => vec!["prod".to_owned(), "stage".to_owned(), "local".to_owned()],
        None => vec!["prod".to_owned()],
    };
    let mut definition = WorkflowDefinition {
        namespace: config.namespace.clone(),
        workflow_type: config.workflow_type.clone(),
        name: config.name.clone(),
        description: config.description.clone(),
        team: paths.team,
        tags: config.tags.clone(),
        owner: config.owner.as_ref().map(parts::owner),
        environments,
        definition: String::new(),
        region: config.region.clone(),
        task_queue: config.task_queue.clone(),
        workflow_id: config.workflow_id.clone(),
        on_conflict: parts::on_conflict(config.on_conflict),
        requester_field: config.requester_field.clone(),
        danger: config.danger.as_ref().map(parts::danger),
        markdown: descriptions(&schema, &ui),
        titles: titles(&schema),
        ui,
        options: options::fields(&config.options),
        approval: config.approval.as_ref().map(parts::approval),
        schedule: config.schedule.as_ref().map(parts::schedule),
        notify_on: config.notify.as_ref().map(parts::notify_on).unwrap_or_default(),
        links: config.links.iter().map(parts::link).collect(),
        schema,
        guide,
    };
    let options = options::items(&config.options);
    definition.definition = digest(&json!({
        "namespace": definition.namespace,
        "workflow_type": definition.workflow_type,
        "names": [named(Some(&prod)), named(stage.as_ref())],
        "schema": definition.schema,
        "ui": definition.ui,
        // Where choices come from decides what a form asks; the source itself is only in the hash.
        "options": definition.options,
        "sources": options.iter().map(|(to, items)| (to.clone(), format!("{items:?}"))).collect::<Vec<_>>(),
        "requester_field": definition.requester_field,
        "workflow_id": definition.workflow_id,
        "on_conflict": definition.on_conflict,
        "danger": definition.danger,
        "approval": definition.approval,
    }));
    let file = file_name(&digest(&definition));
    Workflow {
        definition,
        file,
        prod,
        stage,
        nexus_task_queue: config
            .nexus_task_queue
            .clone()
            .unwrap_or_else(|| DEFAULT_NEXUS_TASK_QUEUE.to_owned()),
        access: Access { run: config.access.run.clone(), see: config.access.see.clone() },
        notify_channel: config.notify.as_ref().map(|notify| notify.slack.clone()),
        options,
        config_path: paths.config,
        guide_path: paths.guide,
    }
}

fn named(names: Option<&Names>) -> Value {
    names.map_or(Value::Null, |n| json!([n.namespace, n.endpoint, n.service]))
}
