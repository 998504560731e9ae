//! A worker that is killed, at every point between two steps and between a step's effect and its report.

use portico_testkit::until;
use serde_json::Value;
use temporalio_common::protos::temporal::api::enums::v1::EventType;

use crate::support::{Program, Rows, Run, Team};
use crate::{delete_dynamo, redis_upgrade_valkey, resize_rds, unlock_terraform_lock};

/// Long enough to see a step's effect before the step is reported, and its report before the next effect.
const LATENCY_MS: u64 = 1000;

#[tokio::test]
async fn a_killed_worker_leaves_the_same_rows() {
    tokio::join!(
        killed_everywhere(delete_dynamo::WORKFLOW, delete_dynamo::input(), 5),
        killed_everywhere(resize_rds::WORKFLOW, resize_rds::input(), 5),
        killed_everywhere(redis_upgrade_valkey::WORKFLOW, redis_upgrade_valkey::input(), 7),
        killed_everywhere(unlock_terraform_lock::WORKFLOW, unlock_terraform_lock::input(), 3),
    );
}

/// Runs the workflow of `activities` steps with a worker that is killed whenever something happened, and once
/// without; the results and the rows must be the same.
async fn killed_everywhere(workflow: &str, input: Value, activities: usize) {
    let (undisturbed, worker) = Team::with_worker().await;
    let run = undisturbed.start(workflow, input.clone()).await;
    confirm(&run, workflow).await;
    let expected = (run.outcome().await, rows(&undisturbed, &run).await);
    worker.stop().await.unwrap();

    let team = Team::new().await;
    let run = team.start(workflow, input).await;
    confirm(&run, workflow).await;
    let mut reported_at_kill = Vec::new();
    let mut last = (0, team.rows().await);
    loop {
        let mut worker = Program::start(&team, LATENCY_MS);
        let (closed, now) = until(async || {
            let events = run.events().await;
            let count =
                |kind: EventType| events.iter().filter(|event| event.event_type() == kind).count();
            let closed = count(EventType::WorkflowExecutionCompleted) > 0;
            let now = (count(EventType::ActivityTaskCompleted), team.rows().await);
            if closed || now != last { Ok((closed, now)) } else { Err("nothing new") }
        })
        .await;
        worker.kill();
        if closed {
            break;
        }
        reported_at_kill.push(now.0);
        last = now;
    }
    // Between any two steps: after each report but the last.
    for reported in 1..activities {
        assert!(reported_at_kill.contains(&reported), "{workflow}: {reported_at_kill:?}");
    }
    assert_eq!((run.outcome().await, rows(&team, &run).await), expected, "{workflow}");
}

/// A resize waits for its confirmation; sent early, the signal waits in the run's history.
async fn confirm(run: &Run, workflow: &str) {
    if workflow == resize_rds::WORKFLOW {
        run.signal("confirm_resize").await;
    }
}

async fn rows(team: &Team, run: &Run) -> Rows {
    team.rows().await.without_ids(run.workflow_id(), run.run_id())
}
