//! The running parts: Temporal, the router worker, the teams' workers, the gateway.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cluster::{Cluster, Topology};
use crate::process::Process;
use crate::programs::{self, GATEWAY, ROUTER};
use crate::{http, paths, say};

/// How long the parts may take until a form can be submitted.
const PATIENCE: Duration = Duration::from_secs(90);

/// What to start, and where.
pub(crate) struct Plan {
    /// The Temporal CLI.
    pub(crate) cli: PathBuf,
    /// The folder of the built programs.
    pub(crate) binaries: PathBuf,
    /// The folder that is served.
    pub(crate) dist: PathBuf,
    /// The gateway's port.
    pub(crate) port: u16,
    /// The dev server to start; none when a cluster is there.
    pub(crate) server: Option<Server>,
    /// `host:port` of Temporal.
    pub(crate) address: String,
    /// The folder of databases and logs.
    pub(crate) state: PathBuf,
    /// How long a call to a team's sandbox takes, in milliseconds.
    pub(crate) sandbox_latency_ms: u32,
}

/// The ports of a dev server.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) http_port: u16,
    pub(crate) ui_port: u16,
}

impl Server {
    /// The ports that go with the server's own.
    pub(crate) fn on(port: u16) -> Result<Self> {
        let above =
            |distance| port.checked_add(distance).context("--temporal-port must be below 64536");
        Ok(Self { port, http_port: above(10)?, ui_port: above(1000)? })
    }
}

/// Everything that runs.
pub(crate) struct Stack {
    parts: Vec<Process>,
    cluster: Cluster,
    port: u16,
    /// The folder of the parts' logs.
    logs: PathBuf,
}

impl Stack {
    /// Starts all parts, and waits until a form can be submitted.
    pub(crate) fn start(plan: &Plan) -> Result<Self> {
        std::fs::create_dir_all(&plan.state)?;
        let cluster = Cluster::new(&plan.cli, &plan.address, plan.server.is_some());
        let logs = plan.state.join("logs");
        let mut stack = Self { parts: Vec::new(), cluster, port: plan.port, logs };
        match &plan.server {
            Some(server) => {
                say::step(&format!("starting Temporal's dev server at {}", plan.address));
                stack.add("temporal", dev_server(plan, server))?;
            }
            None => say::step(&format!("asking Temporal at {}", plan.address)),
        }
        let parts = &mut stack.parts;
        stack.cluster.wait(|| parts.iter_mut().try_for_each(Process::check))?;
        let topology = stack.prepare(&plan.binaries)?;

        say::step("starting the workers and the gateway");
        stack.add("router worker", part(plan, ROUTER))?;
        let teams = programs::teams()?;
        for team in &teams {
            let mut worker = part(plan, &programs::team_worker(team));
            let variable =
                |name| format!("PORTICO_{}_{name}", team.to_uppercase().replace('-', "_"));
            worker.env(variable("SANDBOX"), plan.state.join("sandbox.db"));
            worker.env(variable("LATENCY"), plan.sandbox_latency_ms.to_string());
            stack.add(&format!("{team} worker"), worker)?;
        }
        stack.add("gateway", gateway(plan))?;
        stack.wait(&topology, &teams)?;
        Ok(stack)
    }

    /// Makes what the catalog needs in Temporal and is not there; gives what it needs.
    pub(crate) fn prepare(&self, binaries: &Path) -> Result<Topology> {
        let topology = Topology::read(binaries)?;
        self.cluster.prepare(&topology)?;
        Ok(topology)
    }

    /// The address of the portal and the API.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Fails when a part has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.parts.iter_mut().try_for_each(Process::check)
    }

    /// The part of this name.
    pub(crate) fn part(&mut self, name: &str) -> Result<&mut Process> {
        self.parts
            .iter_mut()
            .find(|part| part.name() == name)
            .with_context(|| format!("no part is called {name}"))
    }

    /// Stops a part; nothing is said about its end.
    pub(crate) fn stop(&mut self, name: &str) -> Result<()> {
        self.part(name)?.stop();
        self.parts.retain(|part| part.name() != name);
        Ok(())
    }

    /// Stops every part, Temporal last.
    pub(crate) fn stop_all(&mut self) {
        while let Some(mut part) = self.parts.pop() {
            part.stop();
        }
    }

    fn add(&mut self, name: &str, command: Command) -> Result<()> {
        let log = self.logs.join(format!("{}.log", name.replace(' ', "-")));
        self.parts.push(Process::start(name, command, &log)?);
        Ok(())
    }

    /// Waits until the gateway is ready and every queue that has a worker here is asked for tasks.
    fn wait(&mut self, topology: &Topology, teams: &[String]) -> Result<()> {
        let router = topology.namespaces.first().context("the catalog has no namespace")?;
        let mut queues = vec![(router.as_str(), "router-queue", "workflow")];
        let handled = topology.endpoints.iter().filter(|endpoint| teams.contains(&endpoint.team));
        queues.extend(handled.map(|e| (e.namespace.as_str(), e.task_queue.as_str(), "nexus")));

        let deadline = Instant::now() + PATIENCE;
        loop {
            self.check()?;
            queues.retain(|(namespace, queue, kind)| {
                !self.cluster.polled(namespace, queue, kind).unwrap_or(false)
            });
            let gateway = http::get(self.port, "/readyz");
            if queues.is_empty() && matches!(gateway, Ok((200, _))) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let seconds = PATIENCE.as_secs();
                match queues.first() {
                    Some((namespace, queue, kind)) => bail!(
                        "no worker has asked for {kind} tasks of {namespace}/{queue} in {seconds} s: see {}",
                        self.logs.display()
                    ),
                    None => bail!("the gateway is not ready after {seconds} s: {gateway:?}"),
                }
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn dev_server(plan: &Plan, server: &Server) -> Command {
    let mut temporal = Command::new(&plan.cli);
    temporal.args(["server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"]);
    for (option, port) in
        [("--port", server.port), ("--http-port", server.http_port), ("--ui-port", server.ui_port)]
    {
        temporal.args([option, &port.to_string()]);
    }
    temporal.arg("--db-filename").arg(plan.state.join("temporal.db"));
    // A run is some thirty transactions, one after the other. Without a flush for each of them nothing is lost when a
    // process is killed; a power cut may take the last runs along.
    temporal.args(["--sqlite-pragma", "synchronous=normal"]);
    temporal
}

/// A program of the workspace, with what all of them are told.
fn part(plan: &Plan, program: &str) -> Command {
    let mut command = Command::new(plan.binaries.join(program));
    command.current_dir(paths::root()).env("PORTICO_TEMPORAL_ADDRESS", &plan.address);
    command
}

/// The gateway, with the catalog of this clone.
pub(crate) fn gateway(plan: &Plan) -> Command {
    let mut gateway = part(plan, GATEWAY);
    gateway
        .env("PORTICO_ENVIRONMENT", "local")
        .env("PORTICO_BIND", format!("127.0.0.1:{}", plan.port))
        .env("PORTICO_CONFIGS", paths::configs())
        .env("PORTICO_GUIDES", paths::guides())
        .env("PORTICO_PORTAL", &plan.dist)
        .env("PORTICO_DATABASE", sqlite(&plan.state.join("gateway.db")));
    if let Some(server) = &plan.server {
        gateway.env("PORTICO_TEMPORAL_UI", format!("http://127.0.0.1:{}", server.ui_port));
    }
    if std::env::var_os("PORTICO_DEV_IDENTITY").is_none() {
        gateway.env("PORTICO_DEV_IDENTITY", "dev@example.com;Dev;cloud-ops");
    }
    gateway
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
