//! The three places a run passes through, each with its status.

use leptos::prelude::*;
use portico_contract::http::{Lane, Run, Step, StepStatus};

use super::{Live, SCOPE, part};
use crate::ui::status::status_icon;
use crate::ui::time::{duration, millis};

#[derive(Clone, Debug, Default, PartialEq)]
struct Hop {
    place: &'static str,
    name: String,
    sub: String,
    status: &'static str,
    started: Option<f64>,
    closed: Option<f64>,
}

/// Gateway, Nexus endpoint, team namespace.
pub fn hops(live: Live, clock: Signal<f64>) -> AnyView {
    let hops = part(live, three);
    let one = move |hop: Hop| {
        let (started, closed) = (hop.started, hop.closed);
        let time = move || started.map(|s| duration(closed.unwrap_or_else(|| clock.get()) - s));
        view! {
            class = SCOPE,
            <li class="hop" data-status=hop.status>
                <span class="row row--apart tiny faint hop__line">
                    <span class="clip">{hop.place}</span>
                    <span class="hop__status">{status_icon(hop.status)}</span>
                </span>
                <strong class="clip" title=hop.name.clone()>
                    {hop.name.clone()}
                </strong>
                <span class="row row--apart tiny dim hop__line">
                    <span class="clip" title=hop.sub.clone()>
                        {hop.sub.clone()}
                    </span>
                    <span class="num hop__time">{time}</span>
                </span>
            </li>
        }
    };
    view! { <ol class="hops">{move || hops.get().into_iter().map(one).collect_view()}</ol> }
        .into_any()
}

fn three(run: &Run) -> Vec<Hop> {
    let hop = |lane, place, name: String, sub: String| {
        let steps: Vec<&Step> = run.steps.iter().filter(|s| s.lane == lane).collect();
        Hop {
            place,
            name,
            sub,
            status: status(run, lane, &steps),
            started: steps.iter().filter_map(|s| millis(s.started_at.as_deref()?)).reduce(f64::min),
            closed: if steps.iter().all(|s| s.closed_at.is_some()) {
                steps.iter().filter_map(|s| millis(s.closed_at.as_deref()?)).reduce(f64::max)
            } else {
                run.closed_at.as_deref().and_then(millis)
            },
        }
    };
    let target = run.target.as_ref();
    let (name, sub) = match target {
        Some(target) => (target.namespace.clone(), target.workflow_id.clone()),
        None if run.closed_at.is_some() => (run.namespace.clone(), "no workflow to follow".into()),
        None => (run.namespace.clone(), "not started yet".into()),
    };
    vec![
        hop(Lane::Gateway, "Gateway", run.environment.clone(), run.workflow_id.clone()),
        hop(Lane::Nexus, "Nexus operation", run.workflow_type.clone(), nexus_title(run)),
        hop(Lane::Target, "Team namespace", name, sub),
    ]
}

fn nexus_title(run: &Run) -> String {
    run.steps.iter().find(|s| s.lane == Lane::Nexus).map(|s| s.title.clone()).unwrap_or_default()
}

/// The worst open step speaks for a lane; a lane without steps has not begun, or cannot be read.
fn status(run: &Run, lane: Lane, steps: &[&Step]) -> &'static str {
    if steps.is_empty() {
        return match lane {
            Lane::Gateway => run.status.as_str(),
            _ if run.status.is_closed() && (lane == Lane::Nexus || run.target.is_some()) => {
                run.status.as_str()
            }
            _ if run.target.is_some() => "running",
            _ => "pending",
        };
    }
    let open =
        [StepStatus::Failed, StepStatus::TimedOut, StepStatus::Terminated, StepStatus::Canceled];
    // A failed step that was followed by others did not end the lane.
    let last = steps[steps.len() - 1].status;
    if open.contains(&last) {
        return last.as_str();
    }
    for wanted in [StepStatus::Waiting, StepStatus::Running, StepStatus::Pending] {
        if !run.status.is_closed() && steps.iter().any(|s| s.status == wanted) {
            return wanted.as_str();
        }
    }
    // A workflow that ends between two activities leaves no step that says how.
    if lane == Lane::Target && last == StepStatus::Completed && run.status.is_closed() {
        return run.status.as_str();
    }
    last.as_str()
}

#[cfg(test)]
mod tests {
    use portico_contract::http::RunStatus;

    use super::*;

    fn step(lane: Lane, status: StepStatus) -> Step {
        Step {
            lane,
            title: "t".into(),
            status,
            started_at: None,
            closed_at: None,
            attempt: 1,
            last_failure: None,
            next_attempt_at: None,
        }
    }

    #[test]
    fn the_last_word_of_a_lane() {
        use StepStatus::{Completed, Failed, Pending, Running, Waiting};
        let run = |status: RunStatus| -> Run {
            serde_json::from_value(serde_json::json!({
                "workflow_id": "w", "run_id": "r", "namespace": "n", "workflow_type": "T", "name": "N", "environment": "local",
                "status": status, "requester": "a", "requester_verified": true, "started_at": "", "closed_at": null,
                "cancel_requested_at": null, "dry_run": false, "input": {}, "input_hash": "", "result": null, "failure": null,
                "target": null, "steps": [], "progress": null, "approval": null, "links": []
            }))
            .unwrap()
        };
        for (of_run, steps, expected) in [
            (RunStatus::Running, vec![], "pending"),
            (RunStatus::Running, vec![Completed, Running], "running"),
            (RunStatus::Running, vec![Completed, Waiting, Pending], "waiting"),
            (RunStatus::Running, vec![Failed, Running], "running"),
            (RunStatus::Failed, vec![Completed, Failed], "failed"),
            (RunStatus::Completed, vec![Failed, Completed], "completed"),
            (RunStatus::Canceled, vec![Completed, Completed], "canceled"),
        ] {
            let steps: Vec<Step> = steps.into_iter().map(|s| step(Lane::Target, s)).collect();
            let steps: Vec<&Step> = steps.iter().collect();
            assert_eq!(status(&run(of_run), Lane::Target, &steps), expected, "{steps:?}");
        }
    }
}
