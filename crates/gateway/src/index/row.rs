use portico_contract::http::{Run, RunStatus, Target};
use serde_json::Value;

use super::cursor::Position;
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
    /// Whether a gateway proved who asked for this run. A start that Temporal has not answered has no run id yet, and
    /// anybody's router may have its workflow id: it counts for one that was started alike.
    pub(crate) fn proves(&self, run: &Run) -> bool {
        let started_alike = (&self.namespace, &self.workflow_type, &self.requester)
            == (&run.namespace, &run.workflow_type, &run.requester)
            && self.input_hash == run.input_hash;
        self.verified && (self.run_id == run.run_id || (self.run_id.is_empty() && started_alike))
    }

    /// Where it stands in lists.
    pub(crate) fn position(&self) -> Position {
        Position { started_at: self.started_at, workflow_id: self.workflow_id.clone() }
    }

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

/// A run that goes on, proven to be Ann's.
#[cfg(test)]
pub(super) fn running(workflow_id: &str) -> Row {
    Row {
        workflow_id: workflow_id.to_owned(),
        run_id: "r".to_owned(),
        namespace: "n".to_owned(),
        workflow_type: "W".to_owned(),
        name: "W".to_owned(),
        requester: "ann@example.com".to_owned(),
        verified: true,
        status: RunStatus::Running,
        started_at: 1,
        closed_at: None,
        cancel_requested_at: None,
        dry_run: false,
        input_hash: String::new(),
        target: None,
        forgotten_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_without_an_answer_counts_for_what_was_started_alike() {
        let known = running("w");
        let intended = Row { run_id: String::new(), ..known.clone() };
        let unproven = Row { verified: false, ..known.clone() };
        let changed = |change: fn(&mut Run)| {
            let mut run = running("w").into_run("local");
            change(&mut run);
            run
        };
        let other = [
            changed(|run| run.namespace.push('x')),
            changed(|run| run.workflow_type.push('x')),
            changed(|run| run.requester.push('x')),
            changed(|run| run.input_hash.push('x')),
        ];
        for run in &other {
            assert!(known.proves(run) && !intended.proves(run), "{run:?}");
        }
        let same = changed(|_| ());
        assert!(known.proves(&same) && intended.proves(&same) && !unproven.proves(&same));
        let later = changed(|run| run.run_id.push('x'));
        assert!(!known.proves(&later) && intended.proves(&later));
    }
}
