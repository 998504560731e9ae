use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Body of a question for a field's choices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionsRequest {
    /// The field, as the config spells its pointer: `*` for any item or additional key.
    pub pointer: String,
    /// The parameters' values, by name.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub params: IndexMap<String, Value>,
    /// What was typed, for a source that filters itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Where the next page begins: the `cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A field's choices, or one page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionsPage {
    /// The choices, in the source's order.
    pub items: Vec<OptionItem>,
    /// How many there are in all, where that is known.
    pub total: Option<u64>,
    /// Where the next page begins; null on the last.
    pub cursor: Option<String>,
    /// When the source answered, RFC 3339, UTC.
    pub as_of: String,
    /// The source could not be asked again in time: this is what it last said.
    pub stale: bool,
    /// The list was longer than a list may be, and was cut.
    pub truncated: bool,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionItem {
    /// What is sent. Any JSON; values are compared by JSON equality.
    pub value: Value,
    /// What is shown.
    pub label: String,
    /// A second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The heading it is listed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// It cannot be chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Why it cannot be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
