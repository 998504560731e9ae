//! The border between router and teams: names both sides spell alike, and the router's input.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The workflow type the gateway starts, and any Temporal client may.
pub const ROUTER_WORKFLOW: &str = "RouterWorkflow";
/// The task queue of the router worker.
pub const ROUTER_TASK_QUEUE: &str = "router-queue";
/// The router's namespace in production.
pub const GATEWAY_NAMESPACE: &str = "gateway";
/// The router's namespace in `stage` and `local`.
pub const GATEWAY_STAGE_NAMESPACE: &str = "gateway-stage";
/// The task queue an endpoint points at unless the config names another.
pub const DEFAULT_NEXUS_TASK_QUEUE: &str = "nexus-queue";
/// Keyword search attribute that holds the requester's e-mail.
pub const REQUESTER_EMAIL: &str = "RequesterEmail";
/// Memo key of the gateway's record on a router run: a [`Memo`] as JSON.
pub const MEMO_KEY: &str = "portico";
/// Nexus header: the id the target workflow shall have, percent-encoded (RFC 3986) so that any id fits a header.
pub const HEADER_WORKFLOW_ID: &str = "portico-workflow-id";
/// Nexus header: what to do when the target's id is already running, `fail` or `attach`.
pub const HEADER_ON_CONFLICT: &str = "portico-on-conflict";
/// Failure type of a run whose target id was already running under `on_conflict: fail`.
/// Its details hold one [`AlreadyRunning`].
pub const WORKFLOW_ALREADY_RUNNING: &str = "WorkflowAlreadyRunning";
/// Failure type of a run whose target id a closed run keeps. Its details hold one [`AlreadyRunning`].
pub const WORKFLOW_ALREADY_CLOSED: &str = "WorkflowAlreadyClosed";
/// Longest time the router waits for a target, in seconds: 30 days.
pub const SCHEDULE_TO_CLOSE_SECONDS: u64 = 30 * 24 * 60 * 60;
/// Operation name reserved for approved decisions.
pub const SIGNAL_OPERATION: &str = "portico.signal";

/// The workflow type that asks a team's operation for a field's choices, on [`ROUTER_TASK_QUEUE`].
pub const OPTIONS_WORKFLOW: &str = "OptionsWorkflow";
/// Longest time it waits for the operation's answer, in seconds.
pub const OPTIONS_SECONDS: u64 = 3;

/// Input of [`OPTIONS_WORKFLOW`]; its result is the operation's, whatever that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionsInput {
    /// The Nexus endpoint to call.
    pub nexus_endpoint: String,
    /// The Nexus service; absent = the endpoint's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nexus_service: Option<String>,
    /// The operation, which has to answer at once.
    pub operation: String,
    /// Its one argument.
    pub question: OptionsQuestion,
}

/// What a query or an operation that lists choices is asked with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionsQuestion {
    /// The parameters' values, by name.
    pub params: IndexMap<String, Value>,
    /// What was typed; null where the browser filters.
    pub search: Option<String>,
    /// Where the next page begins; null for the first.
    pub cursor: Option<String>,
    /// How many choices fit a page.
    pub limit: u32,
    /// Who is asking, where one person's list is not another's (`per_caller`): an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
}

/// Input of [`ROUTER_WORKFLOW`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouterInput {
    /// The target's workflow type, which is the Nexus operation's name.
    pub workflow_type: String,
    /// The target's one argument, passed on as it is.
    pub workflow_input_data: Value,
    /// The real namespace of the target (in `stage` and `local` the stage namespace). Shown, not trusted.
    pub namespace: String,
    /// The Nexus endpoint to call.
    pub nexus_endpoint: String,
    /// Who asked; becomes the search attribute [`REQUESTER_EMAIL`].
    pub requester_email: String,
    /// The Nexus service; absent = the endpoint's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nexus_service: Option<String>,
    /// Headers for the operation, lower-case keys.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub nexus_headers: IndexMap<String, String>,
}

/// What the gateway writes in a router's memo, so that the run can be recognised without any other store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// Version of this record: 1.
    pub v: u32,
    /// The workflow's prod namespace.
    pub namespace: String,
    /// The workflow's type.
    pub workflow_type: String,
    /// The definition the input was validated against.
    pub definition: String,
    /// Hex SHA-256 of the input's RFC 8785 form, in which integers beyond 2^53 are spelt out.
    pub request_hash: String,
}

/// Details of a [`WORKFLOW_ALREADY_RUNNING`] failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlreadyRunning {
    /// The target's namespace.
    pub namespace: String,
    /// The id that is taken.
    pub workflow_id: String,
    /// The run that holds it.
    pub run_id: String,
}
