//! What a gateway in trouble answers, as sentences and exit codes.

use serde_json::json;

use crate::gateways::{Scripted, envelope, run};
use crate::program::{stderr, stdout};
use crate::world::answer;

const START: &str = "POST /workflows/n/W/runs";

#[tokio::test]
async fn a_start_is_repeated_with_the_same_key_while_temporal_is_away() {
    let gateway = Scripted::start(&json!({})).await;
    let away = envelope("temporal_unavailable", "try again");
    gateway.after(START, 503, away.clone(), Some("0"));
    gateway.after(START, 503, away, Some("0"));
    gateway.on(START, 202, run("running"));
    let started = gateway.portico(&["run", "n/W", "-y"]).await;
    assert_eq!(started.status.code(), Some(0), "{started:?}");
    assert!(stdout(&started).contains("portico-abc"), "{}", stdout(&started));
    let calls = gateway.calls("/runs");
    let keys: Vec<_> = calls.iter().map(|call| call.headers["idempotency-key"].clone()).collect();
    assert_eq!((keys.len(), &keys[0]), (3, &keys[1]));
    assert_eq!(keys[1], keys[2]);
    assert_eq!(calls[0].body, json!({ "input": {}, "definition": "d1" }));
    assert_eq!(calls[0].method, "POST");
}

#[tokio::test]
async fn an_outcome_nobody_knows_is_exit_3_with_the_key() {
    let gateway = Scripted::start(&json!({})).await;
    gateway.after(START, 503, envelope("temporal_unavailable", "try again"), Some("0"));
    let lost = gateway.portico(&["run", "n/W", "-y", "--key", "mine"]).await;
    assert_eq!(lost.status.code(), Some(3), "{lost:?}");
    assert!(stderr(&lost).contains("--key mine"), "{}", stderr(&lost));
    assert_eq!(gateway.calls("/runs").len(), 5);
}

#[tokio::test]
async fn refusals_are_sentences() {
    let field = json!({ "error": { "code": "invalid_input", "message": "1 field needs attention", "request_id": "req-1",
        "fields": [{ "pointer": "/size", "message": "is too large here" }] } });
    for (status, body, code, expect) in [
        (
            401,
            envelope("unauthenticated", "sign in"),
            2,
            "you are not signed in: sign in [request req-1]",
        ),
        (403, envelope("forbidden", "ask #one"), 2, "this is not open to you: ask #one"),
        (409, envelope("definition_changed", "it is d2"), 1, "run the command again"),
        (422, field, 1, "How large (/size) is too large here"),
        (424, envelope("source_failed", "rds did not answer"), 1, "rds did not answer"),
        (413, envelope("too_large", "1 MiB"), 2, "the request is too large"),
        (302, json!("moved"), 2, "sign-in page"),
    ] {
        let schema = json!({ "schema": { "properties": { "size": { "title": "How large", "type": "integer" } } } });
        let gateway = Scripted::start(&schema).await;
        gateway.on(START, status, body);
        let refused = gateway.portico(&["run", "n/W", "-y", "-f", "size=5"]).await;
        assert_eq!(refused.status.code(), Some(code), "{status}: {refused:?}");
        assert!(stderr(&refused).contains(expect), "{status}: {}", stderr(&refused));
    }
    let gateway = Scripted::start(&json!({})).await;
    gateway.after("GET /runs", 429, envelope("rate_limited", "slow down"), Some("0"));
    let limited = gateway.portico(&["runs"]).await;
    assert_eq!(limited.status.code(), Some(2), "{limited:?}");
    assert!(stderr(&limited).contains("too many requests: slow down"), "{}", stderr(&limited));
}

#[tokio::test]
async fn nobody_there_is_told_at_once() {
    let gateway = Scripted::start(&json!({})).await;
    let free = portico_testkit::free_port().unwrap();
    let nobody = gateway.portico(&["runs", "--gateway", &format!("http://127.0.0.1:{free}")]).await;
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("the gateway cannot be reached"), "{}", stderr(&nobody));
    let wrong = gateway.portico(&["runs", "--gateway", "https://me:secret@x"]).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(!stderr(&wrong).contains("secret@"), "{}", stderr(&wrong));
}

#[tokio::test]
async fn a_cut_stream_is_resumed_and_then_read_instead() {
    let gateway = Scripted::start(&json!({})).await;
    gateway.on(START, 202, run("running"));
    let event = |run: &serde_json::Value| format!("id: 4-2-aa\nevent: run\ndata: {run}\n\n");
    let mut open = run("running");
    open["closed_at"] = json!(null);
    gateway.on("GET /runs/portico-abc/events", 200, json!(event(&open)));
    gateway.on("GET /runs/portico-abc", 200, run("timed_out"));
    let ended = gateway.portico(&["run", "n/W", "-y", "--wait", "--format", "json"]).await;
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert_eq!(answer(&ended)["status"], "timed_out");
    let streams = gateway.calls("/events");
    assert_eq!(streams.len(), 3);
    assert!(streams[0].headers.get("last-event-id").is_none());
    assert_eq!(streams[1].headers["last-event-id"], "4-2-aa");
}

#[tokio::test]
async fn what_a_run_says_cannot_steer_the_terminal() {
    let gateway = Scripted::start(&json!({})).await;
    let mut hostile = run("completed");
    for key in ["name", "requester", "namespace", "note"] {
        hostile[key] = json!("x\u{1b}]0;owned\u{7}\u{202e}");
    }
    hostile["result"] = json!({ "\u{9b}31m": "\u{1b}[2J" });
    hostile["links"] = json!([{ "title": "\u{1b}", "url": "https://x/\u{1b}" }]);
    gateway.on("GET /runs/portico-abc", 200, hostile.clone());
    gateway.on("GET /runs", 200, json!({ "runs": [hostile], "cursor": null }));
    for args in [
        &["show", "portico-abc"][..],
        &["show", "portico-abc", "--format", "json"],
        &["runs"],
        &["runs", "--format", "json"],
    ] {
        let output = gateway.portico(args).await;
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let all = stdout(&output) + &stderr(&output);
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!all.contains(steers), "{args:?} {all:?}");
    }
}
