//! Every error has the one envelope, and none says more than it should.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, header};
use portico_gateway::{Caller, NoSignIn, SignIn, app, build, log_panics};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::support::{Client, Folders, Log, Names, http, offline, runs_of, settings};

async fn post_text(
    gateway: &Client,
    kind: &str,
    content_type: &str,
    body: impl Into<Body>,
) -> (u16, String) {
    let request =
        gateway.request("POST", &runs_of(kind)).header(header::CONTENT_TYPE, content_type);
    gateway.send(request.body(body.into()).unwrap()).await.error()
}

fn error(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn nobody_is_asked_to_sign_in() {
    let (gateway, _folders) = offline(&[]).await;
    for path in ["/api/v1/me", "/api/v1/runs", "/api/v1/nothing"] {
        gateway.by_nobody().get(path).await.is_error(401, "unauthenticated");
    }
    // Without a way to sign in nobody is anybody.
    let folders = Folders::new(&Names { namespace: "n".into(), endpoint: "e".into() });
    let state = build(settings(folders.path(), &["--environment", "prod"]), Box::new(NoSignIn))
        .await
        .unwrap();
    let response = app(state)
        .oneshot(gateway.request("GET", "/api/v1/me").body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
}

/// A sign-in that breaks, with a text nobody shall read.
struct Broken;

impl SignIn for Broken {
    fn caller(&self, _: &HeaderMap) -> Option<Caller> {
        panic!("hunter22")
    }
}

#[tokio::test]
async fn what_breaks_inside_is_told_by_its_request_id_alone() {
    let log = Log::default();
    let _listening = tracing_subscriber::fmt().with_writer(log.clone()).set_default();
    log_panics();
    let (gateway, _offline) = offline(&[]).await;
    let folders = Folders::new(&Names { namespace: "n".into(), endpoint: "e".into() });
    let state = build(settings(folders.path(), &["--environment", "prod"]), Box::new(Broken))
        .await
        .unwrap();
    let response = app(state)
        .oneshot(gateway.request("GET", "/api/v1/me").body(Body::empty()).unwrap())
        .await
        .unwrap();
    // What fails below is to be told by the test.
    drop(std::panic::take_hook());
    assert_eq!(response.status(), 500);
    assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let envelope: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(envelope["error"]["code"], "internal");
    let id = envelope["error"]["request_id"].as_str().unwrap();
    let line = |line: &&str| line.contains(id) && line.contains("a handler panicked");
    assert!(log.text().lines().any(|l| line(&l)), "{}", log.text());
    for said in [envelope.to_string(), log.text()] {
        assert!(!said.contains("hunter22"), "{said}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_have_the_envelope() {
    let (gateway, _folders) = offline(&[]).await;
    for path in ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/me", "/api/v1/workflows/a/b/c/d"]
    {
        let (status, code) = gateway.get(path).await.error();
        assert_eq!((status, code.as_str()), (404, "unknown_path"), "{path}");
    }
    for (method, path) in [
        ("DELETE", "/api/v1/me"),
        ("GET", "/api/v1/runs/x/cancel"),
        ("POST", "/"),
        ("PUT", "/healthz"),
    ] {
        let request = gateway.request(method, path).body(Body::empty()).unwrap();
        assert_eq!(
            gateway.send(request).await.error(),
            error(405, "method_not_allowed"),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn malformed_requests_are_told_what_is_wrong() {
    let (gateway, _folders) = offline(&[]).await;
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"inptu":{}}"#,
        r#"{"input":{},"preview":1}"#,
        r#"{"input":{},"branches":1}"#,
    ] {
        assert_eq!(
            post_text(&gateway, "Echo", "application/json", body).await,
            error(400, "malformed"),
            "{body}"
        );
    }
    let twice = r#"{"input":{"text":"x","deep":[{"a/b":1,"a/b":2}]}}"#;
    let request =
        gateway.request("POST", &runs_of("Echo")).header("content-type", "application/json");
    let answer = gateway.send(request.body(twice.into()).unwrap()).await;
    answer.is_error(400, "malformed");
    assert_eq!(
        answer.json()["error"]["fields"],
        json!([{ "pointer": "/deep/0/a~1b", "message": "stands twice: send it once" }])
    );
    let answer = gateway.post(&runs_of("Echo"), &json!({ "inptu": {} })).await;
    assert!(answer.text.contains(r#"did you mean \"input\"?"#), "{}", answer.text);
    for key in ["", "é", &"k".repeat(256)] {
        let request =
            gateway.request("POST", &runs_of("Echo")).header("content-type", "application/json");
        let request = request
            .header("idempotency-key", key.as_bytes())
            .body("{\"input\":{}}".into())
            .unwrap();
        assert_eq!(gateway.send(request).await.error(), error(400, "malformed"), "{key}");
    }
    let query = gateway.get("/api/v1/runs?mine=yes").await;
    assert_eq!(query.json()["error"]["message"], "mine must be true or false");
    for path in [
        "/api/v1/runs?cursor=%25",
        "/api/v1/runs?status=odd",
        "/api/v1/runs?min=true",
        "/api/v1/runs/%ff",
    ] {
        gateway.get(path).await.is_error(400, "malformed");
    }
}

#[tokio::test]
async fn only_json_of_a_reasonable_size_is_read() {
    let (gateway, _folders) = offline(&[]).await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
    ] {
        let answer = post_text(&gateway, "Echo", content_type, "{\"input\":{}}").await;
        assert_eq!(answer, error(415, "unsupported_media_type"), "{content_type}");
    }
    for content_type in ["application/json; charset=utf-16", "application/json; charset=\"latin1\""]
    {
        let request =
            gateway.request("POST", &runs_of("Echo")).header(header::CONTENT_TYPE, content_type);
        let answer = gateway.send(request.body("{\"input\":{}}".into()).unwrap()).await;
        answer.is_error(415, "unsupported_media_type");
        assert!(answer.text.contains("send UTF-8"), "{}", answer.text);
    }
    for (coding, status) in [("gzip", 415), ("br, gzip", 415), ("identity", 422)] {
        let request = gateway
            .request("POST", &runs_of("Echo"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, coding);
        let answer = gateway.send(request.body("{\"input\":{}}".into()).unwrap()).await;
        assert_eq!(answer.error().0, status, "{coding}: {}", answer.text);
        assert_eq!(answer.text.contains("without the header"), status == 415, "{}", answer.text);
    }
    let charset = "application/json; charset=utf-8";
    assert_eq!(
        post_text(&gateway, "Echo", charset, "{\"input\":{}}").await,
        error(422, "invalid_input")
    );
    let text = |bytes: usize| format!("{{\"input\":{{\"text\":\"{}\"}}}}", "x".repeat(bytes - 21));
    assert_eq!(
        post_text(&gateway, "Echo", "application/json", text(1 << 20)).await,
        error(422, "invalid_input")
    );
    assert_eq!(
        post_text(&gateway, "Echo", "application/json", text((1 << 20) + 1)).await,
        error(413, "too_large")
    );
}

#[tokio::test]
async fn an_input_that_grows_as_it_is_sent_on_is_too_large() {
    let (gateway, _folders) = offline(&[]).await;
    let send = async |count: usize, preview: bool| {
        let numbers = vec!["1e15"; count].join(",");
        let body = format!("{{\"input\":{{\"n\":[{numbers}]}},\"preview\":{preview}}}");
        assert!(body.len() < 1 << 20);
        let request = gateway
            .request("POST", &runs_of("Bytes"))
            .header(header::CONTENT_TYPE, "application/json");
        gateway.send(request.body(body.into()).unwrap()).await
    };
    for preview in [true, false] {
        let refused = send(200_000, preview).await;
        refused.is_error(413, "too_large");
        assert!(refused.text.contains("such as 1e15 written out: send less"), "{}", refused.text);
    }
    send(50_000, true).await.is(200);
}

#[tokio::test]
async fn a_five_mebibyte_body_gets_a_clean_answer_over_a_real_connection() {
    let (gateway, _folders) = offline(&[]).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app(gateway.state.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let url = format!("http://{address}{}", runs_of("Echo"));
    let client = http();
    let send = |body: reqwest::Body| {
        client
            .post(&url)
            .header("host", "127.0.0.1:8080")
            .header("x-test-caller", "ann@example.com")
            .header("content-type", "application/json")
            .body(body)
            .send()
    };
    let chunks =
        futures_util::stream::iter((0..80).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])));
    for body in [vec![b' '; 5 << 20].into(), reqwest::Body::wrap_stream(chunks)] {
        let answer = send(body).await.unwrap();
        assert_eq!(answer.status(), 413);
        let envelope: Value = answer.json().await.unwrap();
        assert_eq!(envelope["error"]["code"], "too_large");
    }
    // The same client is served on.
    assert_eq!(send("{}".into()).await.unwrap().status(), 400);
}

#[tokio::test]
async fn foreign_hosts_and_origins_are_refused() {
    let (gateway, _folders) = offline(&["--origins", "https://portal.example.com"]).await;
    for host in ["evil.example", "evil.example:8080", "127.0.0.1:9999", ""] {
        let mut request = gateway.request("GET", "/api/v1/me").body(Body::empty()).unwrap();
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        assert_eq!(gateway.send(request).await.error(), error(403, "forbidden"), "{host}");
    }
    for origin in [
        "https://evil.example",
        "null",
        "http://portal.example.com",
        "https://portal.example.com.evil.example",
    ] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let request =
                gateway.request(method.as_str(), "/api/v1/me").header(header::ORIGIN, origin);
            let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.error(), error(403, "forbidden"), "{method} {origin}");
            assert_eq!(answer.header("access-control-allow-origin"), "");
        }
    }
}

#[tokio::test]
async fn configured_origins_may_call_with_credentials() {
    let (gateway, _folders) = offline(&["--origins", "https://portal.example.com"]).await;
    let request = |method: &str| {
        gateway.request(method, "/api/v1/me").header(header::ORIGIN, "https://portal.example.com")
    };
    let answer = gateway.send(request("GET").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "https://portal.example.com");
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    let preflight = request("OPTIONS")
        .header("access-control-request-method", "POST")
        .body(Body::empty())
        .unwrap();
    let answer = gateway.send(preflight).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("access-control-allow-headers").contains("idempotency-key"));
    let own = gateway.request("GET", "/api/v1/me").header(header::ORIGIN, "http://127.0.0.1:8080");
    let answer = gateway.send(own.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, ""));
}

#[tokio::test]
async fn a_caller_who_asks_too_often_is_told_when_to_come_back() {
    let (gateway, _folders) = offline(&["--rate-limit", "1"]).await;
    gateway.get("/api/v1/me").await.is(200);
    gateway.get("/api/v1/me").await.is(200);
    let answer = gateway.get("/api/v1/me").await;
    answer.is_error(429, "rate_limited");
    assert_eq!(answer.header("retry-after"), "1");
    gateway.by("bob@example.com").get("/api/v1/me").await.is(200);
}

#[tokio::test]
async fn policy_is_enforced_at_the_start() {
    let (gateway, _folders) = offline(&[]).await;
    let start = |gateway: Client, kind: &'static str, body: Value| async move {
        gateway.post(&runs_of(kind), &body).await
    };
    let empty = json!({ "input": {} });
    start(gateway.clone(), "Restricted", empty.clone()).await.is_error(404, "unknown_workflow");
    let answer = start(gateway.by("rita@example.com;readers"), "Restricted", empty.clone()).await;
    answer.is_error(403, "forbidden");
    assert!(answer.text.contains("access.run") && answer.text.contains("#one"), "{}", answer.text);
    start(gateway.clone(), "ProdOnly", empty.clone()).await.is_error(403, "forbidden");
    let body = json!({ "input": { "name": "orders" } });
    start(gateway.clone(), "Named", body).await.is_error(422, "confirm_required");
    let body = json!({ "input": { "name": "orders" }, "confirm": "order" });
    start(gateway.clone(), "Named", body).await.is_error(422, "confirm_required");
    let body = json!({ "input": { "text": "x" }, "definition": "another" });
    start(gateway.clone(), "Echo", body).await.is_error(409, "definition_changed");
}

#[tokio::test]
async fn approvals_stop_a_start_outside_local() {
    let folders =
        Folders::new(&Names { namespace: "one-stage".into(), endpoint: "one-stage".into() });
    let args = ["--temporal-address", "127.0.0.1:1", "--environment", "stage"];
    let gateway = crate::support::gateway(&folders, &args).await;
    for body in [json!({ "input": {} }), json!({ "input": {}, "preview": true })] {
        gateway.post(&runs_of("Waits"), &body).await.is_error(403, "approvals_not_available");
    }
    let without = json!({ "input": { "dry_run": true }, "preview": true });
    assert_eq!(gateway.post(&runs_of("Waits"), &without).await.is(200)["approvals"], 0);
}

#[tokio::test]
async fn invalid_inputs_name_their_fields() {
    let (gateway, _folders) = offline(&[]).await;
    let input = json!({ "text": "", "count": 0, "password": "pw!", "other": 1 });
    let answer = gateway.post(&runs_of("Echo"), &json!({ "input": input })).await;
    answer.is_error(422, "invalid_input");
    let json = answer.json();
    let fields: Vec<&str> = json["error"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["pointer"].as_str().unwrap())
        .collect();
    for pointer in ["/text", "/count", "/password"] {
        assert!(fields.contains(&pointer), "{fields:?}");
    }
    // With a letter that no request id has.
    assert!(!answer.text.contains("pw!"), "a refused secret is not repeated: {}", answer.text);
    let body = "{\"input\":{\"text\":\"x\",\"count\":18446744073709551616}}";
    assert_eq!(
        post_text(&gateway, "Echo", "application/json", body).await,
        error(422, "invalid_input")
    );
    for (name, id) in [("", "/name"), ("  ", "/name"), (&*"é".repeat(130), "/name")] {
        let answer = gateway
            .post(&runs_of("Named"), &json!({ "input": { "name": name }, "confirm": name }))
            .await;
        answer.is_error(422, "invalid_input");
        assert_eq!(answer.json()["error"]["fields"][0]["pointer"], id);
    }
}

#[tokio::test]
async fn answers_carry_the_security_headers() {
    let (gateway, _folders) = offline(&[]).await;
    for path in ["/api/v1/me", "/api/v1/nothing", "/", "/healthz"] {
        let answer = gateway.get(path).await;
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
    }
    assert_eq!(gateway.get("/api/v1/me").await.header("cache-control"), "no-store");
}
