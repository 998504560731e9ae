use std::sync::Arc;

use indexmap::IndexMap;
use portico_catalog::canonical;
use portico_contract::http::SearchMode;
use portico_contract::nexus::OptionsQuestion;
use serde_json::Value;

use super::field::{Digest32, Field, digest};
use super::gather::MAX_ITEMS;
use super::sources::PAGE;
use crate::identity::Caller;

/// A list that is asked for: a field with all its parameters.
#[derive(Debug)]
pub(crate) struct Question {
    /// The field.
    pub(crate) field: Arc<Field>,
    /// The parameters' values, in the config's order.
    pub(super) params: IndexMap<String, Value>,
    /// What was typed.
    pub(super) search: Option<String>,
    /// Where the page begins.
    pub(super) cursor: Option<String>,
    /// Who asks, where one person's list is not another's.
    pub(super) caller: Option<String>,
}

/// Tells lists apart.
pub(super) type Key = Digest32;

impl Question {
    /// Asks with the parameters that `param` finds by name and pointer.
    ///
    /// # Errors
    /// The names of those that are not set: absent, null or empty.
    pub(crate) fn new<'v>(
        field: &Arc<Field>,
        param: impl Fn(&str, &str) -> Option<&'v Value>,
        search: Option<String>,
        cursor: Option<String>,
        caller: &Caller,
    ) -> Result<Self, Vec<String>> {
        let mut params = IndexMap::with_capacity(field.params.len());
        let mut missing = Vec::new();
        for (name, from) in &field.params {
            match param(name, from).filter(|value| is_set(value)) {
                Some(value) => drop(params.insert(name.clone(), value.clone())),
                None => missing.push(name.clone()),
            }
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let search = search.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self {
            params,
            search,
            cursor,
            caller: field.per_caller.then(|| caller.email.clone()),
            field: field.clone(),
        })
    }

    /// Equal for questions that one list answers.
    pub(super) fn key(&self) -> Key {
        let params = match self.params.is_empty() {
            true => Vec::new(),
            false => canonical(&self.params.iter().map(|(k, v)| (k.clone(), v.clone())).collect()),
        };
        // What is absent is no empty text.
        let part =
            |text: Option<&str>| text.map_or_else(Vec::new, |text| format!("={text}").into());
        let (cursor, caller) = (self.cursor.as_deref(), self.caller.as_deref());
        let list = self.field.list_id.to_vec();
        digest(&[list, params, part(self.search.as_deref()), part(cursor), part(caller)])
    }

    /// What a query or an operation is asked with.
    pub(super) fn asked(&self, cursor: Option<&str>) -> OptionsQuestion {
        OptionsQuestion {
            params: self.params.clone(),
            search: self.search.clone(),
            cursor: cursor.map(str::to_owned),
            limit: match self.field.search {
                SearchMode::Server => PAGE,
                SearchMode::Client => u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX),
            },
            caller: self.caller.clone(),
        }
    }

    /// Whether the gateway filters: what the browser would have filtered had the list not been too long for it, and what
    /// stands in the config.
    pub(super) fn is_filtered_here(&self) -> bool {
        self.field.search == SearchMode::Client || self.field.is_static()
    }

    /// The same list, asked for what is like this text.
    pub(super) fn with_search(&self, search: String, cursor: Option<String>) -> Self {
        Self {
            field: self.field.clone(),
            params: self.params.clone(),
            search: Some(search).filter(|text| !text.is_empty()),
            cursor,
            caller: self.caller.clone(),
        }
    }
}

/// Nothing is asked with what nobody has filled in.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::options::testing::{asked_by, field};

    #[test]
    fn nothing_is_asked_before_all_parameters_are_set() {
        let field =
            field(&json!({ "params": { "account": "/account", "region": "/region" } }), &json!({}));
        for (params, missing) in [
            (json!({}), &["account", "region"] as &[&str]),
            (json!({ "account": "a" }), &["region"]),
            (json!({ "account": "a", "region": null }), &["region"]),
            (json!({ "account": "", "region": "b" }), &["account"]),
            (json!({ "account": 0, "region": false }), &[]),
            (json!({ "account": [], "region": {} }), &[]),
        ] {
            let asked = asked_by("ann", &field, &params, None, None);
            assert_eq!(asked.err().unwrap_or_default(), missing, "{params}");
        }
    }

    #[test]
    fn lists_are_told_apart_by_all_that_decides_them() {
        let params = json!({ "params": { "a": "/a" } });
        let plain = field(&params, &json!({}));
        let server = field(&json!({ "params": { "a": "/a" }, "search": "server" }), &json!({}));
        let mapped = field(&params, &json!({ "value": "/id" }));
        let other = field(
            &params,
            &json!({ "source": { "Query": { "workflow_id": "inventory", "query_type": "tables" } } }),
        );
        let key = |field, value: Value, search, cursor| {
            asked_by("ann", field, &json!({ "a": value }), search, cursor).unwrap().key()
        };
        let keys = [
            key(&plain, json!("x"), None, None),
            key(&plain, json!("y"), None, None),
            key(&plain, json!(["x"]), None, None),
            key(&plain, json!("x"), Some("s"), None),
            key(&plain, json!("x"), None, Some("s")),
            key(&server, json!("x"), None, None),
            key(&mapped, json!("x"), None, None),
            key(&other, json!("x"), None, None),
        ];
        for (at, one) in keys.iter().enumerate() {
            assert!(!keys[..at].contains(one), "{at}");
        }
        assert_eq!(key(&plain, json!("x"), Some("  "), None), keys[0], "blanks are no search");
        assert_eq!(
            key(&plain, json!({ "b": 1, "c": 2.0 }), None, None),
            key(&plain, json!({ "c": 2, "b": 1 }), None, None)
        );
    }

    #[test]
    fn callers_are_told_apart_only_where_the_config_says_so() {
        let shared = field(&json!({}), &json!({}));
        let own = field(&json!({}), &json!({ "per_caller": true }));
        let asked = |email, field| asked_by(email, field, &json!({}), None, None).unwrap();
        assert_eq!(asked("ann", &shared).key(), asked("bob", &shared).key());
        assert_ne!(asked("ann", &own).key(), asked("bob", &own).key());
        assert_eq!(asked("ann", &shared).asked(None).caller, None);
        assert_eq!(asked("ann", &own).asked(None).caller.as_deref(), Some("ann"));
    }
}
