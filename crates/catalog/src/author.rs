//! What a publisher writes, as types. Their docs and bounds become
//! `docs/generated/workflow-config.schema.json`, which editors and [`crate::shape`] read alike.

mod options;
mod policy;
mod ui;

use indexmap::IndexMap;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use options::{Get, OptionConfig, Search, Source};
pub(crate) use policy::{
    Access, Approval, Danger, Link, Notify, NotifyOn, OnConflict, Owner, Schedule,
};
pub(crate) use ui::{HelpWhen, Hint, Page, Ui, Widget};

/// A workflow that a team publishes in Portico: `workflow-configs/<team>/<workflow>.json`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Portico workflow config")]
pub(crate) struct Config {
    /// Where an editor finds the schema of this file. Portico does not read it.
    #[serde(rename = "$schema")]
    #[schemars(length(max = 2000))]
    #[expect(dead_code, reason = "named so that the key is known")]
    pub(crate) editor_schema: Option<String>,
    /// The name people see and search for.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) name: String,
    /// The workflow's type in Temporal, which is also the name of the Nexus operation.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) workflow_type: String,
    /// The team's namespace in production. Namespace and workflow_type together identify the workflow everywhere.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) namespace: String,
    /// The Nexus endpoint that leads into the namespace in production.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) nexus_endpoint: String,
    /// JSON Schema of the workflow's input: what the form asks. Without $schema it is read as 2020-12.
    #[schemars(schema_with = "object")]
    pub(crate) schema: Value,
    /// The team's namespace in the environments stage and local. Absent = not offered there.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) stage_namespace: Option<String>,
    /// The Nexus endpoint in the environments stage and local. Absent = not offered there.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) stage_nexus_endpoint: Option<String>,
    /// The Nexus service in every environment. Absent = the name of the endpoint in use.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) nexus_service: Option<String>,
    /// The task queue the endpoint points at. Default: nexus-queue.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) nexus_task_queue: Option<String>,
    /// The task queue of the team's own worker; shown, and used in snippets for direct calls.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) task_queue: Option<String>,
    /// The region the workflow works in; shown.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) region: Option<String>,
    /// One or two plain sentences for the catalog.
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) description: Option<String>,
    /// Words to filter the catalog by.
    #[serde(default)]
    #[schemars(length(max = 20), inner(length(min = 1, max = 50)))]
    pub(crate) tags: Vec<String>,
    /// Whom to ask, and who may cancel runs.
    pub(crate) owner: Option<Owner>,
    /// Template of the target workflow's id, such as "DeleteDynamo-{table_name}". At most 255 bytes when filled in.
    #[schemars(length(min = 1, max = 255))]
    pub(crate) workflow_id: Option<String>,
    /// What happens when the target's id is already running.
    #[serde(default)]
    pub(crate) on_conflict: OnConflict,
    /// A top-level string property that the gateway fills with the requester's e-mail.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) requester_field: Option<String>,
    /// What makes the workflow destructive, and what review asks to type again.
    pub(crate) danger: Option<Danger>,
    /// How fields are drawn: hints by JSON Pointer of the field ("" = the whole form), and pages.
    #[serde(default)]
    pub(crate) ui: Ui,
    /// Where the choices of dynamic fields come from, by JSON Pointer of the field.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 100))]
    pub(crate) options: IndexMap<String, OptionConfig>,
    /// Which groups may run and see the workflow. Absent = everyone signed in.
    #[serde(default)]
    pub(crate) access: Access,
    /// The approval a start needs.
    pub(crate) approval: Option<Approval>,
    /// Where to tell of runs.
    pub(crate) notify: Option<Notify>,
    /// Links of a run, such as logs, traces and runbooks.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub(crate) links: Vec<Link>,
    /// Whether runs may be scheduled.
    pub(crate) schedule: Option<Schedule>,
}

impl Config {
    /// The keys a config must have.
    pub(crate) const REQUIRED: [&str; 5] =
        ["name", "workflow_type", "namespace", "nexus_endpoint", "schema"];

    /// The JSON Schema of a config.
    pub(crate) fn json_schema() -> Value {
        SchemaSettings::draft2020_12()
            .for_deserialize()
            .with_transform(RecursiveTransform(WithoutNull))
            .into_generator()
            .into_root_schema_for::<Self>()
            .to_value()
    }
}

fn object(_: &mut schemars::SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "object" })
}

/// A key that is not needed is left out, never null: takes away what the generator adds for `Option`.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        let Some(schema) = schema.as_object_mut() else { return };
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|t| t != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                schema.insert("type".into(), only);
            }
        }
        if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
            branches.retain(|b| b.get("type").is_none_or(|t| t != "null"));
            if let [Value::Object(only)] = branches.as_slice() {
                let only: Map<String, Value> = only.clone();
                schema.remove("anyOf");
                schema.extend(only);
            }
        }
    }
}
