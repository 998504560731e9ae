//! The inventory: read again and again, queried at once.

use std::path::Path;

use portico_catalog::{OptionItems, OptionSource, load, read_folders};
use portico_cloud_ops::inventory::WORKFLOW_ID;
use portico_testkit::{Background, until};
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

use crate::support::{Outcome, Run, Team};
use crate::{delete_dynamo, redis_upgrade_valkey, resize_rds};

const WORKFLOW: &str = "InventoryWorkflow";

/// A team whose inventory was read.
async fn team() -> (Team, Background, Run) {
    let (team, worker) = Team::with_worker().await;
    let inventory = inventory(&team).await;
    inventory.update("refresh").await.unwrap();
    (team, worker, inventory)
}

/// A team without a worker yet and with a single account's things, so that the histories that are kept stay short.
async fn small_team() -> Team {
    let team = Team::new().await;
    for delete in [
        "DELETE FROM rds_instances WHERE account <> 'infra-test'",
        "DELETE FROM dynamodb_tables WHERE account <> 'infra-test'",
        "DELETE FROM cache_nodes WHERE account <> 'infra-test'",
        "DELETE FROM caches WHERE account <> 'infra-test'",
    ] {
        team.execute(delete).await;
    }
    team
}

/// The team's inventory, once its worker has started it.
async fn inventory(team: &Team) -> Run {
    let inventory = team.run(WORKFLOW_ID, "");
    until(async || inventory.is_there().await.then_some(()).ok_or("no inventory")).await;
    inventory
}

/// A question about one place.
fn place(account: &str, region: &str) -> Value {
    json!({ "params": { "account": account, "region": region }, "search": null, "cursor": null, "limit": 200 })
}

/// The texts at `key` of the items answered.
fn texts(answer: &Value, key: &str) -> Vec<String> {
    let items = answer["items"].as_array().unwrap();
    items.iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_list_is_answered() {
    let (_team, worker, inventory) = team().await;
    let ask = async |list: &str, question: Value| inventory.query(list, question).await.unwrap();

    let accounts = ask("accounts", json!({})).await;
    assert_eq!(texts(&accounts, "name").len(), 8);
    assert_eq!(accounts["cursor"], Value::Null);
    insta::assert_snapshot!(accounts["items"][3].to_string(), @r#"{"name":"growth-stage","account_id":"411100000008","stage":"stage"}"#);
    let regions = ask("regions", json!({ "params": { "account": "growth-stage" } })).await;
    assert_eq!(texts(&regions, "name"), ["ap-southeast-1", "us-east-1", "us-west-2"]);
    assert_eq!(regions["items"][0]["place"], json!("Singapore"));
    assert_eq!(texts(&ask("regions", json!({})).await, "name").len(), 5);

    let here = place("infra-test", "us-east-1");
    let instances = ask("rds_instances", here.clone()).await;
    assert_eq!(texts(&instances, "identifier").len(), 20);
    insta::assert_snapshot!(instances["items"][0].to_string(), @r#"{"account":"infra-test","region":"us-east-1","identifier":"infra-test-audit-db-stage-1","engine":"postgres","summary":"postgres 16.4, db.m6g.large, 20 GiB","busy":false,"reason":null}"#);
    let tables = ask("tables", here.clone()).await;
    assert_eq!(texts(&tables, "name").len(), 20);
    insta::assert_snapshot!(tables["items"][0].to_string(), @r#"{"account":"infra-test","region":"us-east-1","name":"audit-sessions","summary":"703,527 items, 289.9 MB","protected":false,"reason":null}"#);
    let protected = ask("tables", place("infra-prod", "us-east-1")).await;
    insta::assert_snapshot!(protected["items"][0].to_string(), @r#"{"account":"infra-prod","region":"us-east-1","name":"audit-sessions","summary":"554,672 items, 228.5 MB","protected":true,"reason":"It is protected from deletion: its owners have to lift that first"}"#);
    let caches = ask("caches", place("infra-test", "eu-west-1")).await;
    insta::assert_snapshot!(caches["items"].to_string(), @r#"[{"account":"infra-test","region":"eu-west-1","identifier":"infra-test-catalog-cache-3","engine":"redis","summary":"redis 6.2, cache.t4g.small","upgraded":false,"reason":null},{"account":"infra-test","region":"eu-west-1","identifier":"infra-test-pricing-cache-3","engine":"valkey","summary":"valkey 8.0, cache.t4g.small","upgraded":true,"reason":"It runs Valkey already"},{"account":"infra-test","region":"eu-west-1","identifier":"infra-test-session-cache-3","engine":"redis","summary":"redis 7.0, cache.t4g.small","upgraded":false,"reason":null}]"#);
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_list_is_searched_and_paged() {
    let (_team, worker, inventory) = team().await;
    let ask = async |question: Value| inventory.query("rds_instances", question).await;

    let found = ask(json!({ "search": "TRACKER stage-1 infra" })).await.unwrap();
    assert_eq!(texts(&found, "identifier"), ["infra-test-tracker-db-stage-1"]);

    let (mut all, mut sizes, mut cursor) = (Vec::new(), Vec::new(), Value::Null);
    loop {
        let page = ask(json!({ "params": {}, "cursor": cursor, "limit": 200 })).await.unwrap();
        let identifiers = texts(&page, "identifier");
        sizes.push(identifiers.len());
        all.extend(identifiers);
        cursor = page["cursor"].clone();
        if cursor == Value::Null {
            break;
        }
    }
    assert_eq!(sizes, [200, 200, 80]);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 480);

    let refused = ask(json!({ "params": { "acount": "infra-test" } })).await.unwrap_err();
    assert_eq!(refused, "rds_instances has no parameter \"acount\"; it has account, region");
    let refused = ask(json!("infra-test")).await.unwrap_err();
    assert!(refused.starts_with("the argument is no question: "), "{refused}");
    worker.stop().await.unwrap();
}

/// What the team's forms ask the inventory is there: the query, its parameters, and what they point at.
#[tokio::test]
async fn what_the_forms_ask_is_answered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = read_folders(&root.join("workflow-configs"), &root.join("guides")).unwrap();
    let (catalog, _) = load(&files);
    let (_team, worker, inventory) = team().await;
    let inputs = [
        (delete_dynamo::WORKFLOW, "/table_name", delete_dynamo::input()),
        (resize_rds::WORKFLOW, "/rds_identifier", resize_rds::input()),
        (redis_upgrade_valkey::WORKFLOW, "/cache_identifier", redis_upgrade_valkey::input()),
    ];
    for (name, field, input) in inputs {
        let workflow = catalog.get("cloud-ops", name).unwrap();
        let OptionItems { source, value, label, hint, group, disabled, reason, .. } =
            &workflow.options[field];
        let OptionSource::Query { workflow_id, query_type } = source else { panic!("{source:?}") };
        assert_eq!(workflow_id, WORKFLOW_ID);
        let from = &workflow.definition.options[field].params;
        let params =
            from.iter().map(|(name, from)| (name.clone(), input.pointer(from).unwrap().clone()));
        let question = json!({ "params": params.collect::<serde_json::Map<_, _>>(), "limit": 200 });
        let answer = inventory.query(query_type, question).await.unwrap();
        let items = answer["items"].as_array().unwrap();
        let chosen =
            |item: &&Value| item.pointer(value.as_deref().unwrap()) == input.pointer(field);
        assert!(items.iter().any(|item| chosen(&item)), "{name}: {items:?}");
        for item in items {
            for text in [label, hint, group].into_iter().flatten() {
                assert!(item.pointer(text).unwrap().is_string(), "{name}: {text} of {item}");
            }
            let disabled = item.pointer(disabled.as_deref().unwrap()).unwrap().as_bool().unwrap();
            let reason = item.pointer(reason.as_deref().unwrap()).unwrap();
            assert_eq!(disabled, reason.is_string(), "{name}: {item}");
        }
    }
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn one_inventory_outlives_its_workers() {
    let (team, worker, inventory) = team().await;
    let run = inventory.current().await;
    worker.stop().await.unwrap();
    let worker = team.work();
    // The second worker has taken over once it answers.
    inventory.update("refresh").await.unwrap();
    assert_eq!(inventory.current().await, run);
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn before_it_was_read_it_says_so() {
    let team = Team::new().await;
    team.hold("ReadInventory").await;
    let worker = team.work();
    let inventory = inventory(&team).await;
    let early = inventory.query("accounts", json!({})).await.unwrap_err();
    assert_eq!(early, "the inventory was not read yet; ask again in a moment");
    team.let_go().await;
    inventory.update("refresh").await.unwrap();
    assert!(inventory.query("accounts", json!({})).await.is_ok());
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_refresh_shows_what_has_changed() {
    let (team, worker, inventory) = team().await;
    let here = place("infra-test", "us-east-1");
    let before = inventory.query("rds_instances", here.clone()).await.unwrap();
    assert!(before["as_of"].as_str().unwrap().ends_with('Z'));
    team.execute(
        "UPDATE rds_instances SET status = 'modifying' WHERE identifier = 'infra-test-tracker-db-stage-1'",
    )
    .await;
    team.execute("DELETE FROM dynamodb_tables WHERE name = 'tracker-sessions'").await;
    let read = inventory.update("refresh").await.unwrap();
    let now = inventory.query("rds_instances", here.clone()).await.unwrap();
    assert_eq!(now["as_of"], read);
    assert!(before["as_of"].as_str() < now["as_of"].as_str());
    let busy = |answer: &Value| {
        let items = answer["items"].as_array().unwrap().clone();
        let found =
            items.into_iter().find(|item| item["identifier"] == "infra-test-tracker-db-stage-1");
        (found.as_ref().unwrap()["busy"].clone(), found.unwrap()["reason"].clone())
    };
    assert_eq!(busy(&before), (json!(false), Value::Null));
    assert_eq!(busy(&now), (json!(true), json!("It is being resized")));
    let tables = inventory.query("tables", here).await.unwrap();
    assert!(!texts(&tables, "name").contains(&"tracker-sessions".to_owned()));
    // Only what has changed went through the history.
    let lists = lists_read(&inventory.events().await);
    assert_eq!(lists.first().unwrap(), "accounts caches rds_instances regions tables");
    assert_eq!(lists.last().unwrap(), "rds_instances tables");
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_read_leaves_what_was_read() {
    let team = small_team().await;
    let worker = team.work();
    let inventory = inventory(&team).await;
    inventory.update("refresh").await.unwrap();
    let before = inventory.query("tables", json!({ "limit": 1000 })).await.unwrap();
    team.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
         INSERT INTO dynamodb_tables
         SELECT 'infra-test', 'us-east-1', printf('table-%05d', n), 1, 412, 0 FROM numbers",
    )
    .await;
    let problem = inventory.update("refresh").await.unwrap_err();
    assert!(problem.starts_with("the list tables has "), "{problem}");
    assert!(problem.contains("answer the list by a Nexus operation"), "{problem}");
    assert_eq!(inventory.query("tables", json!({ "limit": 1000 })).await.unwrap(), before);
    inventory.keep("inventory/unreadable").await;

    // One that never could be read says why.
    let other = team.start(WORKFLOW, json!({})).await;
    let problem = other.update("refresh").await.unwrap_err();
    let answer = other.query("accounts", json!({})).await.unwrap_err();
    assert_eq!(answer, format!("the inventory cannot be read: {problem}"));
    other.terminate().await;

    team.execute("DELETE FROM dynamodb_tables WHERE name LIKE 'table-%'").await;
    inventory.update("refresh").await.unwrap();
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn it_continues_as_new_with_what_it_has_read() {
    let team = small_team().await;
    let worker = team.work();
    let first = team.start(WORKFLOW, json!({ "every_seconds": 1, "rounds": 2 })).await;
    let mut events = until(async || {
        let events = first.events().await;
        match events.last().unwrap().event_type() {
            EventType::WorkflowExecutionContinuedAsNew => Ok(events),
            last => Err(format!("{last:?} as the last event")),
        }
    })
    .await;
    let read = lists_read(&events);
    assert_eq!(read, ["accounts caches rds_instances regions tables", ""]);
    let Some(Attributes::WorkflowExecutionContinuedAsNewEventAttributes(continued)) =
        events.pop().unwrap().attributes
    else {
        panic!("the last event is not what it says");
    };
    first.keep("inventory/continued-as-new").await;

    let next = team.run(first.workflow_id(), &continued.new_execution_run_id);
    assert!(next.query("accounts", json!({})).await.is_ok(), "it answers from what it was handed");
    let input: Value = serde_json::from_slice(&continued.input.unwrap().payloads[0].data).unwrap();
    assert_eq!((&input["every_seconds"], &input["rounds"]), (&json!(1), &json!(2)));
    let read = until(async || {
        let read = lists_read(&next.events().await);
        if read.is_empty() { Err("nothing that the next run has read") } else { Ok(read) }
    })
    .await;
    assert_eq!(read[0], "", "nothing is read twice");
    next.keep("inventory/carried-over").await;
    team.run(first.workflow_id(), "").terminate().await;
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn cancelled_it_ends() {
    let team = small_team().await;
    let worker = team.work();
    let inventory = inventory(&team).await;
    inventory.update("refresh").await.unwrap();
    inventory.cancel().await;
    assert_eq!(inventory.outcome().await, Outcome::Canceled);
    inventory.keep("inventory/cancel").await;
    worker.stop().await.unwrap();
}

/// The names of the lists that each reading put into the history.
fn lists_read(events: &[HistoryEvent]) -> Vec<String> {
    let results = events.iter().filter_map(|event| match &event.attributes {
        Some(Attributes::ActivityTaskCompletedEventAttributes(completed)) => {
            completed.result.as_ref()
        }
        _ => None,
    });
    let names = results.map(|result| {
        let read: Value = serde_json::from_slice(&result.payloads[0].data).unwrap();
        read["lists"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    });
    names.collect()
}
