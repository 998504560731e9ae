use std::sync::Arc;

use serde_json::json;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use super::lists::LISTS;
use super::snapshot::{Known, List, Snapshot};
use crate::failure::Refusal;
use crate::listing::now;
use crate::sandbox::Sandbox;

/// The most a list may be, as JSON: all of them together have to fit one payload, which Temporal limits to 2 MiB.
const MAX_LIST_BYTES: usize = 384 * 1024;
const _: () = assert!(MAX_LIST_BYTES * LISTS.len() < 2 * 1024 * 1024);

/// The one step of [`super::InventoryWorkflow`].
pub(crate) struct InventoryActivities {
    pub(crate) sandbox: Sandbox,
}

#[activities]
impl InventoryActivities {
    /// Reads the lists, all at one point in time, and answers those that are not known already: most of the time
    /// nothing has changed, and what is answered stays in the workflow's history.
    #[activity(name = "ReadInventory")]
    pub(crate) async fn read_inventory(
        self: Arc<Self>,
        ctx: ActivityContext,
        known: Known,
    ) -> Result<Snapshot, ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let mut db = self.sandbox.pool().begin().await?;
        let mut read = Snapshot { as_of: now(&mut db).await?, ..Snapshot::default() };
        for listing in &LISTS {
            let items = listing.read(&mut db).await?;
            let bytes = serde_json::to_vec(&items)?;
            if bytes.len() > MAX_LIST_BYTES {
                return Err(too_long(listing.name, bytes.len()).into());
            }
            let list = List::new(items, &bytes);
            if !list.is(known.get(listing.name)) {
                read.lists.insert(listing.name.to_owned(), list);
            }
        }
        drop(db);
        self.sandbox.await_answer(&ctx).await?;
        Ok(read)
    }
}

fn too_long(name: &str, bytes: usize) -> Refusal {
    Refusal::new(
        "ListTooLong",
        format!(
            "the list {name} has {bytes} bytes, and the inventory can keep {MAX_LIST_BYTES} of each list; leave out \
             what no form shows, or answer the list by a Nexus operation, which keeps nothing"
        ),
        json!({ "list": name, "bytes": bytes, "limit": MAX_LIST_BYTES }),
    )
}
