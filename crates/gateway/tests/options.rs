//! /api/v1/workflows/{namespace}/{workflow_type}/options

mod http;
mod members;
mod nexus;
mod query;

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use futures::poll;
use insta::assert_json_snapshot;
use portico_testkit::until;
use serde_json::{Value, json};
use tokio::sync::MutexGuard;

use crate::support::{Answer, Client, Folders, Names, gateway};

const PATH: &str = "/api/v1/workflows/one/Bytes/options";

/// A gateway whose Temporal is not there, over a workflow with these options.
async fn offline(options: &Value, args: &[&str]) -> (Client, Folders) {
    let names = Names { namespace: "one-stage".into(), endpoint: "one-stage".into() };
    let folders = Folders::new(&names);
    folders.choices(&names, options);
    let args = [&["--temporal-address", "127.0.0.1:1"], args].concat();
    (gateway(&folders, &args).await, folders)
}

/// Asks for the choices of `/db`.
async fn ask(gateway: &Client, params: &Value) -> Answer {
    gateway.post(PATH, &json!({ "pointer": "/db", "params": params })).await
}

/// The page that 200 browsers are answered who all wait for it at once: `held` keeps its source from answering until
/// they do, and `asked` tells how often it was asked. The list's `max_age` must be 0: then none of them can be answered
/// from memory, and one question is the one that all of them shared.
async fn answered_at_once(
    gateway: &Client,
    body: &Value,
    held: MutexGuard<'_, ()>,
    asked: impl Fn() -> usize,
) -> Value {
    let waiting = AtomicUsize::new(0);
    let asking = join_all((0..200).map(|_| async {
        let mut answer = pin!(gateway.post(PATH, body));
        // It goes as far as it can while the source is silent.
        assert!(poll!(answer.as_mut()).is_pending());
        waiting.fetch_add(1, Ordering::SeqCst);
        answer.await
    }));
    let (answers, ()) = tokio::join!(asking, async {
        until(async || match (waiting.load(Ordering::SeqCst), asked()) {
            (200, 1..) => Ok(()),
            (waiting, asked) => Err(format!("{waiting} wait, asked {asked} times")),
        })
        .await;
        drop(held);
    });
    let page = answers[0].is(200);
    assert!(answers.iter().all(|answer| answer.text == answers[0].text));
    page
}

fn labels(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_in_the_config_is_answered() {
    let items = json!([
        { "id": 1, "name": "One", "about": "the first", "in": "a" },
        { "id": 2, "name": "Two", "in": "a", "off": true, "why": "in use" },
    ]);
    let db = json!({
        "source": { "static": { "items": items } }, "value": "/id", "label": "/name", "hint": "/about",
        "group": "/in", "disabled": "/off", "reason": "/why",
    });
    let (gateway, _folders) = offline(&json!({ "/db": db }), &[]).await;
    let mut page = ask(&gateway, &json!({})).await.is(200);
    page["as_of"] = "…".into();
    assert_json_snapshot!(page, @r#"
    {
      "items": [
        {
          "value": 1,
          "label": "One",
          "hint": "the first",
          "group": "a"
        },
        {
          "value": 2,
          "label": "Two",
          "group": "a",
          "disabled": true,
          "reason": "in use"
        }
      ],
      "total": 2,
      "cursor": null,
      "as_of": "…",
      "stale": false,
      "truncated": false
    }
    "#);
    let found = json!({ "pointer": "/db", "search": "FIRST" });
    assert_eq!(labels(&gateway.post(PATH, &found).await.is(200)), ["One"]);
}

#[tokio::test]
async fn what_one_has_is_not_sent_again_and_what_is_large_is_packed() {
    let items: Vec<_> = (0..300).map(|n| format!("database-{n}")).collect();
    let db = json!({ "source": { "static": { "items": items } } });
    let (gateway, _folders) = offline(&json!({ "/db": db }), &[]).await;
    let send = async |name: &str, value: &str| {
        let request = gateway.request("POST", PATH).header("content-type", "application/json");
        gateway
            .send(request.header(name, value).body(r#"{"pointer": "/db"}"#.into()).unwrap())
            .await
    };
    let plain = send("accept-encoding", "br").await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    assert_eq!(plain.is(200)["total"], 300);
    let packed = send("accept-encoding", "gzip, br").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.text.len() * 2 < plain.text.len());
    let tag = plain.header("etag").to_owned();
    assert_eq!(packed.header("etag"), tag);
    let known = send("if-none-match", &tag).await;
    assert_eq!(
        (known.status.as_u16(), known.text.as_str(), known.header("etag")),
        (304, "", &*tag)
    );
    assert_eq!(send("if-none-match", "\"other\"").await.status, 200);
}

#[tokio::test]
async fn mistakes_are_told() {
    let db = json!({
        "source": { "query": { "workflow_id": "inventory", "query_type": "databases" } },
        "params": { "account": "/account", "region": "/region" },
    });
    let (gateway, _folders) = offline(&json!({ "/db": db }), &[]).await;
    let message = async |body: Value| {
        let answer = gateway.post(PATH, &body).await;
        (answer.error(), answer.json()["error"]["message"].as_str().unwrap().to_owned())
    };
    for (body, status, code, expected) in [
        (
            json!({}),
            400,
            "malformed",
            "the key \"pointer\" is missing: send {\"pointer\": \"/field\", \"params\": {…}}",
        ),
        (
            json!({ "pointer": "/db", "parms": {} }),
            400,
            "malformed",
            "unknown key \"parms\": did you mean \"params\"?",
        ),
        (
            json!({ "pointer": "/db", "params": { "regio": "x" } }),
            400,
            "malformed",
            "unknown key \"regio\": did you mean \"region\"?",
        ),
        (
            json!({ "pointer": "/db", "cursor": "200" }),
            400,
            "malformed",
            "this list has one page: leave \"cursor\" out, and send \"search\" where it is truncated",
        ),
        (
            json!({ "pointer": "/nothing" }),
            404,
            "unknown_field",
            "the choices of /nothing come from nowhere: the workflow's dynamic fields are /db",
        ),
    ] {
        assert_eq!(message(body).await, ((status, code.to_owned()), expected.to_owned()));
    }
    let missing = ask(&gateway, &json!({ "account": "", "region": null })).await;
    missing.is_error(422, "missing_params");
    assert_json_snapshot!(missing.error_without_id(), @r#"
    {
      "code": "missing_params",
      "message": "the choices for Database depend on account and region: fill that in first",
      "fields": [
        {
          "pointer": "/account",
          "message": "is needed for the choices of Database"
        },
        {
          "pointer": "/region",
          "message": "is needed for the choices of Database"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn who_may_not_see_a_workflow_sees_no_choices_of_it() {
    let names = Names { namespace: "one-stage".into(), endpoint: "one-stage".into() };
    let folders = Folders::new(&names);
    let options = json!({ "/db": { "source": { "static": { "items": ["secret"] } } } });
    let with = json!({
        "access": { "see": ["readers"], "run": ["admins"] }, "options": options,
        "schema": { "type": "object", "properties": { "db": {} } },
    });
    folders.write("restricted", &names, "Restricted", &with);
    let gateway = gateway(&folders, &["--temporal-address", "127.0.0.1:1"]).await;
    let path = "/api/v1/workflows/one/Restricted/options";
    let body = json!({ "pointer": "/db" });
    gateway.post(path, &body).await.is_error(404, "unknown_workflow");
    gateway.by("rita@example.com;readers").post(path, &body).await.is(200);
    gateway.by_nobody().post(path, &body).await.is_error(401, "unauthenticated");
    let elsewhere = gateway.post("/api/v1/workflows/one/ProdOnly/options", &body).await;
    elsewhere.is_error(403, "forbidden");
    gateway.post("/api/v1/workflows/one/Echo/options", &body).await.is_error(404, "unknown_field");
}
