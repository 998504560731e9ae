use indexmap::IndexMap;
use portico_contract::http::WorkflowDefinition;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Environment;

/// A published workflow, resolved: what the system uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Workflow {
    /// What the portal reads.
    pub definition: WorkflowDefinition,
    /// Name of its static file: `catalog/w/<file>.json`.
    pub file: String,
    /// Names used in `prod`.
    pub prod: Names,
    /// Names used in `stage` and `local`; `None` = not offered there.
    pub stage: Option<Names>,
    /// Task queue that the endpoint points at.
    pub nexus_task_queue: String,
    /// Who may see and run it.
    pub access: Access,
    /// The channel that is told of `definition.notify_on`.
    pub notify_channel: Option<String>,
    /// Sources of dynamic fields, by pointer; the same keys as `definition.options`.
    pub options: IndexMap<String, OptionItems>,
    /// The config file.
    pub config_path: String,
    /// The guide file.
    pub guide_path: String,
}

impl Workflow {
    /// The names to use in an environment; `None` = not offered there.
    pub fn names(&self, environment: Environment) -> Option<&Names> {
        match environment {
            Environment::Prod => Some(&self.prod),
            Environment::Stage | Environment::Local => self.stage.as_ref(),
        }
    }
}

/// What a call to the team's namespace is addressed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The real namespace.
    pub namespace: String,
    /// The Nexus endpoint.
    pub endpoint: String,
    /// The Nexus service: `nexus_service`, else the endpoint's name.
    pub service: String,
}

/// Who may see and run a workflow; `None` = everyone signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Groups that may run it.
    pub run: Option<Vec<String>>,
    /// Groups that may see it.
    pub see: Option<Vec<String>>,
}

/// Where a dynamic field's choices come from, and how an item becomes a choice. It can be written as JSON, so that a
/// gateway keeps thousands of them packed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionItems {
    /// Who is asked.
    pub source: OptionSource,
    /// Pointer into an item of the value sent; `None` = the item itself.
    pub value: Option<String>,
    /// Pointer into an item of the text shown.
    pub label: Option<String>,
    /// Pointer into an item of the second line.
    pub hint: Option<String>,
    /// Pointer into an item of its group's name.
    pub group: Option<String>,
    /// Pointer into an item of "cannot be chosen".
    pub disabled: Option<String>,
    /// Pointer into an item of why it cannot be chosen.
    pub reason: Option<String>,
    /// How long a list is believed, in seconds.
    pub max_age_seconds: u64,
    /// One person's list is kept from another.
    pub per_caller: bool,
}

/// Who answers with a dynamic field's choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OptionSource {
    /// A Temporal Query on a running workflow of the team's namespace.
    Query {
        /// The workflow's id.
        workflow_id: String,
        /// The query's name.
        query_type: String,
    },
    /// A synchronous operation of the team's Nexus service.
    Nexus {
        /// The operation's name.
        operation: String,
        /// The service; `None` = the workflow's own.
        service: Option<String>,
    },
    /// A GET by the gateway, to an allowed host.
    Http {
        /// Absolute `https` or `http` URL.
        url: String,
        /// Header name to the gateway's environment variable that holds its value.
        headers: IndexMap<String, String>,
    },
    /// Items written in the config.
    Static {
        /// The items.
        items: Vec<Value>,
    },
}
