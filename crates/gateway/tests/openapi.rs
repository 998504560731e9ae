//! /api/v1/openapi.json

use crate::support::offline;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated/openapi.json");

#[tokio::test]
async fn the_document_is_the_committed_one() {
    let (gateway, _folders) = offline(&[]).await;
    let served = gateway.get("/api/v1/openapi.json").await.text;
    let committed = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    if served != committed {
        let new = std::env::temp_dir().join("portico-openapi.json");
        std::fs::write(&new, &served).unwrap();
        panic!(
            "the API has changed: if that is meant, `cp {} {SNAPSHOT}`, and look at docs/http-api.md",
            new.display()
        );
    }
}
