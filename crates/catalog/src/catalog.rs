use std::collections::BTreeMap;

use portico_contract::http::{Card, Count, First, Name, SearchEntry};

use crate::Workflow;

/// Cards the catalog page gets with its first request.
const FIRST_CARDS: usize = 60;

/// All published workflows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// Digest of everything the static files hold.
    pub digest: String,
    pub(crate) workflows: Vec<Workflow>,
}

impl Catalog {
    /// The workflows, by display name.
    pub fn workflows(&self) -> &[Workflow] {
        &self.workflows
    }

    /// One workflow by its prod namespace and type.
    pub fn get(&self, namespace: &str, workflow_type: &str) -> Option<&Workflow> {
        self.workflows
            .iter()
            .find(|w| w.definition.namespace == namespace && w.definition.workflow_type == workflow_type)
    }

    /// The static files the portal reads, as (path, content); paths start with `catalog/`.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let first = First {
            catalog: self.digest.clone(),
            total: self.workflows.len(),
            cards: self.workflows.iter().take(FIRST_CARDS).map(card).collect(),
            teams: counts(self.workflows.iter().map(|w| &w.definition.team)),
            tags: counts(self.workflows.iter().flat_map(|w| &w.definition.tags)),
        };
        let names: Vec<Name> = self.workflows.iter().map(name).collect();
        let search: Vec<SearchEntry> = self.workflows.iter().map(search_entry).collect();
        let mut files = vec![
            ("catalog/first.json".to_owned(), json(&first)),
            ("catalog/names.json".to_owned(), json(&names)),
            ("catalog/search.json".to_owned(), json(&search)),
        ];
        let definitions = self.workflows.iter();
        files.extend(definitions.map(|w| (format!("catalog/w/{}.json", w.file), json(&w.definition))));
        files
    }
}

fn card(workflow: &Workflow) -> Card {
    let definition = &workflow.definition;
    Card {
        namespace: definition.namespace.clone(),
        workflow_type: definition.workflow_type.clone(),
        name: definition.name.clone(),
        description: definition.description.clone(),
        team: definition.team.clone(),
        team_name: team_name(workflow),
        tags: definition.tags.clone(),
        destructive: definition.danger.is_some(),
        approvals: definition.approval.as_ref().map(|approval| approval.count),
        file: workflow.file.clone(),
    }
}

fn name(workflow: &Workflow) -> Name {
    let definition = &workflow.definition;
    Name {
        namespace: definition.namespace.clone(),
        workflow_type: definition.workflow_type.clone(),
        name: definition.name.clone(),
        team: definition.team.clone(),
        file: workflow.file.clone(),
    }
}

fn search_entry(workflow: &Workflow) -> SearchEntry {
    let definition = &workflow.definition;
    SearchEntry {
        description: definition.description.clone().unwrap_or_default(),
        tags: definition.tags.clone(),
        destructive: definition.danger.is_some(),
        approvals: definition.approval.as_ref().map_or(0, |approval| approval.count),
        team_name: team_name(workflow).unwrap_or_default(),
    }
}

fn team_name(workflow: &Workflow) -> Option<String> {
    workflow.definition.owner.as_ref()?.team.clone()
}

/// How often each name stands, most first, then by name.
fn counts<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Count> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_insert(0) += 1;
    }
    let mut counts: Vec<Count> =
        counts.into_iter().map(|(name, count)| Count { name: name.clone(), count }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
