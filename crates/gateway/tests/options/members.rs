//! What a start and its preview say of values that were chosen.

use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::offline;
use crate::support::{Answer, Client, Folders, Service, World, runs_of};

/// A gateway whose dynamic fields come from a service, each from the path of its name.
async fn world(options: &Value) -> (Service, Client, Folders) {
    let service = Service::start().await;
    let mut options = options.clone();
    for (at, option) in options.as_object_mut().unwrap() {
        let name = at.rsplit('/').next().unwrap();
        option["source"] = json!({ "http": { "url": service.url(&format!("/{name}")) } });
    }
    let (gateway, folders) = offline(&options, &[&service.host()]).await;
    (service, gateway, folders)
}

async fn preview(gateway: &Client, input: &Value) -> Answer {
    gateway.post(&runs_of("Bytes"), &json!({ "input": input, "preview": true })).await
}

/// Pointers and messages of an input's problems; ages and times left out.
fn problems(answer: &Answer) -> Vec<(String, String)> {
    answer.is_error(422, "invalid_input");
    let fields = answer.json()["error"]["fields"].as_array().unwrap().clone();
    let text = |field: &Value, key: &str| field[key].as_str().unwrap().to_owned();
    fields.iter().map(|field| (text(field, "pointer"), text(field, "message"))).collect()
}

fn pointers(answer: &Answer) -> Vec<String> {
    problems(answer).into_iter().map(|(pointer, _)| pointer).collect()
}

#[tokio::test]
async fn a_value_that_is_gone_is_refused_with_the_lists_name_and_age() {
    let (service, gateway, _folders) = world(&json!({ "/db": { "max_age": "0s" } })).await;
    service.says(r#"{"items": ["a", "b"], "as_of": "2020-01-02T03:04:05Z"}"#);
    preview(&gateway, &json!({ "db": "a" })).await.is(200);
    service.says(r#"{"items": ["b"], "as_of": "2020-01-02T03:04:05Z"}"#);
    for preview_only in [true, false] {
        let body = json!({ "input": { "db": "a" }, "preview": preview_only });
        let answer = gateway.post(&runs_of("Bytes"), &body).await;
        let (pointer, message) = problems(&answer).remove(0);
        assert_eq!(pointer, "/db");
        assert!(
            message.starts_with("is not in the service's list any more (list of "),
            "{message}"
        );
        assert!(
            message.contains("2020-01-02 03:04:05 UTC, ")
                && message.ends_with(" old): choose again"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_list_that_is_believed_is_not_asked_for_again() {
    let (service, gateway, _folders) = world(&json!({ "/db": {} })).await;
    service.says(r#"["a"]"#);
    gateway.post(super::PATH, &json!({ "pointer": "/db" })).await.is(200);
    preview(&gateway, &json!({ "db": "a" })).await.is(200);
    assert_eq!(pointers(&preview(&gateway, &json!({ "db": "b" })).await), ["/db"]);
    assert_eq!(service.asked().len(), 1);
    // What is not sent needs no list.
    preview(&gateway, &json!({})).await.is(200);
    preview(&gateway, &json!({ "db": null })).await.is(200);
}

#[tokio::test]
async fn values_are_compared_as_json_and_lists_item_by_item() {
    let (service, gateway, _folders) = world(&json!({ "/db": {}, "/tags": {} })).await;
    service.answers(|uri: &Uri| match uri.path() {
        "/db" => json!([1, "2", { "a": 1, "b": [2] }, ["x", "y"]]).to_string().into_response(),
        _ => r#"["red", "blue"]"#.into_response(),
    });
    for (input, expected) in [
        (json!({ "db": 1.0 }), &[] as &[&str]),
        (json!({ "db": { "b": [2], "a": 1 } }), &[]),
        (json!({ "db": ["x", "y"] }), &[]),
        (json!({ "db": ["x"] }), &["/db/0"]),
        (json!({ "db": "1" }), &["/db"]),
        (json!({ "db": 2 }), &["/db"]),
        (json!({ "tags": [] }), &[]),
        (json!({ "tags": ["red", "blue", "red"] }), &[]),
        (json!({ "db": "2", "tags": ["red", "green", "blue", "pink"] }), &["/tags/1", "/tags/3"]),
        (json!({ "db": 7, "tags": ["green"] }), &["/db", "/tags/0"]),
    ] {
        let answer = preview(&gateway, &input).await;
        match expected {
            [] => drop(answer.is(200)),
            expected => assert_eq!(pointers(&answer), *expected, "{input}"),
        }
    }
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_with_its_reason() {
    let with = json!({ "value": "/id", "disabled": "/off", "reason": "/why", "allow_other": true });
    let (service, gateway, _folders) = world(&json!({ "/db": with })).await;
    service.says(r#"[{"id": "a"}, {"id": "b", "off": true, "why": "being backed up"}, {"id": "c", "off": true}]"#);
    let message =
        async |db: &str| problems(&preview(&gateway, &json!({ "db": db })).await).remove(0).1;
    assert_eq!(message("b").await, "cannot be chosen (being backed up): choose another");
    assert_eq!(message("c").await, "cannot be chosen: choose another");
    preview(&gateway, &json!({ "db": "another" })).await.is(200);
}

#[tokio::test]
async fn parameters_are_those_of_the_same_item() {
    let sizes = json!({ "params": { "zone": "/disks/*/zone" } });
    let (service, gateway, _folders) = world(&json!({ "/disks/*/size": sizes })).await;
    service.answers(|uri: &Uri| match uri.query() {
        Some("zone=a") => "[1, 2]".into_response(),
        _ => "[3]".into_response(),
    });
    let disks = json!([{ "zone": "a", "size": 2 }, { "zone": "b", "size": 2 }, { "zone": "b" }, { "size": 3 }]);
    let found = problems(&preview(&gateway, &json!({ "disks": disks })).await);
    assert_eq!(found[0].0, "/disks/1/size");
    let needs = "is chosen from a list that depends on Zone: fill that in first, or leave Size out";
    assert_eq!(found[1], ("/disks/3/size".into(), needs.into()));
    assert_eq!(found.len(), 2);
    let mut asked = service.asked();
    asked.sort_unstable();
    assert_eq!(asked, ["/size?zone=a", "/size?zone=b"]);
}

#[tokio::test]
async fn a_source_that_searches_is_asked_for_the_value() {
    let (service, gateway, _folders) = world(&json!({ "/db": { "search": "server" } })).await;
    service.answers(|uri: &Uri| {
        let query = uri.query().unwrap_or_default();
        match query.contains("cursor=2") {
            _ if query.starts_with("search=gone") => "[]",
            true => r#"["db-1"]"#,
            false => r#"{"items": ["db-10", "db-11"], "cursor": "2"}"#,
        }
        .into_response()
    });
    preview(&gateway, &json!({ "db": "db-1" })).await.is(200);
    assert_eq!(
        service.asked(),
        ["/db?search=db-1&limit=200", "/db?search=db-1&cursor=2&limit=200"]
    );
    let answer = preview(&gateway, &json!({ "db": ["db-10", "gone"] })).await;
    assert_eq!(pointers(&answer), ["/db/1"]);
}

#[tokio::test]
async fn a_list_that_was_cut_is_searched_for_the_value() {
    let (service, gateway, _folders) = world(&json!({ "/db": {} })).await;
    let items: Vec<_> = (0..25_000).map(|n| format!("db-{n}")).collect();
    service.says(json!(items).to_string());
    preview(&gateway, &json!({ "db": "db-24999" })).await.is(200);
    assert_eq!(pointers(&preview(&gateway, &json!({ "db": "db-25000" })).await), ["/db"]);
}

#[tokio::test]
async fn while_a_source_is_down_nothing_starts_unless_other_values_are_allowed() {
    let options = json!({ "/db": { "max_age": "0s" }, "/tags": { "allow_other": true } });
    let (service, gateway, _folders) = world(&options).await;
    service.says(r#"["a"]"#);
    preview(&gateway, &json!({ "db": "a" })).await.is(200);
    service.answers(|_| (StatusCode::INTERNAL_SERVER_ERROR, "hunter2").into_response());
    preview(&gateway, &json!({ "tags": ["any"] })).await.is(200);
    let body = json!({ "input": { "db": "a", "tags": ["any"] } });
    let answer = gateway.post(&runs_of("Bytes"), &body).await;
    answer.is_error(424, "source_failed");
    assert_json_snapshot!(answer.error_without_id(), @r#"
    {
      "code": "source_failed",
      "message": "nothing was started: Database cannot be checked, for the service that has the list failed: try again in a moment, or ask #one",
      "fields": [
        {
          "pointer": "/db",
          "message": "cannot be checked: the service that has the list failed: try again in a moment, or ask #one"
        }
      ],
      "retryable": true
    }
    "#);
    // What a person can mend comes first.
    service.answers(|uri: &Uri| match uri.path() {
        "/tags" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => "[]".into_response(),
    });
    assert_eq!(pointers(&preview(&gateway, &json!({ "db": "a" })).await), ["/db"]);
}

#[tokio::test]
async fn too_many_values_are_refused_before_anybody_is_asked() {
    let (service, gateway, _folders) = world(&json!({ "/db": { "search": "server" } })).await;
    let answer = preview(&gateway, &json!({ "db": vec!["x"; 501] })).await;
    let expected = "is one of more values than are checked against lists: send at most 500";
    assert_eq!(problems(&answer), [("/db/500".to_owned(), expected.to_owned())]);
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_retry_finds_its_run_though_the_value_is_gone_since() {
    let world = World::start().await;
    let service = Service::start().await;
    let source = json!({ "http": { "url": service.url("/") } });
    world.folders.choices(&world.names, &json!({ "/db": { "source": source, "max_age": "0s" } }));
    let gateway = world.gateway_with(&[&service.host()]).await;
    service.says(r#"["a"]"#);
    let id = world.run(&gateway, "Bytes", &json!({ "db": "a" })).await;
    gateway.run_until(&id, |run| run["status"] == "completed").await;
    let body = json!({ "input": { "db": "a" } });
    let first = gateway.post_keyed(&runs_of("Bytes"), Some("k"), &body).await.is(202);
    service.says("[]");
    let again = gateway.post_keyed(&runs_of("Bytes"), Some("k"), &body).await.is(200);
    assert_eq!((&again["workflow_id"], &again["input"]), (&first["workflow_id"], &first["input"]));
    gateway
        .post_keyed(&runs_of("Bytes"), Some("other"), &body)
        .await
        .is_error(422, "invalid_input");
    service.answers(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    gateway.post_keyed(&runs_of("Bytes"), Some("k"), &body).await.is(200);
}
