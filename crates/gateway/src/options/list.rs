use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderValue;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use portico_catalog::canonical;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::field::digest;
use super::gather::Gather;
use crate::gzip::gzip;

/// A source's list, ready to be sent and to be looked up in.
#[derive(Debug)]
pub(crate) struct List {
    /// As it is sent.
    fresh: Page,
    /// As it is sent while the source cannot be asked again.
    stale: OnceLock<Page>,
    members: Members,
    /// When what it says was true.
    pub(super) as_of: Timestamp,
    /// When the source was asked.
    pub(super) asked: Instant,
    /// Where the next page begins.
    pub(super) cursor: Option<String>,
    /// It is not whole.
    pub(super) truncated: bool,
    items: Bytes,
    total: Option<usize>,
}

/// An answer's bytes.
#[derive(Debug)]
pub(crate) struct Page {
    /// A hash of the JSON.
    pub(crate) tag: HeaderValue,
    /// The JSON.
    pub(crate) json: Bytes,
    /// The same, compressed, where that makes it smaller.
    pub(crate) gzip: Option<Bytes>,
}

/// How a value stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can be chosen.
    Offered,
    /// It cannot, for this reason.
    Disabled(Option<String>),
}

impl List {
    /// The list that was gathered. `cursor` is the source's; `total` is known where the list is whole.
    pub(super) fn new(
        gather: Gather,
        cursor: Option<String>,
        total: Option<usize>,
        as_of: Timestamp,
        asked: Instant,
    ) -> Self {
        let Gather { json, members, truncated, .. } = gather;
        let items = Bytes::from(json);
        let fresh = Page::new(&items, total, cursor.as_deref(), as_of, false, truncated);
        let stale = OnceLock::new();
        Self { fresh, stale, members, as_of, asked, cursor, truncated, items, total }
    }

    /// The bytes to send.
    pub(crate) fn page(&self, stale: bool) -> &Page {
        if !stale {
            return &self.fresh;
        }
        self.stale.get_or_init(|| {
            let cursor = self.cursor.as_deref();
            Page::new(&self.items, self.total, cursor, self.as_of, true, self.truncated)
        })
    }

    /// How a value stands in it; `None` = it is not there.
    pub(super) fn standing(&self, value: &Value) -> Option<&Standing> {
        self.members.0.get(canonical(value).as_slice())
    }

    pub(super) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.asked)
    }

    /// What it takes of the memory, roughly, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let gzip = self.fresh.gzip.as_ref().map_or(0, Bytes::len);
        // A stale page may come to it.
        self.items.len() + 2 * (self.fresh.json.len() + gzip) + self.members.bytes() + 1_024
    }
}

impl Page {
    fn new(
        items: &[u8],
        total: Option<usize>,
        cursor: Option<&str>,
        as_of: Timestamp,
        stale: bool,
        truncated: bool,
    ) -> Self {
        let (total, cursor) = (json!(total), json!(cursor));
        let mut json = Vec::with_capacity(items.len() + 160);
        json.extend_from_slice(b"{\"items\":[");
        json.extend_from_slice(items);
        let rest = format!(
            "],\"total\":{total},\"cursor\":{cursor},\"as_of\":\"{as_of:.3}\",\"stale\":{stale},\"truncated\":{truncated}}}"
        );
        json.extend_from_slice(rest.as_bytes());
        let hash = HEXLOWER.encode(&digest(&[&json])[..16]);
        let tag = HeaderValue::from_str(&format!("W/\"{hash}\""));
        Self {
            tag: tag.unwrap_or(HeaderValue::from_static("W/\"\"")),
            gzip: gzip(&json).map(Bytes::from),
            json: json.into(),
        }
    }
}

/// The values of a list, by their canonical form: `1` and `1.0` are one.
#[derive(Debug, Default)]
pub(super) struct Members(HashMap<Box<[u8]>, Standing>);

impl Members {
    /// Adds a value; false where it was there before.
    pub(super) fn add(&mut self, value: &Value, standing: Standing) -> bool {
        use std::collections::hash_map::Entry;
        match self.0.entry(canonical(value).into()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(standing);
                true
            }
        }
    }

    pub(super) fn has(&self, value: &Value) -> bool {
        self.0.contains_key(canonical(value).as_slice())
    }

    pub(super) fn remove(&mut self, value: &Value) {
        self.0.remove(canonical(value).as_slice());
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> usize {
        let reason = |standing: &Standing| match standing {
            Standing::Disabled(Some(reason)) => reason.len(),
            _ => 0,
        };
        // A slot of the map and an allocation.
        self.0.iter().map(|(value, standing)| value.len() + reason(standing) + 80).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;

    use flate2::read::GzDecoder;
    use portico_contract::http::{OptionItem, OptionsPage};

    use super::*;
    use crate::options::testing::{field, question};

    fn list(items: &[Value], cursor: Option<&str>) -> List {
        let field =
            field(&json!({}), &json!({ "value": "/id", "disabled": "/off", "reason": "/why" }));
        let mut gather = Gather::new(Arc::new(question(&field, &json!({}), None)));
        items.iter().for_each(|item| gather.push(item));
        let as_of = "2026-11-21T14:03:22.5Z".parse().unwrap();
        List::new(gather, cursor.map(str::to_owned), Some(items.len()), as_of, Instant::now())
    }

    #[test]
    fn bytes_are_the_page_that_the_contract_means() {
        let list = list(
            &[json!({"id": {"a": 1}}), json!({"id": "<b>", "off": true, "why": "in \"use\""})],
            Some("c\"2"),
        );
        let item = |value: Value, label: &str| OptionItem {
            value,
            label: label.to_owned(),
            hint: None,
            group: None,
            disabled: false,
            reason: None,
        };
        let mut expected = OptionsPage {
            items: vec![
                item(json!({"a": 1}), r#"{"a":1}"#),
                OptionItem {
                    disabled: true,
                    reason: Some("in \"use\"".into()),
                    ..item(json!("<b>"), "<b>")
                },
            ],
            total: Some(2),
            cursor: Some("c\"2".into()),
            as_of: "2026-11-21T14:03:22.500Z".into(),
            stale: false,
            truncated: false,
        };
        let page = |stale| serde_json::from_slice::<OptionsPage>(&list.page(stale).json).unwrap();
        assert_eq!(page(false), expected);
        expected.stale = true;
        assert_eq!(page(true), expected);
        assert_ne!(list.page(false).tag, list.page(true).tag);
        assert!(list.page(false).gzip.is_none(), "too small to be worth it");
    }

    #[test]
    fn large_pages_are_also_there_compressed() {
        let items: Vec<_> = (0..500).map(|n| json!({ "id": format!("db-{n}") })).collect();
        let list = list(&items, None);
        let gzip = list.page(false).gzip.clone().unwrap();
        let mut json = Vec::new();
        GzDecoder::new(&*gzip).read_to_end(&mut json).unwrap();
        assert!(json == list.page(false).json && gzip.len() < json.len() / 4, "{}", gzip.len());
        assert!(list.bytes() > json.len());
    }

    #[test]
    fn values_are_found_by_json_equality() {
        let list = list(
            &[
                json!({"id": 1}),
                json!({"id": {"a": 1, "b": [2]}}),
                json!({"id": "x", "off": true, "why": "old"}),
            ],
            None,
        );
        for (value, expected) in [
            (json!(1.0), Some(Standing::Offered)),
            (json!({"b": [2], "a": 1}), Some(Standing::Offered)),
            (json!("x"), Some(Standing::Disabled(Some("old".into())))),
            (json!("1"), None),
            (json!({"a": 1}), None),
            (json!(9_007_199_254_740_993_u64), None),
        ] {
            assert_eq!(list.standing(&value), expected.as_ref(), "{value}");
        }
    }
}
