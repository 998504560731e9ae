use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::list::List;
use super::question::Key;

/// A list that nobody could refresh for longer is not shown any more.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Lists by what they answer; when there are too many bytes, the one not used for longest makes room.
#[derive(Debug)]
pub(super) struct Cache {
    limit: usize,
    bytes: usize,
    lists: HashMap<Key, Kept>,
    /// By when they were used last.
    order: BTreeMap<u64, Key>,
    uses: u64,
}

#[derive(Debug)]
struct Kept {
    list: Arc<List>,
    bytes: usize,
    used: u64,
}

impl Cache {
    /// Holds so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, bytes: 0, lists: HashMap::new(), order: BTreeMap::new(), uses: 0 }
    }

    /// A list, however old.
    pub(super) fn get(&mut self, key: &Key, now: Instant) -> Option<Arc<List>> {
        let kept = self.lists.get_mut(key)?;
        if kept.list.age(now) > KEPT {
            self.remove(key);
            return None;
        }
        self.uses += 1;
        self.order.remove(&kept.used);
        kept.used = self.uses;
        self.order.insert(self.uses, *key);
        Some(kept.list.clone())
    }

    /// Takes the place of the list that was there.
    pub(super) fn put(&mut self, key: Key, list: Arc<List>) {
        self.remove(&key);
        self.uses += 1;
        let bytes = list.bytes();
        self.bytes += bytes;
        self.order.insert(self.uses, key);
        self.lists.insert(key, Kept { list, bytes, used: self.uses });
        while self.bytes > self.limit {
            let Some((_, oldest)) = self.order.first_key_value().map(|(used, key)| (*used, *key))
            else {
                break;
            };
            self.remove(&oldest);
        }
    }

    /// How many bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many lists it holds.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    fn remove(&mut self, key: &Key) {
        if let Some(kept) = self.lists.remove(key) {
            self.order.remove(&kept.used);
            self.bytes -= kept.bytes;
        }
    }
}
