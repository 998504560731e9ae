use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most bytes of JSON that the `branches` of a request may have.
pub const LARGEST_BRANCHES: usize = 64 << 10;

/// Body of `POST …/runs`. The envelope is strict: an unknown or missing key is an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartRequest {
    /// What the workflow gets.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub input: Value,
    /// Start nothing, answer what would be started.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// Hash of the definition the form was drawn from; refused when the gateway's differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The typed confirmation that `danger.confirm` asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
    /// The branches that the form draws, 64 KiB of JSON at most: a refusal speaks of them. They decide nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<DrawnBranch>,
}

/// The branch of a `oneOf` or `anyOf` that is drawn for a value, so that errors speak of no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DrawnBranch {
    /// JSON Pointer of the value, relative to `input`.
    pub pointer: String,
    /// JSON Pointer of the `oneOf` or `anyOf` in the definition's schema.
    pub keyword_location: String,
    /// The branch's index in it, from 0.
    pub index: u32,
}

/// Answer to a start with `"preview": true`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// Always true: an invalid input is answered with the error a start would give.
    pub valid: bool,
    /// What would be called.
    pub target: PreviewTarget,
    /// How many approvals a start would wait for.
    pub approvals: u32,
    /// Who is listening now.
    pub pollers: Pollers,
    /// The input as it would be sent; secrets masked.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub input: Value,
    /// What the requester should know before starting.
    pub warnings: Vec<String>,
}

/// What a start would call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewTarget {
    /// The real namespace.
    pub namespace: String,
    /// The Nexus endpoint.
    pub endpoint: String,
    /// The Nexus service.
    pub service: String,
    /// The Nexus operation.
    pub operation: String,
    /// The target's id where the config's template makes one.
    pub workflow_id: Option<String>,
}

/// Pollers seen on the way to the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pollers {
    /// Nexus handlers polling the endpoint's task queue; `None` = could not be read.
    pub nexus: Option<u32>,
}
