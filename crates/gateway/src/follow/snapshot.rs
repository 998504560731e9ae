use axum::body::Bytes;
use portico_contract::http::Run;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A run as it was at one moment, ready to be sent to any number of viewers.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The run.
    pub(crate) run: Run,
    /// The run as JSON.
    pub(crate) json: Bytes,
    /// `<router event id>-<target event id>-<hash of what histories do not hold>`: the same in every replica.
    pub(crate) id: String,
    /// Nothing more will come.
    pub(crate) finished: bool,
}

/// The id of a snapshot. The hash covers progress, pending attempts, what is waited for and what the catalog says,
/// which change without an event in either history.
pub(super) fn snapshot_id(
    router_event: i64,
    target_event: i64,
    definition: Option<&str>,
    run: &Run,
) -> String {
    let attempts: Vec<Value> = run
        .steps
        .iter()
        .filter(|step| step.closed_at.is_none())
        .map(|step| {
            json!([step.title, step.status, step.attempt, step.last_failure, step.next_attempt_at])
        })
        .collect();
    let volatile =
        json!([run.progress, run.waiting_for, run.note, attempts, definition, run.links]);
    let digest = Sha256::digest(volatile.to_string());
    format!("{router_event}-{target_event}-{}", data_encoding::HEXLOWER.encode(&digest[..6]))
}
