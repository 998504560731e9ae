use portico_testkit::until;
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::enums::v1::EventType;

use crate::support::{Outcome, Run, Team, has, steps};

pub(crate) const WORKFLOW: &str = "ResizeRDSWorkflow";

/// A resize that can be planned.
pub(crate) fn input() -> Value {
    json!({
        "aws_account_name": "infra-test",
        "aws_region": "us-east-1",
        "rds_identifier": "infra-test-tracker-db-stage-1",
        "size": { "instance_class": "db.r6g.xlarge", "storage_gib": 200 },
        "reason": "CPU above 80 % for a week",
        "requested_by": "dev@example.com",
        "watchers": ["oncall@example.com"],
    })
}

/// Waits until the run waits for its confirmation.
pub(crate) async fn waits_for_confirmation(run: &Run) {
    until(async || {
        let progress = run.progress().await;
        let message = progress["message"].as_str();
        let waits = message.is_some_and(|text| text.starts_with("Waits for signal"));
        if waits { Ok(()) } else { Err(progress) }
    })
    .await;
}

#[tokio::test]
async fn confirmed_the_instance_gets_its_size() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    waits_for_confirmation(&run).await;
    insta::assert_snapshot!(run.progress().await.to_string(), @r#"{"done":1,"total":6,"message":"Waits for signal confirm_resize: db.m6g.xlarge, 20 GiB to db.r6g.xlarge, 200 GiB, +82 USD a month, with a restart"}"#);
    assert_eq!(team.changes(&run, &before).await, "");
    run.signal("confirm_resize").await;
    insta::assert_snapshot!(run.outcome().await.result().to_string(), @r#"{"rds_identifier":"infra-test-tracker-db-stage-1","resized":true,"plan":{"from":{"instance_class":"db.m6g.xlarge","storage_gib":20},"to":{"instance_class":"db.r6g.xlarge","storage_gib":200},"usd_per_month_more":82,"downtime":true}}"#);
    insta::assert_snapshot!(steps(&run.events().await), @r"
    Plan the resize of infra-test-tracker-db-stage-1
    Wait at most 24 hours for confirm_resize
    Lock infra-test-tracker-db-stage-1
    Start the change of infra-test-tracker-db-stage-1
    Wait until infra-test-tracker-db-stage-1 has its new size
    Release the lock
    ");
    insta::assert_snapshot!(team.changes(&run, &before).await, @r#"
    - rds_instances ["infra-test","us-east-1","infra-test-tracker-db-stage-1","postgres","16.4","db.m6g.xlarge",20,0,"available"]
    + journal ["RUN","begin resize","{\"requested_by\":\"dev@example.com\",\"reason\":\"CPU above 80 % for a week\",\"change_ticket\":null,\"watchers\":[\"oncall@example.com\"]}"]
    + journal ["RUN","finish resize","{\"requested_by\":\"dev@example.com\",\"reason\":\"CPU above 80 % for a week\",\"change_ticket\":null,\"watchers\":[\"oncall@example.com\"]}"]
    + rds_instances ["infra-test","us-east-1","infra-test-tracker-db-stage-1","postgres","16.4","db.r6g.xlarge",200,0,"available"]
    "#);
    run.keep("resize-rds/success").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_planned_is_refused() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let cases = [
        ("/rds_identifier", json!("infra-test-tracker-db")),
        ("/size/storage_gib", json!(10)),
        ("/budget_usd_per_month", json!(50.5)),
    ];
    let mut failures = Vec::new();
    for (pointer, value) in cases {
        let mut input = input();
        input["budget_usd_per_month"] = json!(5000);
        *input.pointer_mut(pointer).unwrap() = value;
        let run = team.start(WORKFLOW, input).await;
        failures.push(run.outcome().await.failure().0);
        assert_eq!(team.changes(&run, &before).await, "", "{pointer}");
        if pointer == "/rds_identifier" {
            run.keep("resize-rds/failure").await;
        }
    }
    insta::assert_snapshot!(failures.join("\n"), @r"
    InstanceNotFound: there is no RDS instance infra-test-tracker-db in infra-test, us-east-1; check the name, the account and the region
    StorageCannotShrink: infra-test-tracker-db-stage-1 has 20 GiB of storage, which cannot shrink to 10 GiB; ask for at least 20 GiB
    OverBudget: db.r6g.xlarge would cost 82 USD more each month, over the 50.5 USD you allow; choose a smaller class or allow more
    ");
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_dry_run_ends_with_the_plan() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let mut input = input();
    input["dry_run"] = json!(true);
    let run = team.start(WORKFLOW, input).await;
    let result = run.outcome().await.result();
    assert_eq!((&result["resized"], &result["plan"]["downtime"]), (&json!(false), &json!(true)));
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("resize-rds/dry-run").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn it_can_be_cancelled_while_it_waits() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    waits_for_confirmation(&run).await;
    run.keep("resize-rds/waiting").await;
    run.cancel().await;
    assert_eq!(run.outcome().await, Outcome::Canceled);
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("resize-rds/cancel").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn once_confirmed_it_refuses_to_be_cancelled() {
    let (team, worker) = Team::with_worker().await;
    team.hold("FinishRdsResize").await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    run.signal("confirm_resize").await;
    until(async || has(team.changes(&run, &before).await, "modifying")).await;
    run.cancel().await;
    until(async || {
        let events = run.events().await;
        let last_requested = position(&events, EventType::WorkflowExecutionCancelRequested);
        let last_completed = position(&events, EventType::WorkflowTaskCompleted);
        let is_seen = last_requested.is_some() && last_completed > last_requested;
        if is_seen { Ok(()) } else { Err("no workflow task that saw the request") }
    })
    .await;
    team.let_go().await;
    assert_eq!(run.outcome().await.result()["resized"], json!(true));
    run.keep("resize-rds/cancel-refused").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_plan_that_no_longer_fits_is_not_carried_out() {
    let (team, worker) = Team::with_worker().await;
    let run = team.start(WORKFLOW, input()).await;
    waits_for_confirmation(&run).await;
    team.execute(
        "UPDATE rds_instances SET storage_gib = 300 WHERE identifier = 'infra-test-tracker-db-stage-1'",
    )
    .await;
    let before = team.rows().await;
    run.signal("confirm_resize").await;
    let (failure, _) = run.outcome().await.failure();
    insta::assert_snapshot!(failure, @"PlanOutdated: infra-test-tracker-db-stage-1 has changed since the plan was made; start again and confirm the new plan");
    assert_eq!(team.changes(&run, &before).await, "");
    worker.stop().await.unwrap();
}

fn position(
    events: &[temporalio_common::protos::temporal::api::history::v1::HistoryEvent],
    kind: EventType,
) -> Option<usize> {
    events.iter().rposition(|event| event.event_type() == kind)
}
