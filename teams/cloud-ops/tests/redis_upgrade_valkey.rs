use portico_testkit::until;
use serde_json::{Value, json};

use crate::support::{Outcome, Run, Team, steps};

pub(crate) const WORKFLOW: &str = "RedisUpgradeValkeyWorkflow";

/// Planted in the one secret field, and looked for where no secret belongs.
const SENTINEL: &str = "sentinel-5e0c-token";

/// A Redis cache of two nodes.
pub(crate) fn input() -> Value {
    json!({
        "aws_account_name": "infra-test",
        "aws_region": "us-east-1",
        "cache_identifier": "infra-test-session-cache-1",
        "target": { "engine": "valkey", "engine_version": "8.1" },
        "auth_token": SENTINEL,
        "parameters": [{ "name": "timeout", "value": "30" }],
        "snapshot_retention_days": 14,
        "clients_tested": true,
    })
}

#[tokio::test]
async fn every_node_moves_to_valkey() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    insta::assert_snapshot!(run.outcome().await.result().to_string(), @r#"{"cache_identifier":"infra-test-session-cache-1","upgraded":true,"from":"redis 7.1","to":"valkey 8.1","nodes":["infra-test-session-cache-1-001","infra-test-session-cache-1-002"]}"#);
    insta::assert_snapshot!(steps(&run.events().await), @r"
    Find infra-test-session-cache-1 in infra-test, us-east-1
    Lock infra-test-session-cache-1
    Take a snapshot of infra-test-session-cache-1
    Upgrade node 1 of 2: infra-test-session-cache-1-001
    Upgrade node 2 of 2: infra-test-session-cache-1-002
    Switch infra-test-session-cache-1 to Valkey 8.1
    Release the lock
    ");
    let changes = team.changes(&run, &before).await;
    assert!(!changes.contains(SENTINEL), "{changes}");
    insta::assert_snapshot!(changes, @r#"
    - cache_nodes ["infra-test","us-east-1","infra-test-session-cache-1","infra-test-session-cache-1-001","redis","7.1"]
    - cache_nodes ["infra-test","us-east-1","infra-test-session-cache-1","infra-test-session-cache-1-002","redis","7.1"]
    - caches ["infra-test","us-east-1","infra-test-session-cache-1","redis","7.1","cache.t4g.small",null,"{}"]
    + cache_nodes ["infra-test","us-east-1","infra-test-session-cache-1","infra-test-session-cache-1-001","valkey","8.1"]
    + cache_nodes ["infra-test","us-east-1","infra-test-session-cache-1","infra-test-session-cache-1-002","valkey","8.1"]
    + cache_snapshots ["RUN","infra-test","us-east-1","infra-test-session-cache-1","7.1",14]
    + caches ["infra-test","us-east-1","infra-test-session-cache-1","valkey","8.1","cache.t4g.small","10d487ffc0bf15c3a06af2430734d0f5763312f9f5dfaf7c5b1236487c81b9e0","{\"timeout\":\"30\"}"]
    + journal ["RUN","switch engine","{}"]
    "#);
    run.keep("redis-upgrade-valkey/success").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_upgraded_is_refused() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let cases =
        [("us-east-1", "infra-test-sesion-cache-1"), ("eu-west-1", "infra-test-pricing-cache-3")];
    let mut failures = Vec::new();
    for (region, cache) in cases {
        let mut input = input();
        input["aws_region"] = json!(region);
        input["cache_identifier"] = json!(cache);
        let run = team.start(WORKFLOW, input).await;
        failures.push(run.outcome().await.failure().0);
        assert_eq!(team.changes(&run, &before).await, "", "{cache}");
        if region == "us-east-1" {
            run.keep("redis-upgrade-valkey/failure").await;
        }
    }
    insta::assert_snapshot!(failures.join("\n"), @r"
    CacheNotFound: there is no cache infra-test-sesion-cache-1 in infra-test, us-east-1; did you mean infra-test-session-cache-1?
    AlreadyValkey: infra-test-pricing-cache-3 runs Valkey 8.0 already; there is nothing to upgrade
    ");
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_dry_run_names_the_nodes() {
    let (team, worker) = Team::with_worker().await;
    let before = team.rows().await;
    let mut input = input();
    input["dry_run"] = json!(true);
    let run = team.start(WORKFLOW, input).await;
    let result = run.outcome().await.result();
    assert_eq!(result["upgraded"], json!(false));
    assert_eq!(
        result["nodes"],
        json!(["infra-test-session-cache-1-001", "infra-test-session-cache-1-002"])
    );
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("redis-upgrade-valkey/dry-run").await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn cancelled_half_way_every_node_goes_back() {
    let (team, worker) = Team::with_worker().await;
    team.hold("SwitchCacheEngine").await;
    let before = team.rows().await;
    let run = team.start(WORKFLOW, input()).await;
    // Both nodes are upgraded, and the switch waits.
    until(async || {
        let (steps, changes) = (steps(&run.events().await), team.changes(&run, &before).await);
        let waits = steps.contains("Switch") && changes.matches("+ cache_nodes").count() == 2;
        if waits { Ok(()) } else { Err(changes) }
    })
    .await;
    run.cancel().await;
    assert_eq!(run.outcome().await, Outcome::Canceled);
    assert_eq!(team.changes(&run, &before).await, "");
    run.keep("redis-upgrade-valkey/cancel").await;
    worker.stop().await.unwrap();
}

/// The run's progress once so much is done.
async fn progress_at(run: &Run, done: u32) -> Value {
    until(async || {
        let progress = run.progress().await;
        if progress["done"] == json!(done) { Ok(progress) } else { Err(progress) }
    })
    .await
}

#[tokio::test]
async fn progress_counts_every_step() {
    let (team, worker) = Team::with_worker().await;
    // Slow enough that each value can be seen, however busy the machine is.
    for call in ["LockCache", "SnapshotCache", "UpgradeCacheNode", "SwitchCacheEngine"] {
        team.hold(call).await;
    }
    let run = team.start(WORKFLOW, input()).await;
    let mut seen: Vec<Value> = Vec::new();
    for (call, done) in [("LockCache", 1), ("SnapshotCache", 2), ("UpgradeCacheNode", 3)] {
        seen.push(progress_at(&run, done).await);
        team.let_go_of(call).await;
    }
    seen.push(progress_at(&run, 5).await);
    team.let_go().await;
    run.outcome().await.result();
    seen.push(run.progress().await);
    let seen: Vec<String> = seen.iter().map(Value::to_string).collect();
    assert!(seen.iter().all(|value| !value.contains(SENTINEL)));
    insta::assert_snapshot!(seen.join("\n"), @r#"
    {"done":1,"total":7,"message":"Locking infra-test-session-cache-1"}
    {"done":2,"total":7,"message":"Taking a snapshot of infra-test-session-cache-1"}
    {"done":3,"total":7,"message":"Upgrading node 1 of 2"}
    {"done":5,"total":7,"message":"Switching infra-test-session-cache-1 to Valkey"}
    {"done":7,"total":7,"message":"infra-test-session-cache-1 runs valkey 8.1"}
    "#);
    worker.stop().await.unwrap();
}
