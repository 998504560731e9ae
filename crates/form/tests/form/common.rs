//! Forms over bare schemas.

use portico_contract::http::{Ui, WorkflowDefinition};
use portico_form::Form;
use portico_form::field::{Field, Kind};
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

/// The fields that are drawn, each after what is in it: about `most` of them, and `items` of each list.
pub(crate) fn drawn(form: &Form, most: usize, items: usize) -> Vec<Field> {
    fn walk(form: &Form, field: Field, most: usize, items: usize, out: &mut Vec<Field>) {
        if out.len() > most {
            return;
        }
        match &field.kind {
            Kind::Object if !field.recursive || form.value_at(&field.pointer).is_some() => {
                for child in form.children(&field) {
                    walk(form, child, most, items, out);
                }
            }
            Kind::List(_) => {
                for index in 0..form.length(&field.pointer).min(items) {
                    walk(form, form.item(&field, index), most, items, out);
                }
            }
            _ => {}
        }
        out.push(field);
    }
    let mut fields = Vec::new();
    walk(form, form.root(), most, items, &mut fields);
    fields
}
