use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::object;

/// How fields are drawn.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct Ui {
    /// Pages of the form, in order.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub(crate) pages: Vec<Page>,
    /// Hints by JSON Pointer of a field; a segment * stands for each item or additional key.
    #[serde(flatten)]
    pub(crate) fields: IndexMap<String, Hint>,
}

/// A page of the form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Its title.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) title: String,
    /// JSON Pointers of its fields, in order.
    #[schemars(length(min = 1, max = 500), inner(length(min = 1, max = 500)))]
    pub(crate) fields: Vec<String>,
}

/// How one field or object is drawn.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hint {
    /// The input to use.
    pub(crate) widget: Option<Widget>,
    /// Example text in the empty input.
    #[schemars(length(max = 200))]
    pub(crate) placeholder: Option<String>,
    /// Help under the label, as Markdown, in place of the schema's description.
    #[schemars(length(max = 4000))]
    pub(crate) help: Option<String>,
    /// Label, in place of the schema's title.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) label: Option<String>,
    /// Help that is shown while the value matches a schema.
    pub(crate) help_when: Option<HelpWhen>,
    /// Order of an object's properties: their names, and * for the rest.
    #[serde(default)]
    #[schemars(length(max = 1000), inner(length(max = 200)))]
    pub(crate) order: Vec<String>,
    /// How many columns an object's fields are laid out in.
    #[schemars(range(min = 1, max = 3))]
    pub(crate) columns: Option<u8>,
    /// The object starts folded.
    pub(crate) collapsed: Option<bool>,
}

/// Help that is shown while a value matches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HelpWhen {
    /// JSON Schema the value must match.
    #[schemars(schema_with = "object")]
    pub(crate) schema: Value,
    /// The help, as Markdown.
    #[schemars(length(min = 1, max = 4000))]
    pub(crate) text: String,
}

/// An input.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Widget {
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
