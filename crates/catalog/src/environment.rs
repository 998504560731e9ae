use std::fmt;
use std::str::FromStr;

/// Where a gateway serves, as `PORTICO_ENVIRONMENT` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// One machine; stage names on a local server.
    Local,
    /// The stage cluster.
    Stage,
    /// The production cluster.
    Prod,
}

impl Environment {
    /// All of them, in the order the portal lists them.
    pub const ALL: [Self; 3] = [Self::Local, Self::Stage, Self::Prod];

    /// The name as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Stage => "stage",
            Self::Prod => "prod",
        }
    }

    /// The namespace RouterWorkflow runs in.
    pub fn router_namespace(self) -> &'static str {
        match self {
            Self::Local | Self::Stage => portico_contract::nexus::GATEWAY_STAGE_NAMESPACE,
            Self::Prod => portico_contract::nexus::GATEWAY_NAMESPACE,
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no environment.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown environment {0:?}: write local, stage or prod")]
pub struct UnknownEnvironment(String);

impl FromStr for Environment {
    type Err = UnknownEnvironment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|e| e.as_str() == text)
            .ok_or_else(|| UnknownEnvironment(text.into()))
    }
}
