use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Key of the object that stands for a secret: `{"$secret": true}`.
pub const SECRET_MARK: &str = "$secret";

/// One run, as far as it is known now. Times are RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Run {
    /// The RouterWorkflow's id.
    pub workflow_id: String,
    /// The RouterWorkflow's run id.
    pub run_id: String,
    /// The workflow's prod namespace.
    pub namespace: String,
    /// The workflow's type.
    pub workflow_type: String,
    /// Its display name; the type where the catalog no longer has it.
    pub name: String,
    /// The environment it runs in.
    pub environment: String,
    /// Where it stands.
    pub status: RunStatus,
    /// Who asked.
    pub requester: String,
    /// False for a router started by another client.
    pub requester_verified: bool,
    /// When the router started.
    pub started_at: String,
    /// When it closed.
    pub closed_at: Option<String>,
    /// When somebody asked to cancel it.
    pub cancel_requested_at: Option<String>,
    /// The schema's own `dry_run` was set.
    pub dry_run: bool,
    /// What was sent, secrets masked.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub input: Value,
    /// The same for equal inputs of one gateway, hex; a key of the gateway's keeps guesses at a secret from being
    /// checked against it. Empty where it is not known.
    pub input_hash: String,
    /// What came back: any JSON, or `{"$payload": {"encoding", "bytes"}}`.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub result: Option<Value>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The team's workflow; `None` before it started, or when the operation answered at once.
    pub target: Option<Target>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// What the target says of itself.
    pub progress: Option<Progress>,
    /// Reserved for approvals.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub approval: Option<Value>,
    /// Temporal's UI, logs, runbooks.
    pub links: Vec<RunLink>,
    /// One sentence about what is being waited for, such as a worker that does not answer or a signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<String>,
    /// One sentence about what this answer lacks, such as a history that Temporal no longer keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was noticed that Temporal keeps this run no more: what the index remembers is all there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten_at: Option<String>,
}

/// A page of runs, newest first. Steps, progress, result and failure are left empty in lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunList {
    /// The runs.
    pub runs: Vec<Run>,
    /// Where the next page starts; `None` = this was the last.
    pub cursor: Option<String>,
}

/// Status of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RunStatus {
    /// Started, not closed.
    Running,
    /// Waits for a decision.
    WaitingForApproval,
    /// Closed with a result.
    Completed,
    /// Closed with a failure.
    Failed,
    /// Closed because somebody cancelled it.
    Canceled,
    /// Ended by force.
    Terminated,
    /// Ran out of time.
    TimedOut,
}

impl RunStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Running,
        Self::WaitingForApproval,
        Self::Completed,
        Self::Failed,
        Self::Canceled,
        Self::Terminated,
        Self::TimedOut,
    ];

    /// The status as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::WaitingForApproval => "waiting_for_approval",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Terminated => "terminated",
            Self::TimedOut => "timed_out",
        }
    }

    /// Nothing more will happen.
    pub fn is_closed(self) -> bool {
        !matches!(self, Self::Running | Self::WaitingForApproval)
    }
}

/// The team's workflow behind a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Its real namespace.
    pub namespace: String,
    /// Its id, as history has it.
    pub workflow_id: String,
    /// Its first run's id; `None` when only a token is known.
    pub run_id: Option<String>,
}

/// One thing that happened, or is going to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Where.
    pub lane: Lane,
    /// The activity's, timer's or signal's summary, else its type.
    pub title: String,
    /// How it stands.
    pub status: StepStatus,
    /// When it was scheduled.
    pub started_at: Option<String>,
    /// When it ended.
    pub closed_at: Option<String>,
    /// The attempt under way or the last one, from 1.
    pub attempt: u32,
    /// What the last attempt failed with.
    pub last_failure: Option<String>,
    /// When the next attempt is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
}

/// The three places a run passes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Lane {
    /// The RouterWorkflow.
    Gateway,
    /// The Nexus operation.
    Nexus,
    /// The team's workflow.
    Target,
}

/// Status of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StepStatus {
    /// Not begun.
    Pending,
    /// Waits for somebody or something.
    Waiting,
    /// Under way.
    Running,
    /// Ended well.
    Completed,
    /// Ended badly.
    Failed,
    /// Was cancelled.
    Canceled,
    /// Was ended by force.
    Terminated,
    /// Ran out of time.
    TimedOut,
}

impl StepStatus {
    /// The status as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Terminated => "terminated",
            Self::TimedOut => "timed_out",
        }
    }
}

/// The target's current details: JSON of this shape, or a text, which becomes the message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Steps done.
    #[serde(default)]
    pub done: Option<u64>,
    /// Steps in all.
    #[serde(default)]
    pub total: Option<u64>,
    /// What it does now.
    #[serde(default)]
    pub message: Option<String>,
}

/// A failure in the team workflow's own words, with the whole chain of causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Failure {
    /// What it says.
    pub message: String,
    /// Its type; `None` where Temporal gives none.
    pub r#type: Option<String>,
    /// Its details: one value, or an array of several.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub details: Option<Value>,
    /// What caused it.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub cause: Option<Box<Failure>>,
}

impl Failure {
    /// The failure and its causes, outermost first. Where two in a row say the same, the one that knows more
    /// stands for both.
    pub fn chain(&self) -> Vec<&Self> {
        let mut chain: Vec<&Self> = Vec::new();
        for cause in std::iter::successors(Some(self), |failure| failure.cause.as_deref()) {
            match chain.last_mut() {
                Some(before) if before.message == cause.message => {
                    if before.details.is_none()
                        && (cause.r#type.is_some() || cause.details.is_some())
                    {
                        *before = cause;
                    }
                }
                _ => chain.push(cause),
            }
        }
        chain
    }
}

/// A link out of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunLink {
    /// Its text.
    pub title: String,
    /// Where it leads: http or https only.
    pub url: String,
}
