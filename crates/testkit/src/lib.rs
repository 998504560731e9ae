//! A real Temporal dev server for tests: one per `cargo xtask test`, or one per process where the
//! tests run by themselves. Every test makes its own namespaces and endpoints, so none meets another.

mod background;
mod history;
mod proxy;
mod raw;
mod tap;
pub mod team;
mod wait;

pub use background::Background;
pub use history::{close_event, event, history};
pub use proxy::{Fate, Proxy};
pub use tap::Tap;
pub use wait::until;

use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use temporalio_client::{Connection, ConnectionOptions};
use temporalio_common::protos::temporal::api::enums::v1::IndexedValueType;
use temporalio_common::protos::temporal::api::nexus::v1::{
    EndpointSpec, EndpointTarget, endpoint_target,
};
use temporalio_common::protos::temporal::api::operatorservice::v1::{
    AddSearchAttributesRequest, CreateNexusEndpointRequest,
};
use temporalio_common::protos::temporal::api::workflowservice::v1::RegisterNamespaceRequest;
use tonic::{Code, IntoRequest};

/// Environment variable with the address of a dev server that is already running, as `host:port`.
pub const SERVER: &str = "PORTICO_TEST_TEMPORAL";
/// Environment variable with the path of the Temporal CLI.
pub const CLI: &str = "PORTICO_TEMPORAL_CLI";

/// A dev server, stopped when dropped unless it was already running.
pub struct DevServer {
    address: String,
    child: Option<Child>,
}

impl DevServer {
    /// Joins the server of this test run, or starts one in memory on a free port.
    pub async fn start() -> Result<Self> {
        let server = match std::env::var(SERVER) {
            Ok(address) => Self { address, child: None },
            Err(_) => Self::spawn()?,
        };
        server.connect_until_ready().await?;
        Ok(server)
    }

    /// Starts a server of this test's own, for tests that stop and restart it. `database` keeps its state.
    pub async fn start_own(port: u16, database: Option<&std::path::Path>) -> Result<Self> {
        let server = Self::spawn_at(port, database)?;
        server.connect_until_ready().await?;
        Ok(server)
    }

    /// `host:port` of its gRPC frontend.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A new connection to it.
    pub async fn connect(&self) -> Result<Connection> {
        let url: url::Url = format!("http://{}", self.address).parse()?;
        Ok(Connection::connect(ConnectionOptions::new(url).identity("portico-test").build())
            .await?)
    }

    /// Registers a namespace whose name starts with `prefix`, and returns the name.
    pub async fn namespace(&self, prefix: &str) -> Result<String> {
        let name = unique(prefix);
        self.namespace_named(&name).await?;
        Ok(name)
    }

    /// Registers exactly this namespace and waits until workflows can be started in it.
    pub async fn namespace_named(&self, name: &str) -> Result<()> {
        let connection = self.connect().await?;
        let namespace = RegisterNamespaceRequest {
            namespace: name.to_owned(),
            workflow_execution_retention_period: Some(prost_wkt_types::Duration {
                seconds: 24 * 60 * 60,
                nanos: 0,
            }),
            ..Default::default()
        };
        // The server limits how many are registered in a second, and tests start many at once.
        retry("leave to register a namespace", || async {
            let call = namespace.clone().into_request();
            match connection.workflow_service().register_namespace(call).await {
                Err(status) if status.code() == Code::ResourceExhausted => Err(status),
                answer => Ok(answer),
            }
        })
        .await??;
        // Adding the search attribute needs the namespace, so it doubles as the wait for it.
        let attributes =
            HashMap::from([("RequesterEmail".to_owned(), IndexedValueType::Keyword as i32)]);
        retry("the new namespace", || async {
            connection
                .operator_service()
                .add_search_attributes(
                    AddSearchAttributesRequest {
                        namespace: name.to_owned(),
                        search_attributes: attributes.clone(),
                    }
                    .into_request(),
                )
                .await
        })
        .await
        .map(drop)
    }

    /// Creates a Nexus endpoint whose name starts with `prefix`, and returns the name.
    pub async fn endpoint(
        &self,
        prefix: &str,
        namespace: &str,
        task_queue: &str,
    ) -> Result<String> {
        let name = unique(prefix);
        self.endpoint_named(&name, namespace, task_queue).await?;
        Ok(name)
    }

    /// Creates exactly this Nexus endpoint. Callers see it after a moment: the server caches its registry.
    pub async fn endpoint_named(
        &self,
        name: &str,
        namespace: &str,
        task_queue: &str,
    ) -> Result<()> {
        let connection = self.connect().await?;
        let spec = EndpointSpec {
            name: name.to_owned(),
            target: Some(EndpointTarget {
                variant: Some(endpoint_target::Variant::Worker(endpoint_target::Worker {
                    namespace: namespace.to_owned(),
                    task_queue: task_queue.to_owned(),
                })),
            }),
            ..Default::default()
        };
        retry("the new endpoint", || async {
            connection
                .operator_service()
                .create_nexus_endpoint(
                    CreateNexusEndpointRequest { spec: Some(spec.clone()) }.into_request(),
                )
                .await
        })
        .await
        .map(drop)
    }

    fn spawn() -> Result<Self> {
        Self::spawn_at(free_port()?, None)
    }

    fn spawn_at(port: u16, database: Option<&std::path::Path>) -> Result<Self> {
        let mut command = Command::new(cli()?);
        command
            .args([
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--log-level",
                "error",
            ])
            .args(["--port", &port.to_string()]);
        if let Some(database) = database {
            command.arg("--db-filename").arg(database);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("start the Temporal dev server")?;
        Ok(Self { address: format!("127.0.0.1:{port}"), child: Some(child) })
    }

    async fn connect_until_ready(&self) -> Result<()> {
        retry("the Temporal dev server", || async { self.connect().await }).await.map(drop)
    }
}

impl Drop for DevServer {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // The process may have ended by itself; either way it is gone after this.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A name no other test uses.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", &uuid::Uuid::new_v4().simple().to_string()[..12])
}

/// A TCP port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The Temporal CLI: the one xtask names, the one on PATH, or one in the tool cache.
pub fn cli() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(CLI) {
        return Ok(path.into());
    }
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .map(|folder| folder.join("temporal"));
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .map(|cache| cache.join("portico/tools"));
    let cached = cache
        .and_then(|tools| std::fs::read_dir(tools).ok())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("temporal-"))
        .map(|entry| entry.path().join("temporal"));
    match on_path.chain(cached).find(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => bail!("no Temporal CLI: run `cargo xtask test`, or set {CLI}"),
    }
}

/// Tries until it works, for at most 30 seconds. The pause only spares the server; nothing is timed by it.
async fn retry<T, E, F>(what: &str, mut attempt: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<T, E>>,
    E: std::fmt::Display,
{
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        match attempt().await {
            Ok(value) => return Ok(value),
            Err(error) if tokio::time::Instant::now() > deadline => {
                bail!("waited 30 s for {what}: {error}")
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
