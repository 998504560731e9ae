use std::time::Duration;

use portico_contract::http::StepStatus;
use tokio::time::Instant;

use super::message::Side;
use super::state::State;

/// Between two looks at what is pending.
const DESCRIBE_EVERY: Duration = Duration::from_secs(1);
/// Between two queries, for all viewers together; a query costs the team's worker a task.
const QUERY_EVERY: Duration = Duration::from_secs(2);
/// After a query that failed.
const QUERY_AGAIN: Duration = Duration::from_secs(10);

/// When what was asked last.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    router: Asked,
    target: Asked,
    query: Asked,
    /// Where the target's history stood when it last said how far it is.
    told_at: Option<i64>,
    last_query_failed: bool,
}

#[derive(Debug, Default)]
struct Asked {
    at: Option<Instant>,
    under_way: bool,
}

impl Asked {
    fn is_due(&self, every: Duration) -> bool {
        !self.under_way && self.at.is_none_or(|at| at.elapsed() >= every)
    }

    fn now(&mut self) {
        *self = Self { at: Some(Instant::now()), under_way: true };
    }
}

/// What is due to be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) router: bool,
    pub(super) target: bool,
    pub(super) progress: bool,
}

impl Schedule {
    /// What is due now; the caller asks it.
    pub(super) fn due(&mut self, state: &State) -> Due {
        let router = needs_router(state) && self.router.is_due(DESCRIBE_EVERY);
        let target = needs_target(state) && self.target.is_due(DESCRIBE_EVERY);
        let every = if self.last_query_failed { QUERY_AGAIN } else { QUERY_EVERY };
        let progress = self.needs_progress(state) && self.query.is_due(every);
        for (asked, due) in
            [(&mut self.router, router), (&mut self.target, target), (&mut self.query, progress)]
        {
            if due {
                asked.now();
            }
        }
        Due { router, target, progress }
    }

    pub(super) fn described(&mut self, side: Side) {
        match side {
            Side::Router => self.router.under_way = false,
            Side::Target => self.target.under_way = false,
        }
    }

    pub(super) fn answered(&mut self, position: i64, well: bool) {
        self.query.under_way = false;
        self.last_query_failed = !well;
        if well {
            self.told_at = Some(position);
        }
    }

    /// No question about the target is open.
    pub(super) fn is_quiet(&self, state: &State) -> bool {
        !self.query.under_way && (self.last_query_failed || !self.needs_progress(state))
    }

    /// The target can have something new to say only after something happened in its history.
    fn needs_progress(&self, state: &State) -> bool {
        state.target.as_ref().is_some_and(|target| {
            target.looked
                && !target.lost
                && target.view.picked_up
                && self.told_at != Some(target.view.position())
        })
    }
}

/// An operation that has not started: only Describe knows of its attempts.
fn needs_router(state: &State) -> bool {
    let waiting =
        state.router.operation().is_some_and(|o| o.started_at.is_none() && o.closed.is_none());
    waiting && state.router.closing.is_none()
}

/// An activity that has not ended: only Describe knows of its attempts.
fn needs_target(state: &State) -> bool {
    state.target.as_ref().is_some_and(|target| {
        let open = |status| {
            matches!(status, StepStatus::Pending | StepStatus::Running | StepStatus::Waiting)
        };
        !target.lost
            && target.view.closing.is_none()
            && target.view.steps.iter().any(|step| open(step.status))
    })
}
