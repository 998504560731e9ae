//! Questions on a terminal.

use serde_json::{Value, json};

use crate::gateways::{Scripted, envelope, listed, run};
use crate::program::stderr;
use crate::terminal::Terminal;
use crate::world::{World, answer};

const START: &str = "POST /workflows/n/W/runs";
const OPTIONS: &str = "POST /workflows/n/W/options";

#[tokio::test]
async fn what_is_missing_is_asked_for_until_it_is_right() {
    let definition = json!({
        "requester_field": "by",
        "schema": { "type": "object", "required": ["table", "count", "region", "password", "by"], "properties": {
            "table": { "type": "string", "title": "Table name" },
            "count": { "type": "integer", "title": "Count", "minimum": 1 },
            "region": { "title": "Region", "enum": ["eu-west-1", "us-east-1", "us-east-2"] },
            "password": { "type": "string", "title": "Password", "writeOnly": true },
            "by": { "type": "string" },
            "note": { "type": "string", "default": "none" }
        } }
    });
    let gateway = Scripted::start(&definition).await;
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W"]);
    terminal.sees("Table name:").await;
    terminal.types("orders\r");
    terminal.sees("Count:").await;
    terminal.types("0\r");
    terminal.sees("Count (/count) must be at least 1").await;
    terminal.sees("Count:").await;
    // What was typed is still there, to be mended.
    terminal.types("\u{7f}3\r");
    terminal.sees("Region:").await;
    terminal.types("east 2\r");
    terminal.sees("Password:").await;
    terminal.types("hunter22\r");
    terminal.sees("This is about to be sent").await;
    terminal.sees("Start it in local?").await;
    terminal.types("y\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    assert!(!terminal.printed().contains("hunter22"), "a secret is never echoed");
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"].clone());
    let expect = json!({ "table": "orders", "count": 3, "region": "us-east-2", "password": "hunter22",
        "by": "ann@example.com", "note": "none" });
    assert_eq!(sent, Some(expect));
}

#[tokio::test]
async fn choices_come_from_the_gateway_once_their_parameters_are_set() {
    let definition = json!({
        "options": { "/rds": { "params": { "account": "/account" } } },
        "schema": { "type": "object", "required": ["rds", "account"], "properties": {
            "rds": { "type": "string", "title": "Instance" },
            "account": { "type": "string", "title": "Account" }
        } }
    });
    let gateway = Scripted::start(&definition).await;
    let item = |name: &str| json!({ "value": name, "label": name });
    let mut gone = item("infra-prod-1");
    (gone["disabled"], gone["reason"]) = (json!(true), json!("stopped"));
    let page = |items: Value, cursor: Value| json!({ "items": items, "total": 3, "cursor": cursor, "as_of": "2026-11-21T00:00:00Z", "stale": false, "truncated": false });
    gateway.on(OPTIONS, 200, page(json!([gone, item("infra-test-db-prod-1")]), json!("c2")));
    gateway.on(OPTIONS, 200, page(json!([item("infra-test-tracker-db-stage-1")]), json!(null)));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("Instance depends on Account").await;
    terminal.sees("Account:").await;
    terminal.types("dev\r");
    terminal.sees("Instance:").await;
    terminal.types("infra-prod\r");
    terminal.sees("cannot be chosen: stopped").await;
    terminal.sees("Instance:").await;
    terminal.types("test stage\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let asked: Vec<_> = gateway.calls("/options").into_iter().map(|call| call.body).collect();
    assert_eq!(
        asked,
        [
            json!({ "pointer": "/rds", "params": { "account": "dev" } }),
            json!({ "pointer": "/rds", "params": { "account": "dev" }, "cursor": "c2" }),
        ]
    );
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"].clone());
    assert_eq!(sent, Some(json!({ "rds": "infra-test-tracker-db-stage-1", "account": "dev" })));
}

#[tokio::test]
async fn a_real_gateway_lists_the_choices_and_judges_what_was_chosen() {
    let world = World::start().await;
    let mut terminal = Terminal::start(&world.address, &["run", "one/Choose", "--yes"]);
    terminal.sees("Database depends on Account").await;
    terminal.sees("Account:").await;
    terminal.types("dev\r");
    terminal.sees("3 choices").await;
    terminal.types("billing\r");
    terminal.sees("cannot be chosen: being moved").await;
    terminal.sees("Database:").await;
    terminal.types("arch orders\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let runs = world.portico(["runs", "--workflow", "one/Choose", "--format", "json"]).await;
    let runs = answer(&runs);
    let id = runs["runs"][0]["workflow_id"].as_str().unwrap();
    let run = answer(&world.portico(["show", id, "--format", "json"]).await);
    assert_eq!(run["input"], json!({ "db": "i-1", "account": "dev" }));
    // What no list offers is refused, however it was given.
    let args = ["run", "one/Choose", "--yes", "-f", "account=dev", "-f", "db=i-9"];
    let refused = world.portico(args).await;
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("is not in the config's list any more"),
        "{}",
        stderr(&refused)
    );
}

#[tokio::test]
async fn a_source_that_is_down_leaves_typing() {
    let definition = json!({
        "options": { "/rds": {} },
        "schema": { "type": "object", "required": ["rds"], "properties": { "rds": { "type": "string", "title": "Instance" } } }
    });
    let gateway = Scripted::start(&definition).await;
    gateway.on(OPTIONS, 424, envelope("source_failed", "inventory did not answer"));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("inventory did not answer").await;
    terminal.sees("Instance:").await;
    terminal.types("db-1\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
}

#[tokio::test]
async fn what_is_destructive_is_typed_again_even_with_yes() {
    let definition = json!({
        "danger": { "text": "It is gone for good.", "confirm": "/name" },
        "schema": { "type": "object", "properties": { "name": { "type": "string" } } }
    });
    let gateway = Scripted::start(&definition).await;
    gateway.on(START, 202, run("running"));
    let mut terminal =
        Terminal::start(&gateway.address, &["run", "n/W", "--yes", "-f", "name=orders"]);
    terminal.sees("It is gone for good.").await;
    terminal.sees("Type orders to confirm").await;
    terminal.types("order\r");
    terminal.sees("Type it exactly").await;
    terminal.sees("Type orders to confirm").await;
    terminal.types("orders\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    assert_eq!(
        gateway.calls("/runs").pop().map(|call| call.body["confirm"].clone()),
        Some(json!("orders"))
    );
    // Given up: nothing is sent.
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "-f", "name=orders"]);
    terminal.sees("Type orders to confirm").await;
    terminal.types("\u{3}");
    assert_eq!(terminal.ends().await.code(), Some(130), "{}", terminal.printed());
    assert_eq!(
        gateway.calls("/runs").iter().filter(|call| call.body.get("preview").is_none()).count(),
        1
    );
}

#[tokio::test]
async fn a_changed_definition_keeps_what_was_given() {
    let gateway =
        Scripted::start(&json!({ "schema": { "properties": { "a": { "type": "string" } } } }))
            .await;
    gateway.on("GET /workflows/n/W", 200, listed(&json!({ "definition": "d2",
        "schema": { "required": ["b"], "properties": { "a": { "type": "string" }, "b": { "type": "string", "title": "New field" } } } })));
    gateway.on(START, 409, envelope("definition_changed", "it is d2"));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "-f", "a=kept"]);
    terminal.sees("Start it in local?").await;
    terminal.types("y\r");
    terminal.sees("What you gave is kept").await;
    terminal.sees("New field:").await;
    terminal.types("new\r");
    terminal.sees("Start it in local?").await;
    terminal.types("y\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let last = gateway.calls("/runs").pop().map(|call| call.body);
    assert_eq!(last, Some(json!({ "input": { "a": "kept", "b": "new" }, "definition": "d2" })));
}

#[tokio::test]
async fn shapes_groups_and_lists_are_asked_for_part_by_part() {
    let schema = json!({ "type": "object", "required": ["disk", "owners", "steps", "sure", "where"], "properties": {
        "disk": { "type": "object", "title": "Disk", "required": ["size"], "properties": {
            "size": { "type": "integer", "title": "Size" }
        } },
        "owners": { "type": "array", "title": "Owners", "minItems": 2, "items": { "type": "string" } },
        "steps": { "type": "array", "title": "Steps", "uniqueItems": true, "minItems": 1,
            "items": { "enum": ["backup", "delete"] } },
        "sure": { "const": true, "title": "I have told the owners" },
        "where": { "title": "Where", "oneOf": [
            { "title": "A host", "type": "object", "required": ["host"], "properties": { "host": { "type": "string", "title": "Host" } } },
            { "title": "A zone", "type": "object", "required": ["zone"], "properties": { "zone": { "type": "string", "title": "Zone" } } }
        ] }
    } });
    let gateway = Scripted::start(&json!({ "schema": schema })).await;
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("Size:").await;
    terminal.types("5\r");
    terminal.sees("Owner 1:").await;
    terminal.types("ann\r");
    terminal.sees("Owner 2:").await;
    terminal.types("bob\r");
    terminal.sees("Steps:").await;
    terminal.types(" \r");
    terminal.sees("I have told the owners").await;
    terminal.types("y\r");
    terminal.sees("Where: which kind?").await;
    terminal.types("zone\r");
    terminal.sees("Zone:").await;
    terminal.types("z1\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"].clone());
    let expect = json!({ "disk": { "size": 5 }, "owners": ["ann", "bob"], "steps": ["backup"], "sure": true,
        "where": { "zone": "z1" } });
    assert_eq!(sent, Some(expect));
}

#[tokio::test]
async fn a_list_is_asked_for_as_long_as_it_has_to_be() {
    let schema = json!({ "type": "object", "required": ["owners"], "properties": {
        "owners": { "type": "array", "title": "Owners", "minItems": 7, "items": { "type": "string", "minLength": 2 } }
    } });
    let gateway = Scripted::start(&json!({ "schema": schema })).await;
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    let owners: Vec<String> = (1..=7).map(|number| format!("owner-{number}")).collect();
    for (at, owner) in owners.iter().enumerate() {
        terminal.sees(&format!("Owner {}:", at + 1)).await;
        terminal.types(&format!("{owner}\r"));
    }
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["owners"].clone());
    assert_eq!(sent, Some(json!(owners)));
}

#[tokio::test]
async fn a_source_that_filters_is_searched_and_other_values_are_taken_where_allowed() {
    let definition = json!({
        "options": { "/rds": { "search": "server", "allow_other": true } },
        "schema": { "type": "object", "required": ["rds"], "properties": { "rds": { "type": "string", "title": "Instance" } } }
    });
    let gateway = Scripted::start(&definition).await;
    let page = |names: &[&str]| {
        let items: Vec<_> =
            names.iter().map(|name| json!({ "value": name, "label": name })).collect();
        json!({ "items": items, "total": 480, "cursor": "c2", "as_of": "2026-11-21T00:00:00Z", "stale": true, "truncated": false })
    };
    gateway.on(OPTIONS, 200, page(&["alpha"]));
    gateway.on(OPTIONS, 200, page(&["beta"]));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("Instance, search for:").await;
    terminal.types("al\r");
    terminal.sees("1 of 480 choices").await;
    terminal.sees("the source did not answer").await;
    terminal.types("again\r");
    terminal.sees("Instance, search for:").await;
    terminal.types("be\r");
    terminal.sees("Instance:").await;
    terminal.types("another\r");
    terminal.sees("the gateway checks it").await;
    terminal.sees("Instance:").await;
    terminal.types("own\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let asked: Vec<_> =
        gateway.calls("/options").into_iter().map(|call| call.body["search"].clone()).collect();
    assert_eq!(asked, [json!("al"), json!("be")]);
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["rds"].clone());
    assert_eq!(sent, Some(json!("own")));
}

#[tokio::test]
async fn several_items_of_a_list_are_chosen_from_one_source() {
    for pointer in ["/names", "/names/*"] {
        let definition = json!({
            "options": { pointer: { "params": { "account": "/account" } } },
            "schema": { "type": "object", "required": ["names", "account"], "properties": {
                "names": { "type": "array", "title": "Names", "minItems": 1, "uniqueItems": true, "items": { "type": "string" } },
                "account": { "type": "string", "title": "Account" }
            } }
        });
        let gateway = Scripted::start(&definition).await;
        gateway.on(OPTIONS, 200, whole(&["alpha", "beta", "gamma"]));
        gateway.on(START, 202, run("running"));
        let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
        terminal.sees("Names depends on Account").await;
        terminal.sees("Account:").await;
        terminal.types("dev\r");
        terminal.sees("gamma").await;
        terminal.types("bet\r");
        terminal.sees("No more (1 chosen)").await;
        terminal.types("gam\r");
        terminal.sees("No more (2 chosen)").await;
        terminal.types("\r");
        assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
        let asked: Vec<_> = gateway.calls("/options").into_iter().map(|call| call.body).collect();
        assert_eq!(asked, [json!({ "pointer": pointer, "params": { "account": "dev" } })]);
        let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["names"].clone());
        assert_eq!(sent, Some(json!(["beta", "gamma"])), "{pointer}");
    }
}

#[tokio::test]
async fn items_that_may_be_alike_are_chosen_one_by_one() {
    let definition = json!({
        "options": { "/names/*": {} },
        "schema": { "type": "object", "required": ["names"], "properties": {
            "names": { "type": "array", "title": "Names", "minItems": 2, "items": { "type": "string" } }
        } }
    });
    let gateway = Scripted::start(&definition).await;
    gateway.on(OPTIONS, 200, whole(&["alpha", "beta"]));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("Name 1:").await;
    terminal.types("bet\r");
    terminal.sees("Name 2:").await;
    terminal.types("bet\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["names"].clone());
    assert_eq!(sent, Some(json!(["beta", "beta"])));
}

#[tokio::test]
async fn items_are_typed_where_their_source_is_down() {
    let definition = json!({
        "options": { "/names": {} },
        "schema": { "type": "object", "required": ["names"], "properties": {
            "names": { "type": "array", "title": "Names", "minItems": 1, "items": { "type": "string" } }
        } }
    });
    let gateway = Scripted::start(&definition).await;
    gateway.on(OPTIONS, 424, envelope("source_failed", "inventory did not answer"));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("inventory did not answer").await;
    terminal.sees("Name 1:").await;
    terminal.types("own\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["names"].clone());
    assert_eq!(sent, Some(json!(["own"])));
}

#[tokio::test]
async fn a_list_that_was_cut_is_searched_by_its_source() {
    let definition = json!({
        "options": { "/rds": {} },
        "schema": { "type": "object", "required": ["rds"], "properties": { "rds": { "type": "string", "title": "Instance" } } }
    });
    let gateway = Scripted::start(&definition).await;
    let mut cut = whole(&["alpha"]);
    cut["truncated"] = json!(true);
    gateway.on(OPTIONS, 200, cut);
    gateway.on(OPTIONS, 200, whole(&["omega"]));
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("search for what is not here").await;
    terminal.types("whole\r");
    terminal.sees("Instance, search for:").await;
    terminal.types("om\r");
    terminal.sees("omega").await;
    terminal.types("\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let asked: Vec<_> =
        gateway.calls("/options").into_iter().map(|call| call.body["search"].clone()).collect();
    assert_eq!(asked, [json!(null), json!("om")]);
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["rds"].clone());
    assert_eq!(sent, Some(json!("omega")));
}

#[tokio::test]
async fn choices_are_found_by_value_and_hint_and_not_by_what_is_printed_beside_them() {
    let definition = json!({
        "options": { "/rds": {} },
        "schema": { "type": "object", "required": ["rds"], "properties": { "rds": { "type": "string", "title": "Instance" } } }
    });
    let gateway = Scripted::start(&definition).await;
    let items = json!([
        { "value": "i-1", "label": "orders", "disabled": true, "reason": "postgres is being upgraded" },
        { "value": "i-2", "label": "users", "hint": "postgres" },
        { "value": "i-3", "label": "people", "hint": "postgres" },
    ]);
    let mut page = whole(&[]);
    page["items"] = items;
    gateway.on(OPTIONS, 200, page);
    gateway.on(START, 202, run("running"));
    let mut terminal = Terminal::start(&gateway.address, &["run", "n/W", "--yes"]);
    terminal.sees("Instance:").await;
    terminal.types("postgres i-3\r");
    assert_eq!(terminal.ends().await.code(), Some(0), "{}", terminal.printed());
    let sent = gateway.calls("/runs").pop().map(|call| call.body["input"]["rds"].clone());
    assert_eq!(sent, Some(json!("i-3")));
}

/// A whole list of choices that are called what they are.
fn whole(names: &[&str]) -> Value {
    let items: Vec<_> = names.iter().map(|name| json!({ "value": name, "label": name })).collect();
    json!({ "items": items, "total": names.len(), "cursor": null, "as_of": "2026-11-21T00:00:00Z", "stale": false, "truncated": false })
}
