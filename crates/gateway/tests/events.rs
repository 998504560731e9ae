//! GET /api/v1/runs/{workflow_id}/events

use std::collections::HashSet;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use portico_gateway::app;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Client, World};

/// An event as it was sent.
#[derive(Debug)]
struct Event {
    kind: String,
    id: String,
    data: Value,
}

struct Events {
    body: BodyDataStream,
    text: String,
}

impl Events {
    async fn open(gateway: &Client, run: &str, last: Option<&str>) -> Result<Self, u16> {
        let mut request = gateway.request("GET", &format!("/api/v1/runs/{run}/events"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response =
            app(gateway.state.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        if response.status() != 200 {
            return Err(response.status().as_u16());
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Ok(Self { body: response.into_body().into_data_stream(), text: String::new() })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let line = |name: &str| {
                    let lines = block.lines().filter_map(|line| line.strip_prefix(name));
                    lines.map(|text| text.trim_start_matches(": ")).collect::<Vec<_>>().join("\n")
                };
                let (kind, id) = (line("event"), line("id"));
                let data = serde_json::from_str(&line("data")).unwrap_or_default();
                self.text = rest.to_owned();
                if kind.is_empty() {
                    continue;
                }
                return Some(Event { kind, id, data });
            }
            let chunk = self.body.next().await?.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Everything up to and with the event wished for.
    async fn until(&mut self, wish: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            let done = wish(&event);
            events.push(event);
            if done {
                return events;
            }
        }
        panic!("the stream ended: {events:#?}");
    }
}

#[tokio::test]
async fn a_stream_shows_every_stage_and_ends_with_the_run() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Steps", &json!({})).await;
    let mut stream = Events::open(&gateway, &id, None).await.unwrap();
    let waiting = stream.until(|event| event.data["progress"]["done"] == 2).await;
    let ids: HashSet<&String> = waiting.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), waiting.len(), "no state is sent twice: {waiting:#?}");

    // A viewer who was cut off and has seen this much gets nothing until something happens.
    let seen = waiting.last().unwrap();
    let mut resumed = Events::open(&gateway, &id, Some(&seen.id)).await.unwrap();
    // Another gateway makes the same id of the same state.
    let mut elsewhere = Events::open(&world.gateway().await, &id, None).await.unwrap();
    let same = elsewhere.until(|event| event.data["progress"]["done"] == 2).await;
    assert_eq!(same.last().unwrap().id, seen.id);

    world.signal(&seen.data, "tell").await;
    for stream in [&mut stream, &mut resumed, &mut elsewhere] {
        let rest = stream.until(|event| event.kind == "end").await;
        assert_ne!(rest[0].id, seen.id);
        let last = &rest[rest.len() - 2];
        assert_eq!(
            (&last.data["status"], &last.data["progress"]["done"]),
            (&json!("completed"), &json!(3))
        );
        assert!(stream.next().await.is_none());
    }

    // Closed and seen: nothing to send. Closed and not seen so: the run once more, and the end.
    let mut again = Events::open(&gateway, &id, Some(&seen.id)).await.unwrap();
    let rest = again.until(|event| event.kind == "end").await;
    let last = rest[rest.len() - 2].id.clone();
    assert_eq!(Events::open(&gateway, &id, Some(&last)).await.err(), Some(204));
    assert_eq!(Events::open(&world.gateway().await, &id, Some(&last)).await.err(), Some(204));
}

#[tokio::test]
async fn a_stream_follows_what_the_catalog_says_of_secrets_and_of_who_may_see() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let _watching = gateway.state.watch_catalog().unwrap();
    let id = world.run(&gateway, "Held", &json!({ "name": "hidden-later" })).await;
    let bob = gateway.by("bob@example.com");
    let mut anns = Events::open(&gateway, &id, None).await.unwrap();
    let mut bobs = Events::open(&bob, &id, None).await.unwrap();
    for stream in [&mut anns, &mut bobs] {
        let seen = stream.until(|event| event.data["target"].is_object()).await;
        assert_eq!(seen.last().unwrap().data["input"]["name"], "hidden-later");
    }

    let secret = json!({ "type": "string", "writeOnly": true });
    let schema = json!({ "type": "object", "properties": { "name": secret } });
    world.folders.write("held", &world.names, "Held", &json!({ "schema": schema }));
    for stream in [&mut anns, &mut bobs] {
        let masked = |event: &Event| event.data["input"]["name"] == json!({ "$secret": true });
        stream.until(masked).await;
    }

    let access = json!({ "see": ["readers"], "run": ["readers"] });
    world.folders.write(
        "held",
        &world.names,
        "Held",
        &json!({ "schema": { "type": "object" }, "access": access }),
    );
    while let Some(event) = bobs.next().await {
        assert_ne!(event.kind, "end", "{event:?}");
        assert_ne!(event.data["input"]["name"], "hidden-later", "{event:?}");
    }
    assert_eq!(Events::open(&bob, &id, None).await.err(), Some(404));
}

#[tokio::test]
async fn streams_end_when_the_gateway_stops() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let mut stream = Events::open(&gateway, &id, None).await.unwrap();
    stream.next().await.unwrap();
    gateway.state.stop();
    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn a_stream_cut_while_it_flows_goes_on_from_the_last_event_seen() {
    let world = World::start().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Steps", &json!({})).await;
    let mut seen: Vec<Event> = Vec::new();
    // Cut after every event.
    let told = loop {
        let last = seen.last().map(|event| event.id.clone());
        let mut stream = Events::open(&gateway, &id, last.as_deref()).await.unwrap();
        let event = stream.next().await.unwrap();
        let done = event.data["progress"]["done"] == 2;
        seen.push(event);
        if done {
            break seen.last().unwrap().data.clone();
        }
    };
    world.signal(&told, "tell").await;
    let last = seen.last().unwrap().id.clone();
    let mut stream = Events::open(&gateway, &id, Some(&last)).await.unwrap();
    let rest = stream.until(|event| event.kind == "end").await;
    assert_eq!(rest[rest.len() - 2].data["status"], "completed");
    let ids: Vec<&String> =
        seen.iter().chain(&rest[..rest.len() - 1]).map(|event| &event.id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "nothing comes twice: {ids:?}");
    let done: Vec<i64> = seen
        .iter()
        .chain(&rest)
        .filter_map(|event| event.data["progress"]["done"].as_i64())
        .collect();
    assert!(done.is_sorted(), "nothing goes back: {done:?}");
}

#[tokio::test]
async fn a_quiet_stream_is_kept_open_by_comments() {
    let world = World::without_workers().await;
    let gateway = world.gateway().await;
    let id = world.run(&gateway, "Echo", &json!({ "text": "x" })).await;
    let mut stream = Events::open(&gateway, &id, None).await.unwrap();
    let mut text = String::new();
    while !text.contains(": still here") {
        let chunk = stream.body.next().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}
