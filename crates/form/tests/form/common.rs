//! Forms over bare schemas.

use portico_contract::http::{Ui, WorkflowDefinition};
use portico_form::Form;
use serde_json::{Value, json};

/// A definition around a schema and hints.
pub(crate) fn definition(schema: Value, ui: Value) -> WorkflowDefinition {
    let mut definition: WorkflowDefinition = serde_json::from_value(json!({
        "namespace": "n", "workflow_type": "W", "name": "W", "team": "t", "environments": ["local"],
        "definition": "d", "schema": {}, "guide": { "html": "" }
    }))
    .unwrap();
    definition.schema = schema;
    definition.ui = serde_json::from_value::<Ui>(ui).unwrap();
    definition
}

/// A form filled with defaults alone.
pub(crate) fn form(schema: Value) -> Form {
    Form::new(&definition(schema, json!({})), None, None)
}

/// A form filled from an input.
pub(crate) fn form_with(schema: Value, initial: Value) -> Form {
    Form::new(&definition(schema, json!({})), Some(initial), None)
}
