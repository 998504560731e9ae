use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use portico_contract::http::{Approval, GuidePage, WorkflowDefinition};
use portico_validate::{SchemaError, Validator};
use serde_json::Value;

use super::entry::Entry;
use crate::options::{Field, fields};

/// Workflows kept ready; the one that was not used for longest makes room.
const KEPT: usize = 256;

/// A workflow made ready to be started: everything that is worked out once per definition.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The definition, less what is only read: the guide and the descriptions.
    pub(crate) definition: WorkflowDefinition,
    /// Judges inputs.
    pub(crate) validator: Validator,
    /// The dynamic fields by pointer; none where the workflow is not offered.
    pub(crate) options: IndexMap<String, Arc<Field>>,
    /// The schema has a top-level boolean `dry_run`.
    pub(crate) has_dry_run: bool,
    /// Judges whether an input needs the approval; `None` = every input does.
    approval_when: Option<Validator>,
}

/// Why a workflow cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrepareError {
    /// Its stored text cannot be read back.
    #[error("definition: {0}")]
    Definition(#[from] std::io::Error),
    /// Its schema cannot be used.
    #[error("schema: {0}")]
    Schema(#[from] SchemaError),
    /// Its options cannot be used.
    #[error("options: {0}")]
    Options(String),
}

impl Prepared {
    pub(super) fn new(entry: &Entry) -> Result<Self, PrepareError> {
        let mut definition = entry.read()?;
        definition.guide = GuidePage::default();
        definition.markdown = IndexMap::new();
        let validator = Validator::new(&definition.schema)?;
        let when = definition.approval.as_ref().and_then(|approval| approval.when.as_ref());
        let approval_when = when.map(Validator::new).transpose()?;
        let has_dry_run = has_dry_run(&definition.schema);
        let options = match entry.names() {
            Some(names) => {
                fields(&definition, &entry.options()?, names).map_err(PrepareError::Options)?
            }
            None => IndexMap::new(),
        };
        Ok(Self { definition, validator, options, has_dry_run, approval_when })
    }

    /// The approval this input needs.
    pub(crate) fn approval(&self, input: &Value) -> Option<&Approval> {
        let needed = self.approval_when.as_ref().is_none_or(|when| when.is_valid(input));
        self.definition.approval.as_ref().filter(|_| needed)
    }

    /// Whether this input asks the workflow to change nothing.
    pub(crate) fn is_dry_run(&self, input: &Value) -> bool {
        self.has_dry_run && input.get("dry_run") == Some(&Value::Bool(true))
    }
}

/// Follows `$ref` inside the schema, as the catalog bundles it.
fn has_dry_run(schema: &Value) -> bool {
    let mut property = schema.pointer("/properties/dry_run");
    for _ in 0..8 {
        let Some(reference) = property.and_then(|p| p.get("$ref")).and_then(Value::as_str) else {
            break;
        };
        property = reference.strip_prefix('#').and_then(|pointer| schema.pointer(pointer));
    }
    property.and_then(|p| p.get("type")).and_then(Value::as_str) == Some("boolean")
}

/// The workflows that are ready, most recently used last.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<VecDeque<(String, Arc<Prepared>)>>);

impl Cache {
    /// The workflow made ready, now or before. Two requests may both make it; the work is done outside the lock.
    pub(super) fn get(&self, entry: &Entry) -> Result<Arc<Prepared>, PrepareError> {
        // The definition's hash leaves out texts such as the name, which no decision is made of.
        let key = format!("{}\n{}\n{}", entry.namespace, entry.workflow_type, entry.definition);
        if let Some(prepared) = self.find(&key) {
            return Ok(prepared);
        }
        let prepared = Arc::new(Prepared::new(entry)?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((key, prepared.clone()));
        Ok(prepared)
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn find(&self, key: &str) -> Option<Arc<Prepared>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().rposition(|(k, _)| k == key)?;
        let found = kept.remove(at)?;
        let prepared = found.1.clone();
        kept.push_back(found);
        Some(prepared)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::has_dry_run;

    #[test]
    fn a_boolean_dry_run_is_found_through_references() {
        for (schema, expected) in [
            (json!({"properties": {"dry_run": {"type": "boolean"}}}), true),
            (
                json!({"properties": {"dry_run": {"$ref": "#/definitions/d"}}, "definitions": {"d": {"type": "boolean"}}}),
                true,
            ),
            (
                json!({"properties": {"dry_run": {"$ref": "#/definitions/d"}}, "definitions": {"d": {"$ref": "#/definitions/d"}}}),
                false,
            ),
            (json!({"properties": {"dry_run": {"type": "string"}}}), false),
            (json!({}), false),
        ] {
            assert_eq!(has_dry_run(&schema), expected, "{schema}");
        }
    }
}
