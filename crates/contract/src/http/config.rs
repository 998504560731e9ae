use serde::{Deserialize, Serialize};

/// `config.json`, beside index.html: which gateways there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalConfig {
    /// The environments of the switch, in its order.
    pub environments: Vec<ConfigEnvironment>,
    /// Name of the environment shown first.
    pub default: String,
    /// `static` (read the built files) or `gateway` (read only the API).
    #[serde(default = "static_catalog")]
    pub catalog: String,
}

/// One environment and the gateway that serves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigEnvironment {
    /// `local`, `stage`, `prod`.
    pub name: String,
    /// The gateway's origin; empty = the portal's own.
    pub gateway: String,
    /// Where Temporal's own UI is; links to it are left out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporal_ui: Option<String>,
}

fn static_catalog() -> String {
    "static".into()
}
