//! Lists a form offers choices from: what they hold, and how they answer.

mod question;
mod read;

use serde_json::{Map, Value};

pub use question::Answer;
pub(crate) use question::Question;
pub(crate) use read::now;

/// One thing a list holds, as it is answered.
pub(crate) type Item = Map<String, Value>;

/// A list of the sandbox's things.
pub(crate) struct Listing {
    /// Its name, which is that of the query or operation that answers it.
    pub(crate) name: &'static str,
    /// Selects one JSON object for each item.
    pub(crate) sql: &'static str,
    /// The keys of an item that together name it, and by which the list is ordered.
    pub(crate) key: &'static [&'static str],
    /// The parameters it can be asked with, each with the key of an item that has to hold its value.
    pub(crate) params: &'static [(&'static str, &'static str)],
}

impl Listing {
    /// What tells an item from all others, such as `infra-test/us-east-1/tracker-sessions`.
    fn id(&self, item: &Item) -> String {
        let parts = self.key.iter().map(|key| item.get(*key).and_then(Value::as_str));
        parts.map(Option::unwrap_or_default).collect::<Vec<_>>().join("/")
    }
}
