use portico_contract::http::{Run, RunStatus, Target};
use serde_json::Value;

use crate::temporal::rfc3339_of_micros;

/// A run as the index has it. Never holds input: secrets would be among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The router's workflow id.
    pub(crate) workflow_id: String,
    /// The router's run id; empty until Temporal has answered the start.
    pub(crate) run_id: String,
    /// Prod namespace.
    pub(crate) namespace: String,
    /// Workflow type.
    pub(crate) workflow_type: String,
    /// Display name at the time.
    pub(crate) name: String,
    /// Who asked.
    pub(crate) requester: String,
    /// A gateway proved who asked.
    pub(crate) verified: bool,
    /// Where it stands, as far as known.
    pub(crate) status: RunStatus,
    /// Microseconds since 1970.
    pub(crate) started_at: i64,
    /// Microseconds since 1970.
    pub(crate) closed_at: Option<i64>,
    /// Microseconds since 1970.
    pub(crate) cancel_requested_at: Option<i64>,
    /// The schema's own `dry_run` was set.
    pub(crate) dry_run: bool,
    /// [`Fingerprint`](super::Fingerprint) of the input; empty where it is not known.
    pub(crate) input_hash: String,
    /// The team's workflow.
    pub(crate) target: Option<Target>,
    /// When it was noticed that Temporal has the run no more, in microseconds since 1970.
    pub(crate) forgotten_at: Option<i64>,
}

impl Update {
    /// A run that Temporal has no more, as was noticed at `now`, in microseconds since 1970. One that was going on when
    /// it was last seen was removed by force, or it ended and was forgotten while no gateway looked; nobody knows when.
    pub(crate) fn forgotten(row: &Row, now: i64) -> Self {
        let status = if row.status.is_closed() { row.status } else { RunStatus::Terminated };
        Self {
            workflow_id: row.workflow_id.clone(),
            run_id: row.run_id.clone(),
            status,
            closed_at: row.closed_at,
            cancel_requested_at: None,
            target: None,
            forgotten_at: Some(row.forgotten_at.unwrap_or(now)),
        }
    }
}

/// What a look at a run adds to its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    /// Which run.
    pub(crate) workflow_id: String,
    /// Its run id; a row of another run is left alone.
    pub(crate) run_id: String,
    /// Where it stands.
    pub(crate) status: RunStatus,
    /// Microseconds since 1970.
    pub(crate) closed_at: Option<i64>,
    /// Microseconds since 1970.
    pub(crate) cancel_requested_at: Option<i64>,
    /// The team's workflow.
    pub(crate) target: Option<Target>,
    /// When it was noticed that Temporal has the run no more, in microseconds since 1970; `None` = it was seen there.
    pub(crate) forgotten_at: Option<i64>,
}

impl Row {
    /// Whether nobody saw how the run ended.
    pub(crate) fn is_lost(&self) -> bool {
        self.status.is_closed() && self.closed_at.is_none()
    }

    /// The row as a run of a list: without input, steps, progress, result and failure.
    pub(crate) fn into_run(self, environment: &str) -> Run {
        Run {
            workflow_id: self.workflow_id,
            run_id: self.run_id,
            namespace: self.namespace,
            workflow_type: self.workflow_type,
            name: self.name,
            environment: environment.to_owned(),
            status: self.status,
            requester: self.requester,
            requester_verified: self.verified,
            started_at: rfc3339_of_micros(self.started_at),
            closed_at: self.closed_at.map(rfc3339_of_micros),
            cancel_requested_at: self.cancel_requested_at.map(rfc3339_of_micros),
            dry_run: self.dry_run,
            input: Value::Null,
            input_hash: self.input_hash,
            result: None,
            failure: None,
            target: self.target,
            steps: Vec::new(),
            progress: None,
            approval: None,
            links: Vec::new(),
            waiting_for: None,
            note: None,
            forgotten_at: self.forgotten_at.map(rfc3339_of_micros),
        }
    }
}
