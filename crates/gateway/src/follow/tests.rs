//! From events to steps, on events made here and on stored histories of real runs.

use std::path::{Path, PathBuf};

use portico_contract::http::Step;
use temporalio_common::protos::temporal::api::common::v1::ActivityType;
use temporalio_common::protos::temporal::api::enums::v1::{
    PendingNexusOperationState, WorkflowTaskFailedCause,
};
use temporalio_common::protos::temporal::api::failure::v1::Failure;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::history::v1::*;
use temporalio_common::protos::temporal::api::sdk::v1::UserMetadata;
use temporalio_common::protos::temporal::api::workflow::v1::{
    PendingActivityInfo, PendingNexusOperationInfo,
};

use super::router_view::RouterView;
use super::state::Lateness;
use super::target_view::TargetView;
use super::waiting::{Situation, waiting_for};
use crate::temporal::json_payload;

fn lines<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Vec<String> {
    let line = |step: &Step| {
        let failure =
            step.last_failure.as_ref().map_or_else(String::new, |failure| format!(", {failure}"));
        format!("{}: {} {}{failure}", step.title, step.status.as_str(), step.attempt)
    };
    steps.into_iter().map(line).collect()
}

fn event(id: i64, attributes: Attributes) -> HistoryEvent {
    let event_time = Some(prost_wkt_types::Timestamp { seconds: id, nanos: 0 });
    HistoryEvent { event_id: id, event_time, attributes: Some(attributes), ..Default::default() }
}

#[expect(clippy::unnecessary_wraps, reason = "the events hold options")]
fn failure(message: &str) -> Option<Failure> {
    Some(Failure { message: message.to_owned(), ..Default::default() })
}

fn activity(id: i64, kind: &str, summary: Option<&str>) -> HistoryEvent {
    let attributes = ActivityTaskScheduledEventAttributes {
        activity_id: id.to_string(),
        activity_type: Some(ActivityType { name: kind.to_owned() }),
        ..Default::default()
    };
    let summary = summary.map(|summary| json_payload(&summary).unwrap());
    HistoryEvent {
        user_metadata: Some(UserMetadata { summary, details: None }),
        ..event(id, Attributes::ActivityTaskScheduledEventAttributes(attributes))
    }
}

fn target(events: &[HistoryEvent]) -> TargetView {
    let mut view = TargetView::default();
    events.iter().for_each(|event| view.apply(event));
    view
}

#[test]
fn activities_timers_and_signals_are_steps() {
    let view = target(&[
        event(1, Attributes::WorkflowExecutionStartedEventAttributes(Default::default())),
        activity(2, "CopyTable", Some("Copy the table")),
        activity(3, "CountRows", None),
        activity(4, "DropTable", Some(" ")),
        event(
            5,
            Attributes::ActivityTaskStartedEventAttributes(ActivityTaskStartedEventAttributes {
                scheduled_event_id: 2,
                attempt: 3,
                last_failure: failure("timed out"),
                ..Default::default()
            }),
        ),
        event(
            6,
            Attributes::ActivityTaskCompletedEventAttributes(
                ActivityTaskCompletedEventAttributes {
                    scheduled_event_id: 2,
                    ..Default::default()
                },
            ),
        ),
        event(
            7,
            Attributes::ActivityTaskFailedEventAttributes(ActivityTaskFailedEventAttributes {
                scheduled_event_id: 3,
                failure: failure("no such table"),
                ..Default::default()
            }),
        ),
        event(8, Attributes::TimerStartedEventAttributes(Default::default())),
        event(
            9,
            Attributes::WorkflowExecutionSignaledEventAttributes(
                WorkflowExecutionSignaledEventAttributes {
                    signal_name: "go".to_owned(),
                    ..Default::default()
                },
            ),
        ),
        event(
            10,
            Attributes::TimerCanceledEventAttributes(TimerCanceledEventAttributes {
                started_event_id: 8,
                ..Default::default()
            }),
        ),
    ]);
    assert_eq!(
        lines(view.steps.iter()),
        [
            "Copy the table: completed 3, timed out",
            "CountRows: failed 1, no such table",
            "DropTable: pending 1",
            "Timer: canceled 1",
            "Signal go: completed 1",
        ]
    );
    assert!(view.got_signal("go") && !view.got_signal("stop"));
    assert_eq!(view.position(), 10);
}

#[test]
fn describe_adds_the_attempts_of_what_has_not_ended() {
    let mut view = target(&[activity(1, "CopyTable", None), activity(2, "DropTable", None)]);
    view.describe(&[PendingActivityInfo {
        activity_id: "1".to_owned(),
        attempt: 4,
        last_failure: failure("throttled"),
        next_attempt_schedule_time: Some(prost_wkt_types::Timestamp { seconds: 60, nanos: 0 }),
        ..Default::default()
    }]);
    assert_eq!(
        lines(view.steps.iter()),
        ["CopyTable: waiting 4, throttled", "DropTable: pending 1"]
    );
}

#[test]
fn an_end_ends_every_step() {
    let mut events = vec![activity(1, "CopyTable", None)];
    events
        .push(event(2, Attributes::WorkflowExecutionTerminatedEventAttributes(Default::default())));
    assert_eq!(lines(target(&events).steps.iter()), ["CopyTable: terminated 1"]);
}

#[test]
fn a_target_that_continues_as_new_keeps_its_steps_and_counts_on() {
    let continued = WorkflowExecutionContinuedAsNewEventAttributes {
        new_execution_run_id: "next".to_owned(),
        ..Default::default()
    };
    let view = target(&[
        event(1, Attributes::WorkflowExecutionStartedEventAttributes(Default::default())),
        activity(2, "CopyTable", None),
        event(3, Attributes::WorkflowExecutionContinuedAsNewEventAttributes(continued)),
        event(1, Attributes::WorkflowExecutionStartedEventAttributes(Default::default())),
        activity(2, "DropTable", None),
    ]);
    assert_eq!(lines(view.steps.iter()), ["CopyTable: canceled 1", "DropTable: pending 1"]);
    assert_eq!((view.position(), view.is_over()), (5, false));
}

#[test]
fn long_histories_show_their_latest_steps() {
    let events: Vec<HistoryEvent> = (1..=600)
        .map(|id| {
            event(
                id,
                Attributes::WorkflowExecutionSignaledEventAttributes(
                    WorkflowExecutionSignaledEventAttributes {
                        signal_name: id.to_string(),
                        ..Default::default()
                    },
                ),
            )
        })
        .collect();
    let view = target(&events);
    assert_eq!((view.steps.iter().count(), view.steps.left_out), (500, 100));
    assert_eq!(lines(view.steps.iter()).last().unwrap(), "Signal 600: completed 1");
}

#[test]
fn a_handler_that_does_not_answer_is_named() {
    let mut router = RouterView::default();
    let scheduled =
        NexusOperationScheduledEventAttributes { endpoint: "one".to_owned(), ..Default::default() };
    router.apply(&event(5, Attributes::NexusOperationScheduledEventAttributes(scheduled)));
    let next = Some(prost_wkt_types::Timestamp { seconds: 1_700_000_000, nanos: 0 });
    let said: Vec<Option<String>> = [
        (PendingNexusOperationState::Scheduled, 1, None, ""),
        (PendingNexusOperationState::BackingOff, 3, failure("upstream timeout"), ""),
        (PendingNexusOperationState::Scheduled, 3, failure("upstream timeout"), ""),
        (PendingNexusOperationState::Blocked, 5, None, "The circuit breaker is open."),
        (PendingNexusOperationState::Started, 1, None, ""),
    ]
    .into_iter()
    .map(|(state, attempt, last_attempt_failure, blocked_reason)| {
        let pending = PendingNexusOperationInfo {
            state: state as i32,
            attempt,
            last_attempt_failure,
            blocked_reason: blocked_reason.to_owned(),
            next_attempt_schedule_time: next,
            ..Default::default()
        };
        waiting_for(&Situation {
            team: "cloud-ops",
            environment: "local",
            router: &router,
            pending: Some(&pending),
            target: None,
            late: Lateness::default(),
            signal: None,
        })
    })
    .collect();
    assert_eq!(
        said.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [
            Some("waits for cloud-ops to take this run"),
            Some(
                "cloud-ops is not answering: attempt 3 failed with upstream timeout, next attempt at 2023-11-14T22:13:20.000Z"
            ),
            Some(
                "cloud-ops is not answering: the last attempt failed with upstream timeout, attempt 4 is under way"
            ),
            Some(
                "cloud-ops is not answering: calls are held back for a while (The circuit breaker is open.)"
            ),
            None,
        ]
    );
}

#[test]
fn a_router_whose_task_fails_says_why_until_one_succeeds() {
    let failed = |cause: WorkflowTaskFailedCause, message: &str| {
        let attributes = WorkflowTaskFailedEventAttributes {
            cause: cause as i32,
            failure: failure(message),
            ..Default::default()
        };
        event(4, Attributes::WorkflowTaskFailedEventAttributes(attributes))
    };
    let mut router = RouterView::default();
    let said = |router: &RouterView| {
        waiting_for(&Situation {
            team: "cloud-ops",
            environment: "prod",
            router,
            pending: None,
            target: None,
            late: Lateness { router: true, target: false },
            signal: None,
        })
        .unwrap()
    };
    let refused = "BadScheduleNexusOperationAttributes: endpoint \"one\" not found";
    router.apply(&failed(WorkflowTaskFailedCause::BadScheduleNexusOperationAttributes, refused));
    let text = said(&router);
    assert!(text.contains("(endpoint \"one\" not found): an operator creates it"), "{text}");
    assert!(text.contains("`portico topology --environment prod`"), "{text}");
    assert_eq!(lines(&router.steps()), ["RouterWorkflow: waiting 1, endpoint \"one\" not found"]);
    router.apply(&failed(WorkflowTaskFailedCause::NonDeterministicError, "changed code"));
    assert_eq!(said(&router), "the router worker cannot go on: changed code");
    router.apply(&failed(WorkflowTaskFailedCause::UnhandledCommand, ""));
    assert_eq!(
        said(&router),
        "the router worker cannot go on: WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND"
    );
    router.apply(&event(7, Attributes::WorkflowTaskCompletedEventAttributes(Default::default())));
    assert_eq!(lines(&router.steps()), ["RouterWorkflow: running 1"]);
}

/// Every stored history below a folder.
fn stored(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            stored(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Vec<HistoryEvent> {
    serde_json::from_slice::<History>(&std::fs::read(path).unwrap()).unwrap().events
}

#[test]
fn stored_targets_have_titles_and_end_with_their_workflow() {
    let teams = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../teams");
    let mut paths = Vec::new();
    for team in std::fs::read_dir(teams).unwrap() {
        let histories = team.unwrap().path().join("tests/histories");
        if histories.is_dir() {
            stored(&histories, &mut paths);
        }
    }
    assert!(!paths.is_empty());
    for path in paths {
        let events = read(&path);
        let view = target(&events);
        assert_eq!(view.position(), events.len() as i64, "{}", path.display());
        for step in view.steps.iter() {
            assert!(!step.title.is_empty() && step.attempt > 0, "{}: {step:?}", path.display());
            assert!(!view.is_over() || step.closed_at.is_some(), "{}: {step:?}", path.display());
        }
    }
}

#[test]
fn stored_routers_show_the_two_first_lanes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../worker/tests/histories");
    let mut paths = Vec::new();
    stored(&folder, &mut paths);
    // Those of the router: what asks for a field's choices is nobody's run.
    let of_options = |path: &PathBuf| {
        path.file_stem().is_some_and(|n| n.to_string_lossy().starts_with("options-"))
    };
    paths.retain(|path| !of_options(path));
    paths.sort();
    let mut seen = String::new();
    for path in paths {
        let mut view = RouterView::default();
        read(&path).iter().for_each(|event| view.apply(event));
        let name = path.file_stem().unwrap().to_string_lossy();
        let status = view.closing.as_ref().map_or("running", |closing| closing.status.as_str());
        let statuses: Vec<&str> = view.steps().iter().map(|step| step.status.as_str()).collect();
        let target = if view.operation().is_some_and(|o| o.target.is_some()) {
            "target"
        } else {
            "no target"
        };
        seen.push_str(&format!("{name}: {status}, {}, {target}\n", statuses.join(" ")));
    }
    insta::assert_snapshot!(seen, @r"
    cancel: canceled, completed completed, target
    failure-in-activity: failed, completed completed, target
    failure: failed, completed completed, target
    long-wait: running, completed completed, target
    refused-cancel: completed, completed completed, target
    refused: failed, completed failed, no target
    success-bytes: completed, completed completed, target
    success: completed, completed completed, target
    sync-result: completed, completed completed, no target
    ");
}
