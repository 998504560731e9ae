use portico_testkit::until;
use serde_json::{Value, json};

use crate::support::{Outcome, Team, has, steps};

pub(crate) const WORKFLOW: &str = "UnlockTerraformLockWorkflow";

/// A lock whose job has ended.
pub(crate) fn input() -> Value {
    json!({
        "aws_account_name": "infra-test",
        "state_path": "network/terraform.tfstate",
        "lock_id": "5f1d0c4e-0000-4000-8000-411100000002",
        "reason": "The runner ran out of memory",
    })
}

#[tokio::test]
async fn the_lock_is_released() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    insta::assert_snapshot!(run.outcome().await.result().to_string(), @r#"{"state_path":"network/terraform.tfstate","lock_id":"5f1d0c4e-0000-4000-8000-411100000002","released":true,"holder":"runner@ci-100"}"#);
    let progress = run.progress().await;
    assert_eq!((&progress["done"], &progress["total"]), (&json!(3), &json!(3)));
    insta::assert_snapshot!(steps(&run.events().await), @r"
    Find the lock on network/terraform.tfstate in infra-test
    Check that runner@ci-100 has ended
    Release the lock on network/terraform.tfstate in infra-test
    ");
    insta::assert_snapshot!(team.changes(&run, &before).await, @r#"
    - terraform_locks ["infra-test","network/terraform.tfstate","5f1d0c4e-0000-4000-8000-411100000002","OperationTypeApply","runner@ci-100","finished"]
    + journal ["RUN","release lock","{\"reason\":\"The runner ran out of memory\",\"forced\":false}"]
    "#);
    run.keep("unlock-terraform-lock/success").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn what_must_not_be_released_is_refused() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let cases = [
        ("other/terraform.tfstate", "5f1d0c4e-0000-4000-8000-411100000002"),
        ("network/terraform.tfstate", "5f1d0c4e-9999-4000-8000-411100000002"),
        ("dns/terraform.tfstate", "5f1d0c4e-0001-4000-8000-411100000002"),
    ];
    let mut failures = Vec::new();
    for (state_path, lock_id) in cases {
        let mut input = input();
        input["state_path"] = json!(state_path);
        input["lock_id"] = json!(lock_id);
        let run = team.start(WORKFLOW, input).await;
        failures.push(run.outcome().await.failure().0);
        assert_eq!(team.changes(&run, &before).await, "", "{state_path}");
        if state_path.starts_with("dns") {
            run.keep("unlock-terraform-lock/failure").await;
        }
    }
    insta::assert_snapshot!(failures.join("\n"), @r"
    LockNotFound: other/terraform.tfstate in infra-test is not locked; check the path in the error Terraform printed
    LockIdMismatch: network/terraform.tfstate in infra-test is locked again under another id; run Terraform once more and copy the id it prints
    LockHolderRunning: the job of runner@ci-101 still runs and may be writing dns/terraform.tfstate; wait for it or stop it, then start again
    ");
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_lock_whose_job_runs_is_released_only_by_force() {
    let (team, worker) = Team::with_worker().await;
    let mut input = input();
    input["state_path"] = json!("dns/terraform.tfstate");
    input["lock_id"] = json!("5f1d0c4e-0001-4000-8000-411100000002");
    input["force"] = json!(true);
    let run = team.start(WORKFLOW, input).await;
    assert_eq!(run.outcome().await.result()["released"], json!(true));
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_dry_run_stops_before_the_release() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let mut input = input();
    input["dry_run"] = json!(true);
    let run = team.start(WORKFLOW, input).await;
    assert_eq!(run.outcome().await.result()["released"], json!(false));
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("unlock-terraform-lock/dry-run").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn cancelled_before_the_release_the_lock_stays() {
    let (team, worker) = Team::with_worker().await;
    team.hold("ReleaseTerraformLock").await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    until(async || has(steps(&run.events().await), "Release the lock")).await;
    run.cancel().await;
    assert_eq!(run.outcome().await, Outcome::Canceled);
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("unlock-terraform-lock/cancel").await;
    worker.stop().await.unwrap();
}
