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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::options::gather::Gather;
    use crate::options::testing::{field, question};

    fn list(asked: Instant) -> Arc<List> {
        let gather =
            Gather::new(Arc::new(question(&field(&json!({}), &json!({})), &json!({}), None)));
        Arc::new(List::new(gather, None, None, Timestamp::now(), asked))
    }

    #[test]
    fn the_list_not_used_for_longest_makes_room() {
        let now = Instant::now();
        let one = list(now);
        let mut cache = Cache::new(one.bytes() * 3);
        for key in 0..3 {
            cache.put([key; 32], one.clone());
        }
        assert!(cache.get(&[0; 32], now).is_some());
        cache.put([3; 32], one.clone());
        let kept: Vec<u8> = (0..4).filter(|key| cache.get(&[*key; 32], now).is_some()).collect();
        assert_eq!(kept, [0, 2, 3]);
        cache.put([0; 32], one.clone());
        assert_eq!(
            (cache.len(), cache.bytes()),
            (3, one.bytes() * 3),
            "a newer list takes the older one's place"
        );
    }

    #[test]
    fn a_list_larger_than_the_room_is_not_kept() {
        let one = list(Instant::now());
        let mut cache = Cache::new(one.bytes() - 1);
        cache.put([0; 32], one);
        assert_eq!((cache.len(), cache.bytes()), (0, 0));
    }

    #[test]
    fn a_list_of_yesterday_is_not_shown() {
        let asked = Instant::now();
        let mut cache = Cache::new(usize::MAX);
        cache.put([0; 32], list(asked));
        assert!(cache.get(&[0; 32], asked + KEPT).is_some());
        assert!(cache.get(&[0; 32], asked + KEPT + Duration::from_secs(1)).is_none());
        assert_eq!(cache.bytes(), 0);
    }
}
