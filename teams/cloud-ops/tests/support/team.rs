use std::path::PathBuf;
use std::time::Duration;

use portico_cloud_ops::{Settings, TASK_QUEUE};
use portico_testkit::{Background, DevServer, unique};
use serde_json::Value;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;
use temporalio_client::{
    Client, ClientOptions, UntypedWorkflow, WorkflowExecutionInfo, WorkflowHandle,
    WorkflowStartOptions,
};
use temporalio_common::data_converters::{PayloadConverter, RawValue};

use super::{Rows, Run, rows};

/// A team without a worker yet.
pub(crate) struct Team {
    server: DevServer,
    client: Client,
    namespace: String,
    folder: TempDir,
}

impl Team {
    /// A namespace, and a sandbox as it is seeded.
    pub(crate) async fn new() -> Self {
        let server = DevServer::start().await.unwrap();
        let namespace = server.namespace("cloud-ops").await.unwrap();
        let connection = server.connect().await.unwrap();
        let client =
            Client::new(connection, ClientOptions::new(namespace.clone()).build()).unwrap();
        let team = Self { server, client, namespace, folder: TempDir::new().unwrap() };
        // Opened once, so that the rows can be read before a worker runs.
        portico_cloud_ops::sandbox::Sandbox::open(&team.sandbox_file(), false, Duration::ZERO)
            .await
            .unwrap()
            .close()
            .await;
        team
    }

    /// A team whose worker runs in this process.
    pub(crate) async fn with_worker() -> (Self, Background) {
        let team = Self::new().await;
        let worker = team.work();
        (team, worker)
    }

    /// Starts a worker in this process.
    pub(crate) fn work(&self) -> Background {
        let settings = self.settings();
        Background::start(
            move |stop| async move { Ok(portico_cloud_ops::run(settings, stop).await?) },
        )
    }

    /// What the worker needs.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            temporal_address: self.server.address().to_owned(),
            namespace: self.namespace.clone(),
            sandbox: self.sandbox_file(),
            fresh: false,
            latency_ms: 0,
            nexus_task_queue: "nexus-queue".to_owned(),
        }
    }

    /// Starts a run under a new workflow id.
    pub(crate) async fn start(&self, workflow_type: &str, input: Value) -> Run {
        let argument = RawValue::from_value(&input, &PayloadConverter::default());
        self.start_raw(workflow_type, argument).await
    }

    /// Starts a run with arguments that need not be JSON.
    pub(crate) async fn start_raw(&self, workflow_type: &str, arguments: RawValue) -> Run {
        let id = unique("run");
        let options = WorkflowStartOptions::new(TASK_QUEUE, id.as_str()).build();
        let handle = self
            .client
            .start_workflow(UntypedWorkflow::new(workflow_type), arguments, options)
            .await
            .unwrap();
        Run::new(handle, id)
    }

    /// All rows of the sandbox.
    pub(crate) async fn rows(&self) -> Rows {
        rows(&self.sandbox().await).await
    }

    /// The team's server, for tests that need more of it than the team's namespace.
    pub(crate) fn server(&self) -> &DevServer {
        &self.server
    }

    /// A run that something else started.
    pub(crate) fn run(&self, workflow_id: &str, run_id: &str) -> Run {
        let info = WorkflowExecutionInfo::builder()
            .namespace(self.namespace.clone())
            .workflow_id(workflow_id)
            .run_id(run_id.to_owned())
            .build();
        let handle = WorkflowHandle::new(self.client.clone(), info);
        Run::new(handle, workflow_id.to_owned())
    }

    /// What a run changed since `before`, with its ids named alike.
    pub(crate) async fn changes(&self, run: &Run, before: &Rows) -> String {
        let (workflow_id, run_id) = (run.workflow_id(), run.run_id());
        let now = self.rows().await.without_ids(workflow_id, run_id);
        now.since(&before.without_ids(workflow_id, run_id))
    }

    /// Changes the sandbox behind the worker's back.
    pub(crate) async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.sandbox().await).await.unwrap();
    }

    /// Makes a call wait until it is let go.
    pub(crate) async fn hold(&self, call: &str) {
        sqlx::query("INSERT INTO pace VALUES (?, 3600000)")
            .bind(call)
            .execute(&self.sandbox().await)
            .await
            .unwrap();
    }

    /// Lets the calls go that are held.
    pub(crate) async fn let_go(&self) {
        self.execute("DELETE FROM pace").await;
    }

    /// Lets one call go.
    pub(crate) async fn let_go_of(&self, call: &str) {
        sqlx::query("DELETE FROM pace WHERE call = ?")
            .bind(call)
            .execute(&self.sandbox().await)
            .await
            .unwrap();
    }

    async fn sandbox(&self) -> SqlitePool {
        SqlitePool::connect_with(
            SqliteConnectOptions::new()
                .filename(self.sandbox_file())
                .busy_timeout(Duration::from_secs(10)),
        )
        .await
        .unwrap()
    }

    fn sandbox_file(&self) -> PathBuf {
        self.folder.path().join("sandbox.db")
    }
}
