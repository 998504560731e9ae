//! What the browser keeps for this origin: the one place that asks for it, and what can go wrong with that.

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// For this tab, over reloads, until it is closed.
    Tab,
    /// For every tab, also after the browser was closed.
    Browser,
}

/// Why something is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The browser, its settings or a private window forbid it.
    Forbidden,
    /// There is no room left.
    Full,
}

/// What is kept under a key.
///
/// # Errors
/// [`Fault::Forbidden`].
pub fn read(area: Area, key: &str) -> Result<Option<String>, Fault> {
    storage(area)?.get_item(key).map_err(|_| Fault::Forbidden)
}

/// Keeps a text under a key.
///
/// # Errors
/// Why it is not kept; what was there before stays.
pub fn write(area: Area, key: &str, text: &str) -> Result<(), Fault> {
    storage(area)?.set_item(key, text).map_err(|error| fault_of(&error))
}

/// Keeps nothing under a key any more. What cannot be reached is not there.
pub fn remove(area: Area, key: &str) {
    if let Ok(storage) = storage(area) {
        let _ = storage.remove_item(key);
    }
}

/// The keys that begin like this.
pub fn keys(area: Area, beginning: &str) -> Vec<String> {
    let Ok(storage) = storage(area) else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
    keys.filter(|key| key.starts_with(beginning)).collect()
}

#[cfg(target_arch = "wasm32")]
fn storage(area: Area) -> Result<web_sys::Storage, Fault> {
    let window = web_sys::window().ok_or(Fault::Forbidden)?;
    let storage = match area {
        Area::Tab => window.session_storage(),
        Area::Browser => window.local_storage(),
    };
    storage.ok().flatten().ok_or(Fault::Forbidden)
}

#[cfg(target_arch = "wasm32")]
fn fault_of(error: &wasm_bindgen::JsValue) -> Fault {
    let name = js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => Fault::Full,
        _ => Fault::Forbidden,
    }
}

#[cfg(not(target_arch = "wasm32"))]
use self::stand_in::{fault_of, storage};

/// Stands in for the browser on the host, so that what is kept can be tested there.
#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::unnecessary_wraps, reason = "the browser's calls may fail")]
pub(crate) mod stand_in {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, HashMap};

    use super::{Area, Fault};

    thread_local! {
        static ITEMS: RefCell<BTreeMap<(String, String), String>> = RefCell::default();
        static FAULTS: RefCell<HashMap<Area, Fault>> = RefCell::default();
        static ROOM: RefCell<HashMap<Area, usize>> = RefCell::default();
    }

    pub(super) struct Storage(Area);

    pub(super) fn storage(area: Area) -> Result<Storage, Fault> {
        match FAULTS.with_borrow(|faults| faults.get(&area).copied()) {
            Some(Fault::Forbidden) => Err(Fault::Forbidden),
            _ => Ok(Storage(area)),
        }
    }

    pub(super) fn fault_of(fault: &Fault) -> Fault {
        *fault
    }

    impl Storage {
        fn named(&self, key: &str) -> (String, String) {
            (format!("{:?}", self.0), key.to_owned())
        }

        pub(super) fn get_item(&self, key: &str) -> Result<Option<String>, Fault> {
            Ok(ITEMS.with_borrow(|items| items.get(&self.named(key)).cloned()))
        }

        pub(super) fn set_item(&self, key: &str, text: &str) -> Result<(), Fault> {
            let room = ROOM.with_borrow(|room| room.get(&self.0).copied());
            let is_over =
                room.is_some_and(|room| self.used_beside(key) + key.len() + text.len() > room);
            if is_over || FAULTS.with_borrow(|faults| faults.contains_key(&self.0)) {
                return Err(Fault::Full);
            }
            ITEMS.with_borrow_mut(|items| items.insert(self.named(key), text.to_owned()));
            Ok(())
        }

        pub(super) fn remove_item(&self, key: &str) -> Result<(), Fault> {
            ITEMS.with_borrow_mut(|items| items.remove(&self.named(key)));
            Ok(())
        }

        pub(super) fn length(&self) -> Result<u32, Fault> {
            Ok(self.all().len() as u32)
        }

        pub(super) fn key(&self, at: u32) -> Result<Option<String>, Fault> {
            Ok(self.all().into_iter().nth(at as usize))
        }

        fn used_beside(&self, key: &str) -> usize {
            let beside = self.all().into_iter().filter(|kept| kept != key);
            let text = |key: &str| self.get_item(key).ok().flatten().unwrap_or_default();
            beside.map(|key| key.len() + text(&key).len()).sum()
        }

        fn all(&self) -> Vec<String> {
            let area = format!("{:?}", self.0);
            ITEMS.with_borrow(|items| {
                let keys = items.keys().filter(|(kept, _)| *kept == area);
                keys.map(|(_, key)| key.clone()).collect()
            })
        }
    }

    /// Everything that is kept.
    #[cfg(test)]
    pub(crate) fn texts() -> Vec<String> {
        ITEMS.with_borrow(|items| items.values().cloned().collect())
    }

    /// From now on an area has this fault, or none.
    #[cfg(test)]
    pub(crate) fn break_down(area: Area, fault: Option<Fault>) {
        FAULTS.with_borrow_mut(|faults| match fault {
            Some(fault) => faults.insert(area, fault),
            None => faults.remove(&area),
        });
    }

    /// From now on an area has room for so many bytes of keys and texts.
    #[cfg(test)]
    pub(crate) fn narrow(area: Area, room: usize) {
        ROOM.with_borrow_mut(|rooms| rooms.insert(area, room));
    }

    /// A tab of its own from here on.
    #[cfg(test)]
    pub(crate) fn new_tab() {
        ITEMS.with_borrow_mut(|items| {
            items.retain(|(area, _), _| *area != format!("{:?}", Area::Tab));
        });
    }
}
