//! What the tests of this folder share.

use std::sync::Arc;

use indexmap::IndexMap;
use portico_catalog::Names;
use portico_contract::http::WorkflowDefinition;
use serde_json::{Value, from_value, json};

use super::field::{Field, fields};
use super::question::Question;
use crate::identity::Caller;

/// A dynamic field `/db`. `option` has what the portal knows of it, `items` what the gateway does; both beside what is
/// usual.
pub(super) fn field(option: &Value, items: &Value) -> Arc<Field> {
    let with = |mut usual: Value, with: &Value| {
        for (key, value) in with.as_object().unwrap() {
            usual[key] = value.clone();
        }
        usual
    };
    let items = with(
        json!({
            "source": { "Query": { "workflow_id": "inventory", "query_type": "databases" } },
            "value": null, "label": null, "hint": null, "group": null, "disabled": null, "reason": null,
            "max_age_seconds": 60, "per_caller": false,
        }),
        items,
    );
    let option = with(json!({ "params": {} }), option);
    let definition: WorkflowDefinition = from_value(json!({
        "namespace": "one", "workflow_type": "Test", "name": "Test", "team": "one", "environments": [],
        "definition": "", "schema": {}, "guide": { "html": "" }, "options": { "/db": option },
    }))
    .unwrap();
    let names = Names { namespace: "one".into(), endpoint: "one".into(), service: "one".into() };
    let items = IndexMap::from([("/db".to_owned(), from_value(items).unwrap())]);
    fields(&definition, &items, &names).unwrap()["/db"].clone()
}

/// A question about a field, with parameters.
pub(super) fn question(field: &Arc<Field>, params: &Value, search: Option<&str>) -> Question {
    asked_by("ann@example.com", field, params, search, None).unwrap()
}

/// A question of somebody, about a page.
pub(super) fn asked_by(
    email: &str,
    field: &Arc<Field>,
    params: &Value,
    search: Option<&str>,
    cursor: Option<&str>,
) -> Result<Question, Vec<String>> {
    let caller = Caller {
        email: email.to_owned(),
        name: String::new(),
        groups: Vec::new(),
        verified_by: "test",
    };
    let (search, cursor) = (search.map(str::to_owned), cursor.map(str::to_owned));
    Question::new(field, |name, _| params.get(name), search, cursor, &caller)
}
