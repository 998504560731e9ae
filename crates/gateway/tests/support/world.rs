//! A server, namespaces, an endpoint and workers.

use std::path::Path;

use clap::Parser;
use portico_gateway::{Settings, build};
use portico_testkit::team::json;
use portico_testkit::{Background, DevServer, unique, until};
use serde_json::Value;
use temporalio_client::{
    Client as TemporalClient, ClientOptions, UntypedSignal, UntypedWorkflow, WorkflowSignalOptions,
};
use temporalio_common::protos::temporal::api::common::v1::WorkflowExecution;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    DeleteWorkflowExecutionRequest, DescribeWorkflowExecutionRequest,
};
use tonic::{Code, IntoRequest};

use super::client::{Anybody, Client};
use super::configs::{Folders, Names};
use super::team;

/// Everything a run passes through. Dropping it stops what it started.
pub(crate) struct World {
    pub(crate) server: DevServer,
    pub(crate) names: Names,
    pub(crate) folders: Folders,
    pub(crate) router: TemporalClient,
    pub(crate) team: TemporalClient,
    pub(crate) router_namespace: String,
    workers: Vec<Background>,
}

impl World {
    /// With all workers.
    pub(crate) async fn start() -> Self {
        let mut world = Self::without_workers().await;
        world.start_router();
        world.start_handler();
        world.start_workflows();
        world
    }

    /// Without any worker: what is started waits.
    pub(crate) async fn without_workers() -> Self {
        let server = DevServer::start().await.unwrap();
        let connection = server.connect().await.unwrap();
        let router_namespace = server.namespace("gateway").await.unwrap();
        let namespace = server.namespace("one").await.unwrap();
        let endpoint = server.endpoint("one", &namespace, team::NEXUS_QUEUE).await.unwrap();
        let names = Names { namespace, endpoint };
        let client = |namespace: &str| {
            TemporalClient::new(connection.clone(), ClientOptions::new(namespace).build()).unwrap()
        };
        Self {
            router: client(&router_namespace),
            team: client(&names.namespace),
            folders: Folders::new(&names),
            server,
            names,
            router_namespace,
            workers: Vec::new(),
        }
    }

    pub(crate) fn start_router(&mut self) {
        let settings = portico_worker::Settings {
            temporal_address: self.server.address().to_owned(),
            namespace: self.router_namespace.clone(),
        };
        self.workers.push(Background::start(|stop| portico_worker::run(settings, stop)));
    }

    pub(crate) fn start_handler(&mut self) {
        self.workers.push(team::handler(self.team.clone()));
    }

    pub(crate) fn start_workflows(&mut self) {
        self.workers.push(portico_testkit::team::worker(self.team.clone()));
    }

    /// A new gateway with an index of its own in memory.
    pub(crate) async fn gateway(&self) -> Client {
        self.gateway_with(&[]).await
    }

    /// A new gateway with further options.
    pub(crate) async fn gateway_with(&self, args: &[&str]) -> Client {
        let base = [
            "--temporal-address",
            self.server.address(),
            "--gateway-namespace",
            &self.router_namespace,
            "--temporal-ui",
            "http://127.0.0.1:8233",
        ];
        gateway(&self.folders, &[&base, args].concat()).await
    }

    /// The same as [`World::without_workers`], with an endpoint that is not there.
    pub(crate) async fn without_endpoint() -> Self {
        let mut world = Self::without_workers().await;
        world.names.endpoint = unique("missing");
        world.folders = Folders::new(&world.names);
        world
    }

    /// Signals the target of a run, as its team would.
    pub(crate) async fn signal(&self, run: &Value, name: &str) {
        let id = run["target"]["workflow_id"].as_str().unwrap();
        self.team
            .get_workflow_handle::<UntypedWorkflow>(id)
            .signal(UntypedSignal::new(name), json(&Value::Null), WorkflowSignalOptions::default())
            .await
            .unwrap();
    }

    /// Deletes a run from Temporal, as `temporal workflow delete` and the end of the retention do, and returns when
    /// it is gone.
    pub(crate) async fn delete(&self, workflow_id: &str) {
        let mut service = self.router.connection().workflow_service();
        let execution =
            WorkflowExecution { workflow_id: workflow_id.to_owned(), run_id: String::new() };
        let delete = DeleteWorkflowExecutionRequest {
            namespace: self.router_namespace.clone(),
            workflow_execution: Some(execution.clone()),
        };
        service.delete_workflow_execution(delete.into_request()).await.unwrap();
        until(async || {
            let describe = DescribeWorkflowExecutionRequest {
                namespace: self.router_namespace.clone(),
                execution: Some(execution.clone()),
            };
            match service.clone().describe_workflow_execution(describe.into_request()).await {
                Err(status) if status.code() == Code::NotFound => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
    }

    /// Starts a run as Ann and returns its id; asks again, as a person is told to, while Temporal is too slow to answer.
    pub(crate) async fn run(&self, gateway: &Client, kind: &str, input: &Value) -> String {
        let (path, key) = (runs_of(kind), unique("key"));
        let answer = until(async || {
            let body = serde_json::json!({ "input": input });
            let answer = gateway.post_keyed(&path, Some(&key), &body).await;
            if answer.status == 503 { Err(answer.text) } else { Ok(answer) }
        })
        .await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{}", answer.text);
        answer.json()["workflow_id"].as_str().unwrap().to_owned()
    }
}

/// Where runs of one of the tests' workflows are started.
pub(crate) fn runs_of(kind: &str) -> String {
    format!("/api/v1/workflows/one/{kind}/runs")
}

/// A gateway over these folders.
pub(crate) async fn gateway(folders: &Folders, args: &[&str]) -> Client {
    let state = build(settings(folders.path(), args), Box::new(Anybody)).await.unwrap();
    Client::new(state)
}

/// Settings for a gateway over the folders in `root`, with an index in memory; `args` come last and win.
pub(crate) fn settings(root: &Path, args: &[&str]) -> Settings {
    let (configs, guides) = (root.join("workflow-configs"), root.join("guides"));
    let base = [
        "portico-gateway",
        "--configs",
        configs.to_str().unwrap(),
        "--guides",
        guides.to_str().unwrap(),
        "--database",
        "sqlite::memory:",
        "--bind",
        "127.0.0.1:8080",
    ];
    Settings::parse_from([&base, args].concat())
}

/// A gateway whose Temporal is not there, for what needs none.
pub(crate) async fn offline(args: &[&str]) -> (Client, Folders) {
    let folders =
        Folders::new(&Names { namespace: "one-stage".into(), endpoint: "one-stage".into() });
    let gateway = gateway(&folders, &[&["--temporal-address", "127.0.0.1:1"], args].concat()).await;
    (gateway, folders)
}
