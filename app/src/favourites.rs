//! The workflows that somebody has starred. They are kept in this browser alone: what is read there may be anything.

use leptos::prelude::*;
use serde_json::{Value, json};
use web_sys::StorageEvent;

use crate::storage::{Area, Fault, read, write};

const KEY: &str = "portico.favourites";
/// Version of what is stored.
const VERSION: u64 = 1;
/// Workflows that are kept; one more, and the one that was starred first is none any longer.
const MOST: usize = 200;
/// Bytes of a name that is kept.
const LONGEST: usize = 1000;

/// Starred workflows, by namespace and type, in the order they were starred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Starred(Vec<(String, String)>);

impl Starred {
    /// Reads what was stored: nothing of what is no list of names.
    fn read(text: &str) -> Self {
        let mut starred = Self::default();
        let stored: Value = serde_json::from_str(text).unwrap_or_default();
        let is_known = stored.get("version").and_then(Value::as_u64) == Some(VERSION);
        let list = stored.get("workflows").and_then(Value::as_array).filter(|_| is_known);
        for pair in list.into_iter().flatten() {
            let name = |at: usize| pair.get(at).and_then(Value::as_str);
            if let (Some(namespace), Some(workflow_type), None) = (name(0), name(1), pair.get(2)) {
                starred.add(namespace, workflow_type);
            }
        }
        starred
    }

    fn text(&self) -> String {
        json!({ "version": VERSION, "workflows": self.0 }).to_string()
    }

    fn place(&self, namespace: &str, workflow_type: &str) -> Option<usize> {
        self.0.iter().position(|(n, w)| n == namespace && w == workflow_type)
    }

    fn add(&mut self, namespace: &str, workflow_type: &str) {
        let is_name = |name: &str| !name.is_empty() && name.len() <= LONGEST;
        if !is_name(namespace)
            || !is_name(workflow_type)
            || self.place(namespace, workflow_type).is_some()
        {
            return;
        }
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((namespace.to_owned(), workflow_type.to_owned()));
    }

    fn toggle(&mut self, namespace: &str, workflow_type: &str) {
        match self.place(namespace, workflow_type) {
            Some(place) => drop(self.0.remove(place)),
            None => self.add(namespace, workflow_type),
        }
    }
}

/// The favourites of whoever uses this browser, shared by all pages through the context.
#[derive(Clone, Copy)]
pub struct Favourites {
    starred: RwSignal<Starred>,
    /// The browser could not keep what was starred last.
    is_lost: RwSignal<bool>,
}

impl Favourites {
    /// Reads what was kept, and follows what other tabs change as long as the current owner lives.
    pub fn load() -> Self {
        let favourites = Self {
            starred: RwSignal::new(stored().unwrap_or_default()),
            is_lost: RwSignal::new(false),
        };
        let changed = window_event_listener_untyped("storage", move |event| {
            use wasm_bindgen::JsCast;
            let key = event.dyn_ref::<StorageEvent>().map(StorageEvent::key);
            // Without a key all of the storage was emptied.
            if key.is_some_and(|key| key.is_none_or(|key| key == KEY)) {
                favourites.starred.set(stored().unwrap_or_default());
            }
        });
        on_cleanup(move || changed.remove());
        favourites
    }

    /// Whether a workflow is one of them.
    pub fn has(&self, namespace: &str, workflow_type: &str) -> bool {
        self.starred.with(|starred| starred.place(namespace, workflow_type).is_some())
    }

    /// Namespaces and types, in the order they were starred.
    pub fn list(&self) -> Vec<(String, String)> {
        self.starred.with(|starred| starred.0.clone())
    }

    /// Makes a workflow one of them, or takes it out.
    pub fn toggle(&self, namespace: &str, workflow_type: &str) {
        // Another tab may have changed what is kept; without storage there is what this page knows.
        if let (false, Ok(kept)) = (self.is_lost.get_untracked(), stored()) {
            self.starred.update_untracked(|starred| *starred = kept);
        }
        self.starred.update(|starred| starred.toggle(namespace, workflow_type));
        let text = self.starred.with_untracked(Starred::text);
        self.is_lost.set(write(Area::Browser, KEY, &text).is_err());
    }

    /// Whether the browser could not keep what was starred last.
    pub fn are_lost(&self) -> bool {
        self.is_lost.get()
    }
}

/// The favourites of the running portal.
pub fn use_favourites() -> Favourites {
    expect_context()
}

fn stored() -> Result<Starred, Fault> {
    let text = read(Area::Browser, KEY)?;
    Ok(text.map(|text| Starred::read(&text)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        let mut starred = Starred::default();
        starred.toggle("a/b", "דוד");
        starred.toggle("c", "D");
        starred.toggle("c", "D");
        starred.toggle("e", "F");
        let expected = [("a/b", "דוד"), ("e", "F")];
        assert_eq!(starred.0, expected.map(|(n, w)| (n.to_owned(), w.to_owned())));
        assert_eq!(Starred::read(&starred.text()), starred);
    }

    #[test]
    fn garbage_is_nothing() {
        for text in [
            "",
            "[",
            "null",
            "[[\"a\",\"b\"]]",
            r#"{"version":2,"workflows":[["a","b"]]}"#,
            r#"{"version":1,"workflows":{"a":"b"}}"#,
            r#"{"version":1,"workflows":["ab",["a"],["a",1],["a","b","c"],["","b"],null]}"#,
        ] {
            assert_eq!(Starred::read(text), Starred::default(), "{text}");
        }
        let long = "x".repeat(LONGEST + 1);
        let text = json!({ "version": 1, "workflows": [[long, "b"], ["a", "b"], ["a", "b"]] });
        assert_eq!(Starred::read(&text.to_string()).0, [("a".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn the_oldest_makes_room() {
        let list: Vec<_> = (0..MOST + 2).map(|at| json!(["n", at.to_string()])).collect();
        let starred = Starred::read(&json!({ "version": 1, "workflows": list }).to_string());
        assert_eq!(starred.0.len(), MOST);
        assert_eq!(starred.0[0].1, "2");
    }
}
