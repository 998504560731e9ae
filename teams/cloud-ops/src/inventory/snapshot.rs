use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::listing::{Item, Listing};

/// The lists as they were at one time. It lives in the workflow's state and goes along when that continues as new.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// When it was last read, RFC 3339, UTC.
    pub(super) as_of: String,
    /// By name.
    pub(super) lists: BTreeMap<String, List>,
}

/// One list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct List {
    /// Tells whether the list has changed.
    digest: String,
    items: Vec<Item>,
}

/// Digests by list: what a reader has already.
pub(crate) type Known = BTreeMap<String, String>;

impl List {
    /// A list of `bytes`, its items as JSON.
    pub(super) fn new(items: Vec<Item>, bytes: &[u8]) -> Self {
        Self { digest: HEXLOWER.encode(&Sha256::digest(bytes)[..16]), items }
    }

    /// Whether whoever has `known` has this list as it is.
    pub(super) fn is(&self, known: Option<&String>) -> bool {
        known == Some(&self.digest)
    }
}

impl Snapshot {
    /// What of it need not be sent again while it stays as it is.
    pub(super) fn known(&self) -> Known {
        self.lists.iter().map(|(name, list)| (name.clone(), list.digest.clone())).collect()
    }

    /// The items of a list, if it was read.
    pub(super) fn items(&self, listing: &Listing) -> &[Item] {
        self.lists.get(listing.name).map_or(&[], |list| &list.items)
    }

    /// Takes over what has changed since.
    pub(super) fn update(&mut self, newer: Self) {
        self.as_of = newer.as_of;
        self.lists.extend(newer.lists);
    }
}
