use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::object;

/// Whom to ask, and who may cancel runs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Owner {
    /// Display name of the team.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) team: Option<String>,
    /// Channel to ask in, such as #cloud-ops.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) slack: Option<String>,
    /// E-mail address.
    #[schemars(length(min = 3, max = 254))]
    pub(crate) email: Option<String>,
    /// Group whose members may cancel runs.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) group: Option<String>,
}

/// What happens when the target's id is already running.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnConflict {
    #[default]
    Fail,
    Attach,
}

/// What makes a workflow destructive.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Danger {
    /// What cannot be undone, in one or two sentences.
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) text: String,
    /// JSON Pointer of the field whose value review asks to type again.
    #[schemars(length(min = 1, max = 500))]
    pub(crate) confirm: Option<String>,
}

/// Which groups may run and see a workflow.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access {
    /// Groups that may run it. Absent = everyone signed in.
    #[schemars(length(min = 1, max = 100), inner(length(min = 1, max = 200)))]
    pub(crate) run: Option<Vec<String>>,
    /// Groups that may see it. Absent = everyone signed in.
    #[schemars(length(min = 1, max = 100), inner(length(min = 1, max = 200)))]
    pub(crate) see: Option<Vec<String>>,
}

/// The approval a start needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// Groups whose members may approve.
    #[schemars(length(min = 1, max = 100), inner(length(min = 1, max = 200)))]
    pub(crate) approvers: Vec<String>,
    /// How many people must approve.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 10))]
    pub(crate) count: u32,
    /// The requester may be one of them.
    #[serde(default)]
    pub(crate) allow_self: bool,
    /// How long the request stays open, such as "24h".
    #[schemars(length(min = 2, max = 20))]
    pub(crate) expires: Option<String>,
    /// The signal the workflow waits for.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) signal: String,
    /// JSON Schema: only inputs that match it need the approval.
    #[schemars(schema_with = "object")]
    #[serde(default)]
    pub(crate) when: Option<Value>,
}

fn one() -> u32 {
    1
}

/// Where to tell of runs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notify {
    /// Channel, such as #cloud-ops.
    #[schemars(length(min = 2, max = 100))]
    pub(crate) slack: String,
    /// What to tell.
    #[schemars(length(min = 1, max = 4))]
    pub(crate) on: Vec<NotifyOn>,
}

/// What a channel is told.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotifyOn {
    Started,
    Waiting,
    Completed,
    Failed,
}

/// A link of a run.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// Its text.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) title: String,
    /// Template of its address, such as "https://logs.example.com/?id={target.workflow_id}".
    #[schemars(length(min = 1, max = 2000))]
    pub(crate) url: String,
}

/// Whether runs may be scheduled.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    /// They may.
    pub(crate) allowed: bool,
}
