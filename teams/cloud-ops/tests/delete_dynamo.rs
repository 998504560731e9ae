use portico_testkit::until;
use serde_json::{Value, json};

use crate::support::{Outcome, Team, has, steps};

pub(crate) const WORKFLOW: &str = "DeleteDynamoWorkflow";

/// A table that may be deleted.
pub(crate) fn input() -> Value {
    json!({
        "aws_account_name": "infra-test",
        "aws_region": "us-east-1",
        "table_name": "tracker-sessions",
        "repo_name": "example/tracker",
    })
}

fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut input = input();
    input[key] = value.into();
    input
}

#[tokio::test]
async fn the_table_is_backed_up_and_gone() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    let result = run.outcome().await.result();
    insta::assert_snapshot!(result.to_string(), @r#"{"aws_account_name":"infra-test","aws_region":"us-east-1","table_name":"tracker-sessions","deleted":true,"items":431838,"backup":"tracker-sessions-final"}"#);
    insta::assert_snapshot!(steps(&run.events().await), @r"
    Find tracker-sessions in infra-test, us-east-1
    Lock tracker-sessions
    Back up tracker-sessions
    Delete tracker-sessions
    Release the lock
    ");
    insta::assert_snapshot!(team.changes(&run, &before).await, @r#"
    - dynamodb_tables ["infra-test","us-east-1","tracker-sessions",431838,177917256,0]
    + dynamodb_backups ["RUN","infra-test","us-east-1","tracker-sessions",431838,"AVAILABLE"]
    + journal ["RUN","delete table","{\"repo_name\":\"example/tracker\"}"]
    "#);
    assert_eq!(
        run.progress().await,
        json!({ "done": 5, "total": 5, "message": "tracker-sessions is deleted" })
    );
    run.keep("delete-dynamo/success").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_table_that_does_not_exist_is_refused() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, with("table_name", "tracker-sesions")).await;
    let (failure, details) = run.outcome().await.failure();
    insta::assert_snapshot!(failure, @"TableNotFound: there is no table tracker-sesions in infra-test, us-east-1; did you mean tracker-sessions?");
    insta::assert_snapshot!(details.to_string(), @r#"{"aws_account_name":"infra-test","aws_region":"us-east-1","table_name":"tracker-sesions","similar":["tracker-sessions"]}"#);
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("delete-dynamo/failure").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_protected_table_is_refused() {
    let (team, worker) = Team::with_worker().await;
    let run = team.start(WORKFLOW, with("aws_account_name", "infra-prod")).await;
    let (failure, _) = run.outcome().await.failure();
    insta::assert_snapshot!(failure, @"DeletionProtected: tracker-sessions in infra-prod, us-east-1 is protected from deletion; have its owners lift the protection, then start again");
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, with("dry_run", true)).await;
    let result = run.outcome().await.result();
    assert_eq!(result["deleted"], json!(false));
    assert_eq!(result["backup"], Value::Null);
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("delete-dynamo/dry-run").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn cancelled_while_backing_up_it_leaves_everything_as_it_was() {
    let (team, worker) = Team::with_worker().await;
    team.hold("BackUpDynamoTable").await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    until(async || has(team.changes(&run, &before).await, "CREATING")).await;
    run.cancel().await;
    assert_eq!(run.outcome().await, Outcome::Canceled);
    assert_eq!(team.changes(&run, &before).await, "");
    insta::assert_snapshot!(steps(&run.events().await), @r"
    Find tracker-sessions in infra-test, us-east-1
    Lock tracker-sessions
    Back up tracker-sessions
    Clean up: discard the backup, release the lock
    ");
    run.keep("delete-dynamo/cancel").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_failure_after_the_backup_discards_it() {
    let (team, worker) = Team::with_worker().await;
    team.hold("DeleteDynamoTable").await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    until(async || has(team.changes(&run, &before).await, "AVAILABLE")).await;
    team.execute(
        "UPDATE dynamodb_tables SET deletion_protection = 1 WHERE name = 'tracker-sessions'",
    )
    .await;
    let before = team.rows().await;
    team.let_go().await;
    let (failure, _) = run.outcome().await.failure();
    assert!(failure.starts_with("DeletionProtected"), "{failure}");
    insta::assert_snapshot!(team.changes(&run, &before).await, @r#"
    - dynamodb_backups ["RUN","infra-test","us-east-1","tracker-sessions",431838,"AVAILABLE"]
    - pace ["DeleteDynamoTable",3600000]
    - resource_locks ["dynamodb/infra-test/us-east-1/tracker-sessions","RUN","WORKFLOW"]
    "#);
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn one_run_at_a_time_changes_a_table() {
    let (team, worker) = Team::with_worker().await;
    team.hold("BackUpDynamoTable").await;
    let before = team.rows().await;
    let first = team.start(WORKFLOW, input()).await;
    until(async || has(team.changes(&first, &before).await, "resource_locks")).await;
    let second = team.start(WORKFLOW, input()).await;
    let (failure, details) = second.outcome().await.failure();
    let holder = first.workflow_id();
    assert_eq!(
        failure,
        format!(
            "ResourceLocked: dynamodb/infra-test/us-east-1/tracker-sessions is being changed by run {holder}; \
             wait until it ends, or cancel it, and start again"
        )
    );
    assert_eq!(details["run_id"], json!(first.run_id()));
    team.let_go().await;
    assert_eq!(first.outcome().await.result()["deleted"], json!(true));
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_terminated_run_holds_no_lock() {
    let (team, worker) = Team::with_worker().await;
    team.hold("BackUpDynamoTable").await;
    let before = team.rows().await;
    let first = team.start(WORKFLOW, input()).await;
    until(async || has(team.changes(&first, &before).await, "resource_locks")).await;
    first.terminate().await;
    team.let_go().await;
    let second = team.start(WORKFLOW, input()).await;
    assert_eq!(second.outcome().await.result()["deleted"], json!(true));
    worker.stop().await.unwrap();
}
