//! /api/v1/me and /api/v1/workflows

use std::io::Read as _;

use axum::body::{Body, to_bytes};
use flate2::read::GzDecoder;
use insta::assert_json_snapshot;
use portico_gateway::app;
use portico_testkit::until;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{World, offline};

fn listed<'a>(list: &'a Value, kind: &str) -> Option<&'a Value> {
    list["workflows"].as_array().unwrap().iter().find(|workflow| workflow["workflow_type"] == kind)
}

#[tokio::test]
async fn me_is_whom_sign_in_proved() {
    let (gateway, _folders) = offline(&[]).await;
    assert_json_snapshot!(gateway.by("bob@example.com;owners,admins").get("/api/v1/me").await.is(200), @r#"
    {
      "email": "bob@example.com",
      "name": "bob@example.com",
      "groups": [
        "owners",
        "admins"
      ],
      "environment": "local",
      "verified_by": "test"
    }
    "#);
}

#[tokio::test]
async fn the_overlay_says_what_one_may_run_and_why_not() {
    let (gateway, _folders) = offline(&[]).await;
    let list = gateway.get("/api/v1/workflows").await.is(200);
    assert_eq!(listed(&list, "Echo").unwrap()["may_run"], true);
    assert!(listed(&list, "Restricted").is_none(), "{list}");
    assert_json_snapshot!(listed(&list, "ProdOnly"), @r#"
    {
      "namespace": "one",
      "workflow_type": "ProdOnly",
      "offered": false,
      "may_run": false,
      "reason": "Prod Only is not offered in local: its config names no stage_namespace and stage_nexus_endpoint; ask the team one"
    }
    "#);
    let list = gateway.by("rita@example.com;readers").get("/api/v1/workflows").await.is(200);
    assert_json_snapshot!(listed(&list, "Restricted"), @r##"
    {
      "namespace": "one",
      "workflow_type": "Restricted",
      "offered": true,
      "may_run": false,
      "reason": "only members of admins may run Restricted it (rule access.run): ask #one"
    }
    "##);
    let list = gateway.by("ada@example.com;admins").get("/api/v1/workflows").await.is(200);
    assert_eq!(listed(&list, "Restricted").unwrap()["may_run"], true);
}

#[tokio::test]
async fn a_portal_without_built_files_asks_for_the_cards() {
    let (gateway, _folders) = offline(&[]).await;
    let list = gateway.get("/api/v1/workflows?cards=true").await.is(200);
    let card = listed(&list, "ProdOnly").unwrap();
    assert_eq!(card["name"], "Prod Only");
    assert_eq!(card["destructive"], false);
    assert!(card["team"].is_string() && card["tags"].is_array(), "{card}");
    let plain = gateway.get("/api/v1/workflows").await.is(200);
    assert!(listed(&plain, "ProdOnly").unwrap().get("name").is_none(), "{plain}");
}

#[tokio::test]
async fn a_long_list_is_compressed_for_those_who_read_that() {
    let (gateway, _folders) = offline(&[]).await;
    let path = "/api/v1/workflows?cards=true";
    let plain = gateway.get(path).await.is(200);
    let request = gateway.request("GET", path).header("accept-encoding", "br, gzip");
    let response =
        app(gateway.state.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.headers()["vary"], "accept-encoding");
    let small = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut text = String::new();
    GzDecoder::new(&*small).read_to_string(&mut text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain);
}

#[tokio::test]
async fn one_workflow_is_its_definition_and_what_the_file_cannot_know() {
    let (gateway, _folders) = offline(&[]).await;
    let workflow = gateway.get("/api/v1/workflows/one/Echo").await.is(200);
    assert_eq!(workflow["name"], "Echo it");
    assert_eq!(workflow["requester_field"], "requested_by");
    assert_eq!((&workflow["offered"], &workflow["may_run"]), (&json!(true), &json!(true)));
    assert_eq!(workflow["pollers"], json!({ "nexus": null }), "Temporal is not there to be asked");
    assert!(workflow.get("access").is_none() && workflow.get("notify").is_none(), "{workflow}");
}

#[tokio::test]
async fn owners_read_where_they_can_start_it_past_the_gateway() {
    let (gateway, _folders) = offline(&[]).await;
    let direct = async |caller: &str, path: &str| {
        gateway.by(caller).get(path).await.is(200).get("direct").cloned()
    };
    let owner = "olga@example.com;owners";
    let echo = direct(owner, "/api/v1/workflows/one/Echo").await.unwrap();
    assert!(echo["namespace"].as_str().is_some_and(|name| name != "one"), "{echo}");
    assert_eq!(direct("rita@example.com;readers", "/api/v1/workflows/one/Echo").await, None);
    assert_eq!(direct(owner, "/api/v1/workflows/one/ProdOnly").await, None, "not offered here");
}

#[tokio::test]
async fn what_one_may_not_see_does_not_exist() {
    let (gateway, _folders) = offline(&[]).await;
    gateway.get("/api/v1/workflows/one/Restricted").await.is_error(404, "unknown_workflow");
    gateway.get("/api/v1/workflows/one/Nothing").await.is_error(404, "unknown_workflow");
    gateway.by("rita@example.com;readers").get("/api/v1/workflows/one/Restricted").await.is(200);
}

#[tokio::test]
async fn pollers_are_counted_on_the_teams_queue() {
    let mut world = World::without_workers().await;
    let gateway = world.gateway().await;
    let pollers = || async {
        gateway.get("/api/v1/workflows/one/Echo").await.is(200)["pollers"]["nexus"].clone()
    };
    assert_eq!(pollers().await, 0);
    world.start_handler();
    until(async || {
        let count = pollers().await;
        if count == 0 { Err(count) } else { Ok(count) }
    })
    .await;
    let preview = json!({ "input": { "text": "x" }, "preview": true });
    let preview = gateway.post("/api/v1/workflows/one/Echo/runs", &preview).await.is(200);
    assert!(preview["pollers"]["nexus"].as_u64() > Some(0), "{preview}");
    assert_eq!(preview["warnings"], json!([]));
}
