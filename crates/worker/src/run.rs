//! Running the worker.

use anyhow::{Context, Result};
use portico_contract::nexus::ROUTER_TASK_QUEUE;
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions};
use temporalio_sdk::{Runtime, Worker, WorkerOptions};
use tokio_util::sync::CancellationToken;

use crate::{OptionsWorkflow, RouterWorkflow, Settings};

/// Runs the router worker until `shutdown` is cancelled, then lets its tasks finish.
/// Its future is not `Send`: give it a thread, or a `LocalSet`.
///
/// # Errors
/// Temporal cannot be reached, the namespace does not exist, or polling fails for good.
pub async fn run(settings: Settings, shutdown: CancellationToken) -> Result<()> {
    let Settings { temporal_address, namespace } = &settings;
    let url = settings.url().with_context(|| format!("{temporal_address:?} is no address"))?;
    let connection = Connection::connect(
        ConnectionOptions::new(url)
            .identity(format!("portico-worker-{}", std::process::id()))
            .build(),
    )
    .await
    .with_context(|| format!("connect to Temporal at {temporal_address}"))?;
    let client = Client::new(connection, ClientOptions::new(namespace.clone()).build())?;
    let runtime = Runtime::from_current_tokio(Default::default())?;
    let options = WorkerOptions::new(ROUTER_TASK_QUEUE)
        .register_workflow::<RouterWorkflow>()?
        .register_workflow::<OptionsWorkflow>()?
        .build();
    let mut worker = Worker::new(&runtime, client, options)?;
    let stop = worker.shutdown_handle();
    tracing::info!(namespace, "Polling for runs on {ROUTER_TASK_QUEUE} of namespace {namespace}");
    let stopper = tokio::spawn(async move {
        shutdown.cancelled().await;
        stop();
    });
    let result = worker.run().await;
    stopper.abort();
    result.with_context(|| format!("run the router worker in namespace {namespace}"))
}
