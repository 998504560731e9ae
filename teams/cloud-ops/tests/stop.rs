//! A worker that is told to stop.

use portico_testkit::until;
use serde_json::json;
use temporalio_common::protos::temporal::api::enums::v1::EventType;

use crate::support::{Program, Team, steps};
use crate::unlock_terraform_lock;

#[tokio::test]
async fn a_step_under_way_is_finished_before_the_worker_ends() {
    let team = Team::new().await;
    let program = Program::start(&team, 2000);
    let run = team.start(unlock_terraform_lock::WORKFLOW, unlock_terraform_lock::input()).await;
    let before = team.rows().await;
    until(async || {
        let events = run.events().await;
        let reported =
            events.iter().filter(|event| event.event_type() == EventType::ActivityTaskCompleted);
        let (reported, steps) = (reported.count(), steps(&events));
        let has_begun = reported == 2 && steps.contains("Release");
        if has_begun { Ok(()) } else { Err(format!("{reported} reported of:\n{steps}")) }
    })
    .await;
    assert!(program.terminate().await.success());
    assert!(team.changes(&run, &before).await.contains("- terraform_locks"));
    let events = run.events().await;
    let failed = events.iter().any(|event| event.event_type() == EventType::ActivityTaskTimedOut);
    assert!(!failed, "the step should have been reported, not abandoned");

    let program = Program::start(&team, 0);
    assert_eq!(run.outcome().await.result()["released"], json!(true));
    assert!(program.terminate().await.success());
}
