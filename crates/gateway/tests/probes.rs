//! /healthz, /readyz and /metrics

use axum::body::Body;
use axum::http::{Request, header};

use crate::support::{World, offline};

#[tokio::test]
async fn a_gateway_without_temporal_is_alive_but_not_ready() {
    let (gateway, _folders) = offline(&[]).await;
    assert_eq!(gateway.by_nobody().get("/healthz").await.status, 200);
    let readiness = gateway.by_nobody().get("/readyz").await.is(503);
    assert_eq!((&readiness["temporal"], &readiness["catalog"]), (&false.into(), &true.into()));
}

#[tokio::test]
async fn a_gateway_with_temporal_and_a_catalog_is_ready() {
    let world = World::without_workers().await;
    let readiness = world.gateway().await.by_nobody().get("/readyz").await.is(200);
    assert_eq!(readiness["faults"], serde_json::json!([]));
}

#[tokio::test]
async fn probes_may_come_under_any_host() {
    let (gateway, _folders) = offline(&[]).await;
    for path in ["/healthz", "/metrics"] {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "10.1.2.3:8080")
            .body(Body::empty())
            .unwrap();
        assert_eq!(gateway.send(request).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn metrics_count_by_route_and_never_by_id() {
    let (gateway, _folders) = offline(&[]).await;
    gateway.get("/api/v1/me").await;
    gateway.get("/api/v1/runs/portico-SOMEID").await;
    let metrics = gateway.by_nobody().get("/metrics").await.text;
    assert!(metrics.contains(r#"route="/api/v1/me",status="200""#), "{metrics}");
    assert!(metrics.contains("portico_http_request_seconds_bucket"), "{metrics}");
    assert!(!metrics.contains("SOMEID") && !metrics.contains("ann@example.com"), "{metrics}");
}
