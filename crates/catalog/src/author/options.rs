use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// Where a field's choices come from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionConfig {
    /// Who is asked for the choices.
    pub(crate) source: Source,
    /// What the source is asked with: parameter name to JSON Pointer of the field it is read from.
    /// Nothing is asked before all of them are set. A segment * means the same index.
    #[serde(default)]
    #[schemars(extend(
        "maxProperties" = 20,
        "additionalProperties" = { "type": "string", "maxLength": 1000 },
    ))]
    pub(crate) params: IndexMap<String, String>,
    /// JSON Pointer into an item of the value that is sent. Absent = the item itself.
    #[schemars(length(max = 1000))]
    pub(crate) value: Option<String>,
    /// JSON Pointer into an item of the text that is shown.
    #[schemars(length(max = 1000))]
    pub(crate) label: Option<String>,
    /// JSON Pointer into an item of its second line.
    #[schemars(length(max = 1000))]
    pub(crate) hint: Option<String>,
    /// JSON Pointer into an item of the heading it is listed under.
    #[schemars(length(max = 1000))]
    pub(crate) group: Option<String>,
    /// JSON Pointer into an item of a boolean: it cannot be chosen.
    #[schemars(length(max = 1000))]
    pub(crate) disabled: Option<String>,
    /// JSON Pointer into an item of why it cannot be chosen.
    #[schemars(length(max = 1000))]
    pub(crate) reason: Option<String>,
    /// Who filters: the browser over the whole list, or the source by the typed text.
    #[serde(default)]
    pub(crate) search: Search,
    /// How long a list is believed, such as "60s", "5m" or "1h"; at most a day. Default: 60s.
    #[schemars(length(min = 2, max = 20))]
    pub(crate) max_age: Option<String>,
    /// A value outside the list is accepted.
    #[serde(default)]
    pub(crate) allow_other: bool,
    /// One person's list is kept from another.
    #[serde(default)]
    pub(crate) per_caller: bool,
}

/// Who answers with the choices.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Source {
    /// A Temporal Query on a long-running workflow in the team's namespace.
    Query(Query),
    /// A synchronous operation of the team's Nexus service.
    Nexus(Operation),
    /// A GET that the gateway makes; the host must be on its allow-list.
    Http(Get),
    /// Choices written here.
    Static(Items),
}

/// A Temporal Query.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Id of the workflow that is queried.
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) workflow_id: String,
    /// The query's name.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) query_type: String,
}

/// A Nexus operation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    /// The operation's name.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) operation: String,
    /// The service; absent = the workflow's own.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) service: Option<String>,
}

/// A GET.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Get {
    /// Absolute URL, without user and password; parameters are added to its query.
    #[schemars(length(min = 1, max = 2000))]
    pub(crate) url: String,
    /// Headers with a secret in them: name to the variable that holds the value.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 10))]
    pub(crate) headers: IndexMap<String, Secret>,
}

/// A secret that stands in the gateway's environment, never in a file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    /// Name of the gateway's environment variable, such as "PORTICO_SECRET_INVENTORY".
    #[schemars(length(min = 1, max = 200))]
    pub(crate) env: String,
}

/// Choices written in the config.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Items {
    /// The choices.
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) items: Vec<Value>,
}

/// Who filters a list of choices.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Search {
    #[default]
    Client,
    Server,
}
