use std::sync::Arc;

use data_encoding::BASE32;
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
        self.digest(&self.field.list_id, self.cursor.as_deref())
    }

    /// The id of the workflow that asks an operation this, the same in every replica.
    pub(super) fn workflow_id(&self, cursor: Option<&str>) -> String {
        let text = BASE32.encode(&self.digest(&self.field.source_id, cursor));
        format!("portico-options-{}", &text[..26])
    }

    fn digest(&self, of: &Digest32, cursor: Option<&str>) -> Digest32 {
        let params = match self.params.is_empty() {
            true => Vec::new(),
            false => canonical(&self.params.iter().map(|(k, v)| (k.clone(), v.clone())).collect()),
        };
        // What is absent is no empty text.
        let part = |text: Option<&str>| text.map_or_else(Vec::new, |text| format!("={text}").into());
        let caller = self.caller.as_deref();
        digest(&[of.to_vec(), params, part(self.search.as_deref()), part(cursor), part(caller)])
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
