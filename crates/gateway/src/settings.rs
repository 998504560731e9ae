use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use portico_catalog::Environment;
use url::Url;

use crate::identity::DevIdentity;
use crate::options::Host;
use crate::origins::Origin;

/// The HTTP gateway of Portico: proves who asks, checks policy, validates, starts and follows runs.
///
/// Every setting is an option here and an environment variable there.
#[derive(Clone, Debug, Parser)]
#[command(name = "portico-gateway", version, args_override_self = true)]
pub struct Settings {
    /// Which environment this gateway serves: local, stage or prod.
    #[arg(long, env = "PORTICO_ENVIRONMENT", default_value = "local")]
    pub environment: Environment,

    /// Address and port to listen on.
    #[arg(long, env = "PORTICO_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,

    /// Temporal's gRPC frontend, as host:port.
    #[arg(long, env = "PORTICO_TEMPORAL_ADDRESS", default_value = "127.0.0.1:7233")]
    pub temporal_address: String,

    /// Namespace RouterWorkflow runs in [default: gateway in prod, gateway-stage elsewhere].
    #[arg(long, env = "PORTICO_GATEWAY_NAMESPACE")]
    pub gateway_namespace: Option<String>,

    /// Folder of the workflow configs; read at start and again whenever it changes.
    #[arg(long, env = "PORTICO_CONFIGS", default_value = "workflow-configs")]
    pub configs: PathBuf,

    /// Folder of the guides; read at start and again whenever it changes.
    #[arg(long, env = "PORTICO_GUIDES", default_value = "guides")]
    pub guides: PathBuf,

    /// Folder of the built portal; absent = only the API is served.
    #[arg(long, env = "PORTICO_PORTAL")]
    pub portal: Option<PathBuf>,

    /// Origins besides its own that may call the API with credentials, comma-separated; their hosts may
    /// also stand in the Host header, as behind a proxy.
    #[arg(long, env = "PORTICO_ORIGINS", value_delimiter = ',')]
    pub origins: Vec<Origin>,

    /// SQLite database of the run index; made when it is not there.
    #[arg(long, env = "PORTICO_DATABASE", default_value = "sqlite://.portico/gateway.db")]
    pub database: String,

    /// Where Temporal's own UI is; without it runs have no links to it.
    #[arg(long, env = "PORTICO_TEMPORAL_UI")]
    pub temporal_ui: Option<Url>,

    /// Who every caller is, as `email;name;group,group`; refused unless the environment is local.
    #[arg(long, env = "PORTICO_DEV_IDENTITY")]
    pub dev_identity: Option<DevIdentity>,

    /// Hosts that options may be fetched from by http sources, comma-separated, each as host or host:port. Private
    /// and loopback addresses are refused unless the host is written as host=private or host:port=private, or is such
    /// an address itself; link-local addresses only as themselves. Absent = no http source is asked.
    #[arg(long, env = "PORTICO_OPTION_HOSTS", value_delimiter = ',')]
    pub option_hosts: Vec<Host>,

    /// Requests a second that one caller may make, with bursts of twice as many; 0 = no limit.
    #[arg(long, env = "PORTICO_RATE_LIMIT", default_value_t = 500)]
    pub rate_limit: u32,
}

impl Settings {
    /// Refuses settings that contradict each other.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.dev_identity.is_some() && self.environment != Environment::Local {
            return Err(SettingsError::DevIdentity(self.environment));
        }
        match &self.temporal_ui {
            Some(ui) if !matches!(ui.scheme(), "http" | "https") => {
                Err(SettingsError::TemporalUi(ui.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// The namespace RouterWorkflow runs in.
    pub fn router_namespace(&self) -> &str {
        self.gateway_namespace.as_deref().unwrap_or(self.environment.router_namespace())
    }
}

/// Settings that contradict each other.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A developer's identity outside `local` would let everybody in.
    #[error("PORTICO_DEV_IDENTITY is for the environment local only, and this is {0}: unset it")]
    DevIdentity(Environment),
    /// A link that a browser must not follow.
    #[error("PORTICO_TEMPORAL_UI must be an http or https address, not {0}")]
    TemporalUi(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Settings {
        Settings::parse_from([&["portico-gateway"], args].concat())
    }

    #[test]
    fn a_dev_identity_is_refused_outside_local() {
        let dev = "--dev-identity=dev@example.com;Dev;admins";
        assert_eq!(parse(&[dev]).check(), Ok(()));
        for environment in ["stage", "prod"] {
            let settings = parse(&[dev, "--environment", environment]);
            assert_eq!(settings.check(), Err(SettingsError::DevIdentity(settings.environment)));
        }
    }

    #[test]
    fn the_router_namespace_follows_the_environment_unless_it_is_set() {
        assert_eq!(parse(&[]).router_namespace(), "gateway-stage");
        assert_eq!(parse(&["--environment", "prod"]).router_namespace(), "gateway");
        assert_eq!(parse(&["--gateway-namespace", "mine"]).router_namespace(), "mine");
    }

    #[test]
    fn help_names_every_variable() {
        let help = <Settings as clap::CommandFactory>::command().render_long_help().to_string();
        for variable in [
            "ENVIRONMENT",
            "BIND",
            "TEMPORAL_ADDRESS",
            "GATEWAY_NAMESPACE",
            "CONFIGS",
            "GUIDES",
            "PORTAL",
            "ORIGINS",
            "DATABASE",
            "TEMPORAL_UI",
            "DEV_IDENTITY",
            "OPTION_HOSTS",
            "RATE_LIMIT",
        ] {
            assert!(help.contains(&format!("PORTICO_{variable}")), "{variable}");
        }
    }
}
