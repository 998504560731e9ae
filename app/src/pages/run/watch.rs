//! Runs whose end somebody wants to be told of. The tab remembers them over reloads and asks for each now and then, also
//! while nobody looks at it: the stream of a run's page pauses there.

use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Duration;

use leptos::task::spawn_local;
use portico_contract::http::Run;

use super::notification;
use crate::address::Address;
use crate::api::Gateway;
use crate::storage::{self, Area};
use crate::ui::tab::sleep;

/// Where the ids are, as a JSON list.
const KEY: &str = "portico.watched-runs";
/// Runs that are watched at the same time; the oldest wish gives way.
const MOST: usize = 20;
/// Longest id that Temporal allows, in bytes.
const LONGEST_ID: usize = 1_000;
/// Between two looks at a run.
const EVERY: Duration = Duration::from_secs(15);

thread_local! {
    /// Ids of the runs somebody wants to be told of, the oldest wish first; `None` = not read yet.
    static WANTED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
    /// Ids of the runs that are being asked for.
    static WATCHED: RefCell<HashSet<String>> = RefCell::default();
}

/// Whether somebody wants to be told when this run ends.
pub fn is_wanted(workflow_id: &str) -> bool {
    with_wanted(|wanted| wanted.iter().any(|known| known == workflow_id))
}

/// From now on its end is told.
pub fn want(gateway: &Gateway, address: &Address, workflow_id: &str) {
    with_wanted(|wanted| add(wanted, workflow_id));
    store();
    resume_watching(gateway, address);
}

/// Nobody wants to be told any more; answers whether somebody did.
pub fn give_up(workflow_id: &str) -> bool {
    let was = with_wanted(|wanted| {
        let before = wanted.len();
        wanted.retain(|known| known != workflow_id);
        wanted.len() < before
    });
    if was {
        store();
    }
    was
}

/// Tells that a run has ended, if somebody wants to know and was not told yet.
pub fn tell(address: &Address, run: &Run) {
    if run.status.is_closed() && give_up(&run.workflow_id) {
        notification::show(address, run);
    }
}

/// Watches every run that somebody wants to be told of, as after a reload.
pub fn resume_watching(gateway: &Gateway, address: &Address) {
    for id in with_wanted(|wanted| wanted.clone()) {
        if WATCHED.with_borrow_mut(|watched| watched.insert(id.clone())) {
            let (gateway, address) = (gateway.clone(), address.clone());
            spawn_local(async move {
                watch(&gateway, &address, &id).await;
                WATCHED.with_borrow_mut(|watched| watched.remove(&id));
            });
        }
    }
}

async fn watch(gateway: &Gateway, address: &Address, workflow_id: &str) {
    while is_wanted(workflow_id) {
        sleep(EVERY).await;
        match gateway.run(workflow_id).await {
            Ok(run) => tell(address, &run),
            Err(error) if error.passing() => {}
            // Whoever signs in again, or opens the run's page, has it watched again.
            Err(_) => return,
        }
    }
}

fn with_wanted<T>(act: impl FnOnce(&mut Vec<String>) -> T) -> T {
    WANTED.with_borrow_mut(|wanted| act(wanted.get_or_insert_with(|| read(stored().as_deref()))))
}

fn stored() -> Option<String> {
    storage::read(Area::Tab, KEY).ok()?
}

/// Best effort: without storage the wishes live as long as the page.
fn store() {
    let text = with_wanted(|wanted| serde_json::json!(wanted).to_string());
    let _ = storage::write(Area::Tab, KEY, &text);
}

/// What is stored may have been written by anybody.
fn read(stored: Option<&str>) -> Vec<String> {
    let ids: Vec<String> =
        stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut wanted = Vec::new();
    for id in ids.iter().filter(|id| !id.is_empty() && id.len() <= LONGEST_ID) {
        add(&mut wanted, id);
    }
    wanted
}

fn add(wanted: &mut Vec<String>, workflow_id: &str) {
    wanted.retain(|known| known != workflow_id);
    wanted.push(workflow_id.to_owned());
    if wanted.len() > MOST {
        wanted.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_with_care() {
        assert_eq!(read(Some(r#"["a","b","a",""]"#)), ["b", "a"]);
        for odd in ["", "null", "{}", "[1]", "[\"a\""] {
            assert!(read(Some(odd)).is_empty(), "{odd}");
        }
        assert!(read(None).is_empty());
        let many = serde_json::json!((0..100).map(|n| n.to_string()).collect::<Vec<_>>());
        let read_many = read(Some(&many.to_string()));
        assert_eq!((read_many.len(), read_many[0].as_str()), (MOST, "80"));
        let long = serde_json::json!(["x".repeat(LONGEST_ID + 1)]).to_string();
        assert!(read(Some(&long)).is_empty());
    }
}
