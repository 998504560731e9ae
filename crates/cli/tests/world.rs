//! A real gateway over a real Temporal server, with the router and a team of the tests' own.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ffi::OsStr;
use std::process::{Output, Stdio};

use portico_gateway::Settings;
use portico_nexus::{NexusWorker, Service, WorkflowOperation};
use portico_testkit::team::{NAMES, QUEUE, worker};
use portico_testkit::{Background, DevServer, free_port, until};
use serde_json::{Value, json};
use temporalio_client::{
    Client, ClientOptions, NamespacedClient, UntypedSignal, UntypedWorkflow, WorkflowSignalOptions,
};
use tokio::process::Command;

use crate::program::Workspace;

const NEXUS_QUEUE: &str = "nexus-queue";

/// Everything a run passes through, and a folder to run `portico` in.
pub(crate) struct World {
    pub(crate) workspace: Workspace,
    pub(crate) address: String,
    pub(crate) team: Client,
    _running: Vec<Background>,
    _server: DevServer,
}

impl World {
    pub(crate) async fn start() -> Self {
        let server = DevServer::start().await.unwrap();
        let connection = server.connect().await.unwrap();
        let router = server.namespace("gateway").await.unwrap();
        let namespace = server.namespace("one").await.unwrap();
        let endpoint = server.endpoint("one", &namespace, NEXUS_QUEUE).await.unwrap();
        let team = Client::new(connection, ClientOptions::new(namespace.as_str()).build()).unwrap();
        let workspace = Workspace::new();
        publish(&workspace, &namespace, &endpoint);
        let port = free_port().unwrap();
        let settings = portico_worker::Settings {
            temporal_address: server.address().to_owned(),
            namespace: router.clone(),
        };
        let gateway = gateway(&workspace, server.address(), &router, port);
        let running = vec![
            Background::start(|stop| portico_worker::run(settings, stop)),
            handler(team.clone()),
            worker(team.clone()),
            Background::start(|stop| async move {
                tokio::select! {
                    ended = portico_gateway::serve(gateway) => ended,
                    () = stop.cancelled() => Ok(()),
                }
            }),
        ];
        let address = format!("http://127.0.0.1:{port}");
        let world = Self { workspace, address, team, _running: running, _server: server };
        until(async || {
            let shown = world.portico(["runs"]).await;
            if shown.status.success() { Ok(()) } else { Err(format!("{shown:?}")) }
        })
        .await;
        world
    }

    /// Runs the program to its end, with nobody to ask.
    pub(crate) async fn portico<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Output {
        self.command(args).output().await.unwrap()
    }

    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        command(&self.workspace, &self.address, args)
    }

    /// Signals the target of a run, as its team would.
    pub(crate) async fn signal(&self, run: &Value, name: &str) {
        let id = run["target"]["workflow_id"].as_str().unwrap();
        let null = portico_testkit::team::json(&Value::Null);
        let handle = self.team.get_workflow_handle::<UntypedWorkflow>(id);
        handle
            .signal(UntypedSignal::new(name), null, WorkflowSignalOptions::default())
            .await
            .unwrap();
    }
}

/// `portico` against a gateway, in a folder, in UTC, without a terminal.
pub(crate) fn command<A: AsRef<OsStr>>(
    workspace: &Workspace,
    address: &str,
    args: impl IntoIterator<Item = A>,
) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .args(args)
        .current_dir(workspace.path(""))
        .env("PORTICO_GATEWAY", address)
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn gateway(workspace: &Workspace, temporal: &str, namespace: &str, port: u16) -> Settings {
    use clap::Parser;
    let (configs, guides) = (workspace.path("workflow-configs"), workspace.path("guides"));
    let bind = format!("127.0.0.1:{port}");
    Settings::parse_from([
        "portico-gateway",
        "--configs",
        configs.to_str().unwrap(),
        "--guides",
        guides.to_str().unwrap(),
        "--database",
        "sqlite::memory:",
        "--bind",
        &bind,
        "--temporal-address",
        temporal,
        "--gateway-namespace",
        namespace,
        "--dev-identity",
        "ann@example.com;Ann;",
    ])
}

fn handler(team: Client) -> Background {
    Background::start(move |stop| async move {
        let named = |operation: &str, workflow: &str| {
            WorkflowOperation::new(operation, QUEUE).workflow_type(workflow)
        };
        let service = NAMES
            .into_iter()
            .fold(Service::any(), |service, name| service.workflow_operation(named(name, name)))
            .workflow_operation(named("Named", "Echo"))
            .workflow_operation(named("Choose", "Echo"));
        let worker = NexusWorker::builder(team.connection().clone(), team.namespace(), NEXUS_QUEUE)
            .service(service)
            .build()?;
        Ok(worker.run(stop).await?)
    })
}

/// The catalog of the tests.
pub(crate) fn publish(workspace: &Workspace, namespace: &str, endpoint: &str) {
    let write = |kind: &str, with: Value| {
        let mut config = json!({
            "name": format!("{kind} it"), "workflow_type": kind,
            "namespace": "one", "stage_namespace": namespace,
            "nexus_endpoint": "one", "stage_nexus_endpoint": endpoint,
            "owner": { "team": "Team One", "slack": "#one", "email": "one@example.com" },
        });
        for (key, value) in with.as_object().unwrap() {
            config[key] = value.clone();
        }
        let file = kind.to_lowercase();
        workspace.write(&format!("workflow-configs/one/{file}.json"), &config.to_string());
        workspace.write(&format!("guides/one/{file}.md"), &format!("# {kind}\n\nFor tests.\n"));
    };
    write(
        "Echo",
        json!({
            "requester_field": "requested_by",
            "schema": {
                "type": "object", "required": ["text", "requested_by"], "additionalProperties": false,
                "properties": {
                    "text": { "type": "string", "title": "Text to echo", "minLength": 1, "maxLength": 100 },
                    "count": { "type": "integer", "minimum": 1 },
                    "region": { "enum": ["eu", "us"], "default": "eu" },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "password": { "type": "string", "minLength": 4, "writeOnly": true },
                    "requested_by": { "type": "string" },
                    "dry_run": { "type": "boolean" }
                }
            }
        }),
    );
    for kind in ["Fail", "Steps", "Waits"] {
        write(kind, json!({ "schema": { "type": "object", "properties": {} } }));
    }
    write(
        "Named",
        json!({
            "workflow_id": "Named-{name}",
            "danger": { "text": "It is gone for good.", "confirm": "/name" },
            "schema": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }
        }),
    );
    write(
        "Choose",
        json!({
            "options": { "/db": {
                "source": { "static": { "items": [
                    { "id": "i-1", "name": "orders-archive", "engine": "postgres 16" },
                    { "id": "i-2", "name": "orders", "engine": "postgres 17" },
                    { "id": "i-3", "name": "billing", "locked": true, "why": "being moved" }
                ] } },
                "params": { "account": "/account" },
                "value": "/id", "label": "/name", "hint": "/engine", "disabled": "/locked", "reason": "/why"
            } },
            "schema": { "type": "object", "required": ["db", "account"], "properties": {
                "db": { "type": "string", "title": "Database" },
                "account": { "type": "string", "title": "Account" }
            } }
        }),
    );
    write(
        "Closed",
        json!({
            "access": { "run": ["admins"] }, "owner": { "slack": "#one" },
            "schema": { "type": "object" }
        }),
    );
}

/// What the program answered, as JSON.
pub(crate) fn answer(output: &Output) -> Value {
    let text = crate::program::stdout(output);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}
