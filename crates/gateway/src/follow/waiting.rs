use portico_contract::http::{Step, StepStatus};
use temporalio_common::protos::temporal::api::enums::v1::PendingNexusOperationState;
use temporalio_common::protos::temporal::api::workflow::v1::PendingNexusOperationInfo;

use super::router_view::{RouterView, TaskFailure};
use super::state::Lateness;
use super::target_view::TargetView;
use crate::temporal::{rfc3339, sentence};

/// What is known when somebody asks what a run is waiting for.
pub(super) struct Situation<'a> {
    /// How people call the team.
    pub(super) team: &'a str,
    /// What the gateway serves, as `portico topology` calls it.
    pub(super) environment: &'a str,
    pub(super) router: &'a RouterView,
    /// Describe's word on the operation that has not started.
    pub(super) pending: Option<&'a PendingNexusOperationInfo>,
    pub(super) target: Option<&'a TargetView>,
    pub(super) late: Lateness,
    /// The signal the config names, where this input needs it.
    pub(super) signal: Option<&'a str>,
}

/// One sentence about what a run is waiting for; `None` = it is getting on by itself.
pub(super) fn waiting_for(situation: &Situation<'_>) -> Option<String> {
    let Situation { team, router, pending, target, .. } = situation;
    if router.closing.is_some() {
        return None;
    }
    if router.operations.is_empty() {
        if let Some(failure) = &router.task_failure {
            return Some(router_task(situation, failure));
        }
        return situation
            .late
            .router
            .then(|| "the router worker has not taken this run yet".to_owned());
    }
    let Some(target) = target else {
        return pending.and_then(|pending| handler(team, pending));
    };
    if target.closing.is_some() {
        return None;
    }
    if let Some(failure) = &target.task_failure {
        return Some(format!("the worker of {team} cannot go on: {failure}"));
    }
    if situation.late.target {
        return Some(format!(
            "the worker of {team} is not answering: its workflow worker has not taken this run yet"
        ));
    }
    if let Some(signal) =
        situation.signal.filter(|signal| target.is_idle() && !target.got_signal(signal))
    {
        return Some(format!("waits for signal {signal}"));
    }
    target.steps.iter().find_map(retried_activity)
}

/// A router that cannot schedule its operation. Temporal lets it try again and again, so it goes on by itself.
fn router_task(situation: &Situation<'_>, failure: &TaskFailure) -> String {
    let TaskFailure { endpoint_refused, message } = failure;
    if !endpoint_refused {
        return format!("the router worker cannot go on: {message}");
    }
    let endpoint = situation.router.input.as_ref().map(|input| input.nexus_endpoint.as_str());
    format!(
        "Temporal lets no call through to {}, Nexus endpoint {} ({message}): an operator creates it, or opens it to the \
         router's namespace, with the lines that `portico topology --environment {}` prints; the run then goes on by itself",
        situation.team,
        endpoint.unwrap_or_default(),
        situation.environment,
    )
}

/// The team's Nexus handler, by what became of the attempts to reach it.
fn handler(team: &str, pending: &PendingNexusOperationInfo) -> Option<String> {
    let next = pending.next_attempt_schedule_time.map(rfc3339);
    let failure = pending.last_attempt_failure.as_ref().map(sentence);
    match (pending.state(), failure) {
        (PendingNexusOperationState::Blocked, _) => Some(format!(
            "{team} is not answering: calls are held back for a while ({})",
            pending.blocked_reason
        )),
        (PendingNexusOperationState::BackingOff, Some(failure)) => {
            let next = next.map_or_else(String::new, |at| format!(", next attempt at {at}"));
            Some(format!(
                "{team} is not answering: attempt {} failed with {failure}{next}",
                pending.attempt
            ))
        }
        (PendingNexusOperationState::Scheduled, Some(failure)) => Some(format!(
            "{team} is not answering: the last attempt failed with {failure}, attempt {} is under way",
            pending.attempt.saturating_add(1)
        )),
        (PendingNexusOperationState::Scheduled, None) => {
            Some(format!("waits for {team} to take this run"))
        }
        _ => None,
    }
}

fn retried_activity(step: &Step) -> Option<String> {
    let failure = step.last_failure.as_ref().filter(|_| step.closed_at.is_none())?;
    let Step { title, attempt, .. } = step;
    match (&step.next_attempt_at, step.status) {
        (Some(at), _) => Some(format!("{title} failed with {failure}, attempt {attempt} at {at}")),
        (None, StepStatus::Running | StepStatus::Pending) => {
            Some(format!("{title} failed with {failure}, attempt {attempt} is under way"))
        }
        _ => None,
    }
}
