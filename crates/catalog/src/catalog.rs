use crate::Workflow;

/// All published workflows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// Digest of everything the static files hold.
    pub digest: String,
    workflows: Vec<Workflow>,
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
        Vec::new()
    }
}
