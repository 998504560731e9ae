//! One workflow as the portal reads it: `catalog/w/<hash>.json`, and the gateway's answer.
//! Never holds `access`, `notify` or an option's source.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A workflow's definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkflowDefinition {
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
    /// Tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Environments it is offered in: some of `prod`, `stage`, `local`.
    pub environments: Vec<String>,
    /// Hash of all that decides what a form asks and what is sent; a start may carry it.
    pub definition: String,
    /// Region, shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Task queue of the team's own worker, shown and used in snippets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_queue: Option<String>,
    /// Template of the target's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// What happens when the target's id is already running.
    #[serde(default)]
    pub on_conflict: OnConflict,
    /// Top-level property that the gateway overwrites with the caller's e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_field: Option<String>,
    /// What makes it destructive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger: Option<Danger>,
    /// Hints for drawing.
    #[serde(default)]
    pub ui: Ui,
    /// Dynamic fields by pointer, without their sources.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, OptionField>,
    /// Approval a start needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// May be scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// What the owning team asks to be told of, never where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify_on: Vec<NotifyOn>,
    /// Links of a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkTemplate>,
    /// The bundled schema, dialect named by `$schema`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub schema: Value,
    /// Descriptions in the schema rendered from Markdown, by their text, as safe HTML.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub markdown: IndexMap<String, String>,
    /// Titles in the schema that hold code or emphasis, by their text, as safe HTML without blocks.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub titles: IndexMap<String, String>,
    /// The guide.
    pub guide: GuidePage,
}

/// The guide as safe HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuidePage {
    /// Sanitised HTML.
    pub html: String,
    /// Its headings in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<GuideHeading>,
}

/// A heading of a guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideHeading {
    /// 1 to 6.
    pub level: u8,
    /// Its `id` in the HTML.
    pub id: String,
    /// Its plain text.
    pub text: String,
}

/// Whom to ask, and who may cancel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owner {
    /// Display name of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Group whose members may cancel runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What happens when the target's id is already running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OnConflict {
    /// The run fails and names the other one.
    #[default]
    Fail,
    /// The run waits for the other one's result.
    Attach,
}

/// Why a run is dangerous and what review asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Danger {
    /// What cannot be undone.
    pub text: String,
    /// Pointer of the field whose value must be typed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

impl Danger {
    /// The text that has to be typed for `input`; `None` = nothing has to be, or the field is absent.
    pub fn confirmation(&self, input: &Value) -> Option<String> {
        match input.pointer(self.confirm.as_deref()?)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// Hints for drawing, by pointer; `*` stands for each item or additional key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ui {
    /// Pages of a wizard, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// Hints by pointer; the root object's is "".
    #[serde(flatten)]
    pub fields: IndexMap<String, UiHint>,
}

/// A page of a wizard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Pointers of its fields.
    pub fields: Vec<String>,
}

/// Hints for one field or object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UiHint {
    /// The input to use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget: Option<Widget>,
    /// Example text in an empty input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Help under the label, in place of the description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Label, in place of the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Help shown while the value matches a schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_when: Option<HelpWhen>,
    /// Order of an object's properties; `*` = the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Columns an object's fields are laid out in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// The object starts folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collapsed: Option<bool>,
}

/// 1, 2 or 3.
pub type Columns = u8;

/// Help shown while the value matches a schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpWhen {
    /// The schema.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub schema: Value,
    /// The help.
    pub text: String,
}

/// Inputs a hint may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Widget {
    Textarea,
    Radio,
    Select,
    Switch,
    Slider,
    Password,
    Tags,
    File,
    Code,
    Hidden,
}

/// A dynamic field as the portal knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionField {
    /// Parameter name to pointer of the field it is read from.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub params: IndexMap<String, String>,
    /// Who filters.
    #[serde(default)]
    pub search: SearchMode,
    /// A value outside the list is accepted.
    #[serde(default)]
    pub allow_other: bool,
    /// The list stands in the config, so it is no environment's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
}

/// Who filters a list of options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SearchMode {
    /// The browser has the whole list.
    #[default]
    Client,
    /// The typed text is sent on.
    Server,
}

/// Approval a start needs; never who may give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Approval {
    /// Groups that may approve.
    pub approvers: Vec<String>,
    /// How many people.
    pub count: u32,
    /// The requester may be one of them.
    pub allow_self: bool,
    /// How long a request stays open, such as `24h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The signal the workflow waits for.
    pub signal: String,
    /// Only inputs that match this schema need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub when: Option<Value>,
}

/// A moment of a run that a team asks to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotifyOn {
    /// It started.
    Started,
    /// It waits for somebody.
    Waiting,
    /// It ended well.
    Completed,
    /// It ended badly.
    Failed,
}

/// Whether it may be scheduled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// It may.
    pub allowed: bool,
}

/// A link of a run, with templates such as `{target.workflow_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkTemplate {
    /// Its text.
    pub title: String,
    /// Where it leads.
    pub url: String,
}
