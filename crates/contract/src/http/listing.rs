//! Lists of workflows: the built files under `catalog/` and the gateway's overlay.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Pollers, WorkflowDefinition};

/// `catalog/first.json`: what the catalog page needs before anyone searches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// Digest of the whole catalog.
    pub catalog: String,
    /// How many workflows there are.
    pub total: usize,
    /// The first 60 cards, by name.
    pub cards: Vec<Card>,
    /// Workflows by team, most first.
    pub teams: Vec<Count>,
    /// Workflows by tag, most first.
    pub tags: Vec<Count>,
}

/// How many workflows share a team or a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The team's folder, or the tag.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// One workflow in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Prod namespace.
    pub namespace: String,
    /// Workflow type.
    pub workflow_type: String,
    /// Display name.
    pub name: String,
    /// One or two plain sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The team's folder.
    pub team: String,
    /// The team's display name, where `owner.team` gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_name: Option<String>,
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The config has `danger`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destructive: bool,
    /// How many approvals a start needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approvals: Option<u32>,
    /// Name of its file: `catalog/w/<file>.json`.
    pub file: String,
}

/// One row of `catalog/names.json`, an array in the catalog's order: all there is to find and open a workflow.
/// Written as a JSON array `[namespace, workflow_type, name, team, file]` to keep it small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    from = "(String, String, String, String, String)",
    into = "(String, String, String, String, String)"
)]
pub struct Name {
    /// Prod namespace.
    pub namespace: String,
    /// Workflow type.
    pub workflow_type: String,
    /// Display name.
    pub name: String,
    /// The team's folder.
    pub team: String,
    /// Name of its file.
    pub file: String,
}

impl From<(String, String, String, String, String)> for Name {
    fn from(
        (namespace, workflow_type, name, team, file): (String, String, String, String, String),
    ) -> Self {
        Self { namespace, workflow_type, name, team, file }
    }
}

impl From<Name> for (String, String, String, String, String) {
    fn from(n: Name) -> Self {
        (n.namespace, n.workflow_type, n.name, n.team, n.file)
    }
}

/// One row of `catalog/search.json`, in the same order as `names.json`: what search reads besides the name,
/// and what a card shows. Written as `[description, tags, destructive, approvals, team_name]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SearchRow", into = "SearchRow")]
pub struct SearchEntry {
    /// Description.
    pub description: String,
    /// Tags.
    pub tags: Vec<String>,
    /// The config has `danger`.
    pub destructive: bool,
    /// How many approvals a start needs.
    pub approvals: u32,
    /// The team's display name; empty = the folder's name.
    pub team_name: String,
}

type SearchRow = (String, Vec<String>, u8, u32, String);

impl From<SearchRow> for SearchEntry {
    fn from((description, tags, destructive, approvals, team_name): SearchRow) -> Self {
        Self { description, tags, destructive: destructive != 0, approvals, team_name }
    }
}

impl From<SearchEntry> for SearchRow {
    fn from(e: SearchEntry) -> Self {
        (e.description, e.tags, u8::from(e.destructive), e.approvals, e.team_name)
    }
}

/// `catalog/guides.json`: the words of guides by which workflows are found that their cards do not name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideWords {
    /// Digest of the catalog whose rows are meant; the same as in [`First`].
    pub catalog: String,
    /// The words, in their order.
    pub words: Vec<GuideWord>,
}

/// One word of guides, and the workflows it is in: the place in `names.json` of the first, then how many places further
/// each next one is. Written as `[word, [number, …]]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideWord(pub String, pub Vec<u32>);

/// `GET /api/v1/workflows`: what the static catalog cannot know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overlay {
    /// Digest of the gateway's catalog.
    pub catalog: String,
    /// The workflows the caller may see.
    pub workflows: Vec<Listed>,
}

/// One workflow for this caller in this environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listed {
    /// Prod namespace.
    pub namespace: String,
    /// Workflow type.
    pub workflow_type: String,
    /// It exists in this environment.
    pub offered: bool,
    /// The caller may start it.
    pub may_run: bool,
    /// Why not: which rule, and whom to ask.
    pub reason: Option<String>,
    /// Card fields, sent when the portal reads only the API (`"catalog": "gateway"`).
    #[serde(default, flatten, skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub card: IndexMap<String, serde_json::Value>,
}

/// `GET /api/v1/workflows/{namespace}/{workflow_type}`: the static file's content and what it cannot know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedDefinition {
    /// The workflow.
    #[serde(flatten)]
    pub definition: WorkflowDefinition,
    /// It exists in this environment.
    pub offered: bool,
    /// The caller may start it.
    pub may_run: bool,
    /// Why not: which rule, and whom to ask.
    pub reason: Option<String>,
    /// Who is listening now; `None` where it is not offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pollers: Option<Pollers>,
    /// Where its owners can start it past the gateway; `None` for everyone else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<DirectStart>,
}

/// Where a workflow can be started past the gateway, by those who may write to the team's namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectStart {
    /// The real namespace in this environment.
    pub namespace: String,
}
