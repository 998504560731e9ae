use std::convert::Infallible;

use axum::body::Body;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use futures::stream;
use serde_json::{Value, json};

use super::{PATH, answered_at_once, ask, labels, offline};
use crate::support::{Client, Folders, Service};

/// A gateway whose `/db` comes from a service; `with` adds to what the config says of it.
async fn world(with: &Value) -> (Service, Client, Folders) {
    let service = Service::start().await;
    let mut db = json!({ "source": { "http": { "url": service.url("/databases?v=1") } } });
    for (key, value) in with.as_object().unwrap() {
        db[key] = value.clone();
    }
    let (gateway, folders) = offline(&json!({ "/db": db }), &[&service.host()]).await;
    (service, gateway, folders)
}

#[tokio::test]
async fn parameters_stand_in_the_query() {
    let with = json!({
        "params": { "region": "/region", "size": "/size" }, "search": "server", "per_caller": true,
    });
    let (service, gateway, _folders) = world(&with).await;
    service.says(r#"{"items": ["a"], "cursor": "p/2"}"#);
    let mut body = json!({ "pointer": "/db", "params": { "region": "eu & us", "size": 3 }, "search": " x=y " });
    let page = gateway.post(PATH, &body).await.is(200);
    assert_eq!((&page["cursor"], &page["total"]), (&json!("p/2"), &json!(null)));
    body["cursor"] = page["cursor"].clone();
    gateway.post(PATH, &body).await.is(200);
    let asked = "/databases?v=1&region=eu+%26+us&size=3&search=x%3Dy";
    let rest = "limit=200&caller=ann%40example.com";
    assert_eq!(
        service.asked(),
        [format!("{asked}&{rest}"), format!("{asked}&cursor=p%2F2&{rest}")]
    );
}

#[tokio::test]
async fn two_hundred_requests_for_a_cold_list_ask_once() {
    let (service, gateway, _folders) = world(&json!({ "max_age": "0s" })).await;
    service.says(r#"["a", "b"]"#);
    let held = service.hold.lock().await;
    let body = json!({ "pointer": "/db" });
    let page = answered_at_once(&gateway, &body, held, || service.asked().len()).await;
    assert_eq!(labels(&page), ["a", "b"]);
    assert_eq!(service.asked().len(), 1);
    ask(&gateway, &json!({})).await.is(200);
    assert_eq!(service.asked().len(), 2, "they were one question, and not answered from memory");
}

#[tokio::test]
async fn one_persons_list_is_kept_from_another_where_the_config_says_so() {
    let (service, gateway, _folders) = world(&json!({ "per_caller": true })).await;
    service.answers(|uri: &Uri| {
        let who = uri.query().unwrap_or_default().rsplit('=').next().unwrap_or_default();
        json!([who]).to_string().into_response()
    });
    assert_eq!(labels(&ask(&gateway, &json!({})).await.is(200)), ["ann%40example.com"]);
    let bob = gateway.by("bob@example.com");
    assert_eq!(labels(&ask(&bob, &json!({})).await.is(200)), ["bob%40example.com"]);
    ask(&gateway, &json!({})).await.is(200);
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn items_of_every_kind_become_choices() {
    let with = json!({ "value": "/id", "label": "/name" });
    let (service, gateway, _folders) = world(&with).await;
    service.says(
        json!([
            { "id": 18_446_744_073_709_551_615_u64 },
            { "id": true, "name": "<script>alert(1)</script>" },
            { "id": { "a": [null] } },
            { "id": true, "name": "again" },
            { "name": "no value" },
            { "id": null, "name": "nothing" },
            { "id": 2.5, "name": "" },
        ])
        .to_string(),
    );
    let page = ask(&gateway, &json!({})).await.is(200);
    let expected =
        ["18446744073709551615", "<script>alert(1)</script>", r#"{"a":[null]}"#, "nothing", "2.5"];
    assert_eq!(labels(&page), expected);
    assert_eq!(page["items"][0]["value"], u64::MAX);
    assert_eq!(page["total"], 5);
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let (_service, gateway, _folders) = world(&json!({})).await;
    let page = ask(&gateway, &json!({})).await.is(200);
    assert_eq!((&page["items"], &page["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn too_long_a_list_is_cut_and_can_be_searched() {
    let (service, gateway, _folders) = world(&json!({})).await;
    let items: Vec<_> = (0..25_000).map(|n| format!("db-{n}")).collect();
    service.says(json!(items).to_string());
    let page = ask(&gateway, &json!({})).await.is(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 20_000);
    assert_eq!((&page["truncated"], &page["total"]), (&json!(true), &Value::Null));
    let body = json!({ "pointer": "/db", "search": "24999" });
    let page = gateway.post(PATH, &body).await.is(200);
    assert_eq!(labels(&page), ["db-24999"]);
    assert!(service.asked()[1].ends_with("search=24999"));
}

/// What is answered instead of a list must name the field and not repeat a word of the source.
#[track_caller]
fn failed(answer: &crate::support::Answer, retryable: bool, expected: &str) {
    answer.is_error(424, "source_failed");
    let error = &answer.json()["error"];
    assert_eq!(error["retryable"], retryable, "{error}");
    assert_eq!(error["fields"][0]["pointer"], "/db");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("there are no choices for Database: ") && message.contains(expected),
        "{message}"
    );
    assert!(
        !answer.text.contains("hunter2") && !answer.text.contains("127.0.0.1"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn what_is_no_list_is_told_as_a_failure_of_the_source() {
    let down = |status: StatusCode| move |_: &Uri| (status, "hunter2").into_response();
    let (service, gateway, _folders) = world(&json!({ "params": { "n": "/n" } })).await;
    let mut n = 0;
    let mut ask = async || {
        n += 1;
        ask(&gateway, &json!({ "n": n })).await
    };
    service.says("<html>hunter2</html>");
    failed(&ask().await, false, "answered what is no list of choices: tell #one");
    service.says(r#"{"databases": ["hunter2"]}"#);
    failed(&ask().await, false, "answered what is no list of choices: tell #one");
    service.answers(down(StatusCode::BAD_REQUEST));
    failed(&ask().await, false, "refuses these parameters: change them, or ask #one");
    service.answers(down(StatusCode::UNAUTHORIZED));
    failed(
        &ask().await,
        false,
        "needs a secret that this gateway does not have: an operator sets it",
    );
    service.says("[]");
    ask().await.is(200);
    service.answers(down(StatusCode::BAD_GATEWAY));
    for _ in 0..5 {
        failed(&ask().await, true, "failed: try again in a moment, or ask #one");
    }
    let asked = service.asked().len();
    failed(&ask().await, true, "failed several times in a row: try again in");
    assert_eq!(service.asked().len(), asked, "it is left alone");
}

#[tokio::test]
async fn fifty_megabytes_are_too_much() {
    let (service, gateway, _folders) = world(&json!({})).await;
    service.answers(|_| {
        let chunks = (0..50).map(|_| Ok::<_, Infallible>(vec![b' '; 1 << 20]));
        Response::new(Body::from_stream(stream::iter(chunks)))
    });
    failed(&ask(&gateway, &json!({})).await, false, "answered more than 8 MiB: tell #one");
}

#[tokio::test]
async fn a_slow_service_is_given_up() {
    let (service, gateway, _folders) = world(&json!({})).await;
    let _held = service.hold.lock().await;
    failed(
        &ask(&gateway, &json!({})).await,
        true,
        "gave no answer within 3 s: try again in a moment, or ask #one",
    );
}

#[tokio::test]
async fn the_gateways_own_network_is_out_of_reach() {
    let inside = Service::start().await;
    let (service, gateway, _folders) = world(&json!({ "params": { "n": "/n" } })).await;
    for (n, location) in
        [inside.url("/"), "http://169.254.169.254/latest/".into(), "http://localhost:1/".into()]
            .into_iter()
            .enumerate()
    {
        service.answers(move |_| Redirect::temporary(&location).into_response());
        let answer = ask(&gateway, &json!({ "n": n })).await;
        failed(&answer, false, "an operator adds its host to PORTICO_OPTION_HOSTS");
    }
    assert!(inside.asked().is_empty());
    let db = json!({ "source": { "http": { "url": inside.url("/") } } });
    let (unlisted, _folders) = offline(&json!({ "/db": db }), &[&service.host()]).await;
    failed(
        &ask(&unlisted, &json!({})).await,
        false,
        "an operator adds its host to PORTICO_OPTION_HOSTS",
    );
    assert!(inside.asked().is_empty());
}

#[tokio::test]
async fn while_a_source_is_down_its_last_list_is_shown_with_its_age() {
    let (service, gateway, _folders) = world(&json!({ "max_age": "0s" })).await;
    service.says(r#"{"items": ["a"], "as_of": "2020-01-02T03:04:05Z"}"#);
    let fresh = ask(&gateway, &json!({})).await.is(200);
    assert_eq!(
        (&fresh["stale"], &fresh["as_of"]),
        (&json!(false), &json!("2020-01-02T03:04:05.000Z"))
    );
    service.answers(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let stale = ask(&gateway, &json!({})).await.is(200);
    assert_eq!(labels(&stale), ["a"]);
    assert_eq!((&stale["stale"], &stale["as_of"]), (&json!(true), &fresh["as_of"]));
    service.says(r#"["b"]"#);
    let fresh = ask(&gateway, &json!({})).await.is(200);
    assert_eq!((labels(&fresh), &fresh["stale"]), (vec!["b"], &json!(false)));
}

#[tokio::test]
async fn sources_are_counted() {
    let (service, gateway, _folders) = world(&json!({ "max_age": "1h" })).await;
    service.says(r#"["a"]"#);
    ask(&gateway, &json!({})).await.is(200);
    ask(&gateway, &json!({})).await.is(200);
    let metrics = gateway.get("/metrics").await.text;
    for line in [
        r#"portico_option_answers_total{kind="http",outcome="asked"}"#,
        r#"portico_option_answers_total{kind="http",outcome="cached"}"#,
        r#"portico_option_source_seconds_count{kind="http"}"#,
        "portico_option_lists ",
        "portico_option_cache_bytes ",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}
