//! A team's workflow that answers queries for choices, and the router's side of operations that do.

#![expect(clippy::needless_pass_by_value, reason = "the SDK hands a handler its argument by value")]

use portico_testkit::Background;
use portico_testkit::team::json;
use serde_json::{Value, json};
use temporalio_client::{
    Client, UntypedSignal, UntypedWorkflow, WorkflowSignalOptions, WorkflowStartOptions,
};
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    Runtime, SyncWorkflowContext, Worker, WorkerOptions, WorkflowContext, WorkflowContextView,
    WorkflowResult,
};

/// Its id in every namespace.
pub(crate) const ID: &str = "inventory";
const QUEUE: &str = "inventory-queue";

/// How the SDK takes errors of queries.
type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Holds databases until it is cancelled.
#[workflow]
#[derive(Default)]
pub(crate) struct Inventory {
    databases: Vec<Value>,
}

#[workflow_methods]
impl Inventory {
    #[run(name = "Inventory")]
    pub(crate) async fn run(ctx: &mut WorkflowContext<Self>, _: RawValue) -> WorkflowResult<()> {
        ctx.wait_condition(|_| false).await?;
        Ok(())
    }

    /// Replaces what it holds.
    #[signal]
    pub(crate) fn hold(&mut self, _: &mut SyncWorkflowContext<Self>, databases: Value) {
        self.databases = databases.as_array().cloned().unwrap_or_default();
    }

    /// The databases of the region that is asked for, where one is.
    #[query]
    pub(crate) fn databases(&self, _: &WorkflowContextView, asked: Value) -> Value {
        let region = &asked["params"]["region"];
        let search = asked["search"].as_str().unwrap_or_default();
        let fits = |db: &&Value| {
            (region.is_null() || db["region"] == *region) && db["id"].to_string().contains(search)
        };
        let found: Vec<_> = self.databases.iter().filter(fits).collect();
        let start: usize = asked["cursor"].as_str().and_then(|at| at.parse().ok()).unwrap_or(0);
        let end = start + usize::try_from(asked["limit"].as_u64().unwrap()).unwrap();
        let page: Vec<_> = found.iter().skip(start).take(end - start).collect();
        json!({ "items": page, "cursor": (end < found.len()).then(|| end.to_string()), "as_of": "2020-01-02T03:04:05Z" })
    }

    /// What it is asked with, as the one choice.
    #[query]
    pub(crate) fn echo(&self, _: &WorkflowContextView, asked: Value) -> Value {
        json!([{ "id": asked }])
    }

    #[query]
    pub(crate) fn refuses(&self, _: &WorkflowContextView, _: Value) -> Result<Value, AnyError> {
        Err("hunter2 is not known here".into())
    }

    #[query]
    pub(crate) fn odd(&self, _: &WorkflowContextView, _: Value) -> Value {
        json!({ "databases": "<script>" })
    }
}

/// A worker for it.
pub(crate) fn worker(team: Client) -> Background {
    Background::start(move |stop| async move {
        let runtime = Runtime::from_current_tokio(Default::default())?;
        let options = WorkerOptions::new(QUEUE).register_workflow::<Inventory>()?.build();
        let mut worker = Worker::new(&runtime, team, options)?;
        let shut_down = worker.shutdown_handle();
        tokio::spawn(async move {
            stop.cancelled().await;
            shut_down();
        });
        Ok(worker.run().await?)
    })
}

/// Starts it.
pub(crate) async fn start(team: &Client) {
    let options = WorkflowStartOptions::new(QUEUE, ID).build();
    team.start_workflow(UntypedWorkflow::new("Inventory"), json(&Value::Null), options)
        .await
        .unwrap();
}

/// Has it hold these databases from now on.
pub(crate) async fn hold(team: &Client, databases: &Value) {
    team.get_workflow_handle::<UntypedWorkflow>(ID)
        .signal(UntypedSignal::new("hold"), json(databases), WorkflowSignalOptions::default())
        .await
        .unwrap();
}
