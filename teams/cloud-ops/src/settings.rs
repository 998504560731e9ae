use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// The cloud-ops team's worker: runs the team's workflows and answers its Nexus endpoint.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Settings {
    /// Temporal's address, as host:port or URL.
    #[arg(long, env = "PORTICO_TEMPORAL_ADDRESS", default_value = "127.0.0.1:7233")]
    pub temporal_address: String,

    /// The team's namespace.
    #[arg(long, env = "PORTICO_CLOUD_OPS_NAMESPACE", default_value = "cloud-ops-stage")]
    pub namespace: String,

    /// The sandbox cloud, an SQLite file; made and seeded when there is none.
    #[arg(long, env = "PORTICO_CLOUD_OPS_SANDBOX", default_value = ".portico/sandbox.db")]
    pub sandbox: PathBuf,

    /// Seeds the sandbox anew, forgetting every change.
    #[arg(long)]
    pub fresh: bool,

    /// How long the sandbox takes over one call, in milliseconds, so that there is something to watch.
    #[arg(long, env = "PORTICO_CLOUD_OPS_LATENCY", default_value_t = 0)]
    pub latency_ms: u64,

    /// The task queue the team's Nexus endpoint points at.
    #[arg(long, env = "PORTICO_CLOUD_OPS_NEXUS_TASK_QUEUE", default_value = "nexus-queue")]
    pub nexus_task_queue: String,
}

impl Settings {
    /// The address as a URL.
    ///
    /// # Errors
    /// It is neither host:port nor a URL.
    pub(crate) fn temporal_url(&self) -> Result<url::Url, url::ParseError> {
        if self.temporal_address.contains("://") {
            self.temporal_address.parse()
        } else {
            format!("http://{}", self.temporal_address).parse()
        }
    }

    /// The sandbox's latency.
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }
}
