use std::path::PathBuf;

use anyhow::Result;

use super::stack::{Plan, Server};
use crate::args::Args;
use crate::{paths, ports};

/// So that a person sees the steps of a run happen.
const SANDBOX_LATENCY_MS: u32 = 400;

/// What `up` was asked for.
pub(crate) struct Options {
    port: u16,
    temporal_port: u16,
    temporal_address: Option<String>,
    pub(crate) fresh: bool,
}

impl Options {
    /// Reads the words after `up`; none when help was asked for.
    pub(crate) fn parse(words: Vec<String>) -> Result<Option<Self>> {
        let mut args = Args::new(words);
        if args.flag("--help") || args.flag("-h") {
            return Ok(None);
        }
        let options = Self {
            port: args.port("--port", 8080)?,
            temporal_port: args.port("--temporal-port", 7233)?,
            temporal_address: args.value("--temporal-address")?,
            fresh: args.flag("--fresh"),
        };
        args.end()?;
        Ok(Some(options))
    }

    /// Fails when a port that is needed is taken.
    pub(crate) fn require_ports(&self) -> Result<()> {
        ports::require(self.port, "the gateway", "--port")?;
        if self.temporal_address.is_none() {
            let Server { port, http_port, ui_port } = Server::on(self.temporal_port)?;
            ports::require(port, "Temporal", "--temporal-port")?;
            ports::require(http_port, "Temporal's HTTP API", "--temporal-port")?;
            ports::require(ui_port, "Temporal's UI", "--temporal-port")?;
        }
        Ok(())
    }

    /// What is to be started.
    pub(crate) fn plan(&self, cli: PathBuf, binaries: PathBuf, dist: PathBuf) -> Result<Plan> {
        Ok(Plan {
            cli,
            binaries,
            dist,
            port: self.port,
            server: match self.temporal_address {
                Some(_) => None,
                None => Some(Server::on(self.temporal_port)?),
            },
            address: self
                .temporal_address
                .clone()
                .unwrap_or(format!("127.0.0.1:{}", self.temporal_port)),
            state: paths::state(),
            sandbox_latency_ms: SANDBOX_LATENCY_MS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>> {
        Options::parse(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn the_ui_is_a_thousand_above_the_server() -> Result<()> {
        let options = parse("--temporal-port 9000")?.unwrap();
        let server = options.plan(PathBuf::new(), PathBuf::new(), PathBuf::new())?.server.unwrap();
        assert_eq!((server.port, server.ui_port, server.http_port), (9000, 10000, 9010));
        assert!(parse("--temporal-port 65000")?.unwrap().require_ports().is_err());
        Ok(())
    }

    #[test]
    fn a_given_cluster_starts_no_server() -> Result<()> {
        let options = parse("--temporal-address temporal.example:7233")?.unwrap();
        let plan = options.plan(PathBuf::new(), PathBuf::new(), PathBuf::new())?;
        assert!(plan.server.is_none());
        assert_eq!(plan.address, "temporal.example:7233");
        assert!(parse("--bogus").is_err());
        assert!(parse("--help")?.is_none());
        Ok(())
    }
}
