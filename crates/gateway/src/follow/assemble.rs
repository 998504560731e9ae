use portico_contract::http::{Run, RunStatus};
use portico_contract::nexus::{AlreadyRunning, WORKFLOW_ALREADY_CLOSED, WORKFLOW_ALREADY_RUNNING};

use super::closing::Closing;
use super::links::{from_templates, temporal_ui};
use super::scrub::scrub_run;
use super::state::{About, Lateness, State};
use super::target_view::awaited_signal;
use super::waiting::{Situation, waiting_for};
use crate::catalog::Entry;
use crate::settings::Settings;
use crate::temporal::{rfc3339, rfc3339_of_micros, sentence};

/// The whole run as the API shows it; `None` = this is no router of ours.
pub(super) fn assemble(
    state: &State,
    about: &About,
    settings: &Settings,
    late: Lateness,
) -> Option<Run> {
    let State { router, target, .. } = state;
    let input = router.input.as_ref()?;
    let entry = about.entry.as_deref();
    let environment = settings.environment.as_str();
    let waiting_for = waiting_for(&situation(state, about, environment, late));
    let mut run = Run {
        workflow_id: state.workflow_id.clone(),
        run_id: state.run_id.clone(),
        namespace: entry
            .map(|entry| &entry.namespace)
            .or(router.memo.as_ref().map(|memo| &memo.namespace))
            .unwrap_or(&input.namespace)
            .clone(),
        workflow_type: input.workflow_type.clone(),
        name: entry.map_or(&input.workflow_type, |entry| &entry.name).clone(),
        environment: environment.to_owned(),
        status: router.closing.as_ref().map_or(RunStatus::Running, |closing| closing.status),
        requester: input.requester_email.clone(),
        requester_verified: false,
        started_at: rfc3339_of_micros(router.started_at),
        closed_at: router.closing.as_ref().map(|closing| rfc3339_of_micros(closing.at)),
        cancel_requested_at: router.cancel_requested_at.map(rfc3339_of_micros),
        dry_run: about.dry_run,
        input: about.masked_input.clone(),
        input_hash: about.input_hash.clone(),
        result: router.closing.as_ref().and_then(|closing| closing.result.clone()),
        failure: router.closing.as_ref().and_then(|closing| closing.failure.clone()),
        target: target.as_ref().map(|target| target.target.clone()),
        steps: router.steps(),
        progress: state.progress.clone(),
        approval: None,
        links: temporal_links(state, settings),
        note: note(state),
        waiting_for,
        forgotten_at: None,
    };
    if let Some(row) = state.row.as_ref().filter(|row| row.proves(&run)) {
        run.requester.clone_from(&row.requester);
        run.requester_verified = true;
    }
    if let (Some(pending), Some(step)) =
        (&state.pending, run.steps.last_mut().filter(|s| s.closed_at.is_none()))
    {
        step.attempt = u32::try_from(pending.attempt).unwrap_or(1).max(1);
        step.last_failure = pending.last_attempt_failure.as_ref().map(sentence);
        step.next_attempt_at = pending.next_attempt_schedule_time.map(rfc3339);
    }
    if let Some(target) = target {
        run.steps.extend(target.view.steps.iter().cloned());
    }
    if let (Some(signal), Some(target)) = (&about.signal, target)
        && router.closing.is_none()
        && target.view.is_idle()
        && !target.view.got_signal(signal)
    {
        run.steps.push(awaited_signal(signal));
    }
    let of_the_config = from_templates(&about.links, &run);
    run.links.extend(of_the_config);
    scrub_run(&mut run, &about.secrets);
    Some(run)
}

fn situation<'a>(
    state: &'a State,
    about: &'a About,
    environment: &'a str,
    late: Lateness,
) -> Situation<'a> {
    let input = state.router.input.as_ref();
    let team = about.entry.as_deref().map(Entry::team_name);
    Situation {
        team: team.or(input.map(|input| input.namespace.as_str())).unwrap_or_default(),
        environment,
        router: &state.router,
        pending: state.pending.as_ref(),
        target: state.target.as_ref().map(|target| &target.view),
        late,
        signal: about.signal.as_deref(),
    }
}

/// Where Temporal's own UI shows the run and what it is linked to.
fn temporal_links(state: &State, settings: &Settings) -> Vec<portico_contract::http::RunLink> {
    let target = state.target.as_ref().map(|target| &target.target);
    let mut links = Vec::new();
    if let Some(ui) = &settings.temporal_ui {
        let namespace = settings.router_namespace();
        links.push(temporal_ui(ui, "Temporal", namespace, &state.workflow_id, Some(&state.run_id)));
        if let Some(target) = target {
            let title = format!("Temporal, {}", target.namespace);
            links.push(temporal_ui(
                ui,
                &title,
                &target.namespace,
                &target.workflow_id,
                target.run_id.as_deref(),
            ));
        }
        if let Some((title, other)) = state.router.closing.as_ref().and_then(holder) {
            links.push(temporal_ui(
                ui,
                title,
                &other.namespace,
                &other.workflow_id,
                Some(&other.run_id),
            ));
        }
    }
    links
}

/// The run that holds the target's id, where that is why this one failed, and what to call it.
fn holder(closing: &Closing) -> Option<(&'static str, AlreadyRunning)> {
    let mut failure = closing.failure.as_ref()?;
    loop {
        let title = match failure.r#type.as_deref() {
            Some(WORKFLOW_ALREADY_RUNNING) => Some("The run that is under way"),
            Some(WORKFLOW_ALREADY_CLOSED) => Some("The run that had this id"),
            _ => None,
        };
        if let Some(title) = title {
            return Some((title, serde_json::from_value(failure.details.clone()?).ok()?));
        }
        failure = failure.cause.as_deref()?;
    }
}

fn note(state: &State) -> Option<String> {
    if state.router_trouble {
        return Some(
            "Temporal does not answer at the moment: this is the last that is known".to_owned(),
        );
    }
    let target = state.target.as_ref()?;
    if target.lost {
        return Some(
            "the history of the team's workflow cannot be read: its steps are not shown".to_owned(),
        );
    }
    let left_out = target.view.steps.left_out;
    (left_out > 0).then(|| format!("{left_out} earlier steps are left out"))
}

#[cfg(test)]
mod tests {
    use portico_contract::http::Failure;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(kind: &str, expect: Option<&str>) {
        let cause = Failure {
            message: String::new(),
            r#type: Some(kind.into()),
            details: Some(json!({ "namespace": "n", "workflow_id": "w", "run_id": "r" })),
            cause: None,
        };
        let failure = Failure {
            message: String::new(),
            r#type: None,
            details: None,
            cause: Some(Box::new(cause)),
        };
        let status = RunStatus::Failed;
        let failure = Some(failure);
        let closing = Closing { status, at: 0, result: None, failure, next_run: None };
        let found = holder(&closing);
        assert_eq!(found.as_ref().map(|(title, _)| *title), expect);
        assert!(found.is_none_or(|(_, run)| run.run_id == "r"));
    }

    #[test]
    fn a_run_that_was_refused_leads_to_the_one_that_has_its_id() {
        check("WorkflowAlreadyRunning", Some("The run that is under way"));
        check("WorkflowAlreadyClosed", Some("The run that had this id"));
        check("SomethingElse", None);
    }
}
