use serde::{Deserialize, Serialize};

/// The caller, as the gateway proved them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Who it is; also the subject of run ids and of access rules.
    pub email: String,
    /// Display name.
    pub name: String,
    /// Groups that access rules may name.
    pub groups: Vec<String>,
    /// The environment this gateway serves.
    pub environment: String,
    /// How the identity was proven: `dev` until a sign-in front is configured.
    pub verified_by: String,
}
