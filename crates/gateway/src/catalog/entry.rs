use std::io;

use indexmap::IndexMap;
use portico_catalog::{Access, Environment, Names, OptionItems, Workflow};
use portico_contract::http::{Owner, WorkflowDefinition};
use serde_json::{Value, json};

use super::shelf::{Shelf, Shelved};

/// A workflow, small while nobody uses it: what lists and policy read, and the rest on a shelf.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Prod namespace.
    pub(crate) namespace: String,
    /// Workflow type.
    pub(crate) workflow_type: String,
    /// Display name.
    pub(crate) name: String,
    /// The team's folder.
    pub(crate) team: String,
    /// Whom to ask.
    pub(crate) owner: Owner,
    /// Who may see and run it.
    pub(crate) access: Access,
    /// Hash of what decides what a form asks and what is sent.
    pub(crate) definition: String,
    /// Task queue that the endpoint points at.
    pub(crate) nexus_task_queue: String,
    names: Option<Names>,
    /// As JSON text, which is smaller than the map it is read into.
    card: Box<str>,
    whole: Shelved<WorkflowDefinition>,
    /// Where choices come from; most workflows have none.
    options: Option<Shelved<IndexMap<String, OptionItems>>>,
}

impl Entry {
    pub(super) fn new(
        workflow: &Workflow,
        environment: Environment,
        shelf: &mut Shelf,
    ) -> io::Result<Self> {
        let definition = &workflow.definition;
        Ok(Self {
            namespace: definition.namespace.clone(),
            workflow_type: definition.workflow_type.clone(),
            name: definition.name.clone(),
            team: definition.team.clone(),
            owner: definition.owner.clone().unwrap_or_default(),
            access: workflow.access.clone(),
            definition: definition.definition.clone(),
            nexus_task_queue: workflow.nexus_task_queue.clone(),
            names: workflow.names(environment).cloned(),
            card: card(definition).into(),
            whole: shelf.put(definition)?,
            options: match workflow.options.is_empty() {
                true => None,
                false => Some(shelf.put(&workflow.options)?),
            },
        })
    }

    /// What a call in this gateway's environment is addressed to; `None` = not offered here.
    pub(crate) fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    /// The whole definition, from the shelf.
    pub(crate) fn read(&self) -> io::Result<WorkflowDefinition> {
        self.whole.read()
    }

    /// Where the choices of dynamic fields come from, from the shelf.
    pub(crate) fn options(&self) -> io::Result<IndexMap<String, OptionItems>> {
        self.options.as_ref().map_or(Ok(IndexMap::new()), Shelved::read)
    }

    /// What a card shows, for a portal that has no built files.
    pub(crate) fn card(&self) -> IndexMap<String, Value> {
        serde_json::from_str(&self.card).unwrap_or_default()
    }

    /// How people call the team.
    pub(crate) fn team_name(&self) -> &str {
        self.owner.team.as_deref().unwrap_or(&self.team)
    }
}

/// The card fields beside namespace and type, spelled as in `catalog/first.json`.
fn card(definition: &WorkflowDefinition) -> String {
    json!({
        "name": definition.name,
        "description": definition.description,
        "team": definition.team,
        "team_name": definition.owner.as_ref().and_then(|owner| owner.team.as_ref()),
        "tags": definition.tags,
        "destructive": definition.danger.is_some(),
        "approvals": definition.approval.as_ref().map(|approval| approval.count),
    })
    .to_string()
}
