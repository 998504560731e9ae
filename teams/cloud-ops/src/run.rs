use std::time::Duration;

use portico_nexus::{NexusWorker, OperationRequest, Service, WorkflowOperation};
use temporalio_client::errors::{ClientConnectError, ClientNewError, WorkflowStartError};
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions};
use temporalio_sdk::{
    Runtime, RuntimeError, Worker, WorkerCreateError, WorkerOptions, WorkerRunError,
    WorkflowRegistrationError,
};
use tokio_util::sync::CancellationToken;

use crate::sandbox::{HEARTBEAT, Sandbox, SandboxError};
use crate::{
    Settings, delete_dynamo, inventory, redis_upgrade_valkey, resize_rds, unlock_terraform_lock,
};

/// The task queue of the team's workflows and activities, as the team's configs name it.
pub const TASK_QUEUE: &str = "datastore-queue";

/// The team's workflow types, each a Nexus operation of the same name.
const WORKFLOWS: [&str; 4] = [
    "DeleteDynamoWorkflow",
    "ResizeRDSWorkflow",
    "RedisUpgradeValkeyWorkflow",
    "UnlockTerraformLockWorkflow",
];
/// How long steps under way may go on after a shutdown began; what is cut short is done again by the next worker.
const GRACE: Duration = Duration::from_secs(10);
/// After this time without an answer from the worker that holds a run in its cache, any worker may take the run over.
const TAKE_OVER: Duration = Duration::from_secs(2);

/// Starts the inventory unless it runs already, and runs the workers until `shutdown`; then lets what is under way
/// finish.
///
/// # Errors
/// Temporal or the sandbox cannot be reached, or a worker stops by itself.
pub async fn run(settings: Settings, shutdown: CancellationToken) -> Result<(), RunError> {
    let sandbox = Sandbox::open(&settings.sandbox, settings.fresh, settings.latency()).await?;
    let connection = Connection::connect(
        ConnectionOptions::new(settings.temporal_url()?).identity("cloud-ops-worker").build(),
    )
    .await?;
    let client =
        Client::new(connection.clone(), ClientOptions::new(settings.namespace.clone()).build())?;
    let nexus = NexusWorker::builder(
        connection,
        settings.namespace.as_str(),
        settings.nexus_task_queue.as_str(),
    )
    .service(service(&sandbox))
    .build()?;
    let runtime = Runtime::from_current_tokio(Default::default())?;
    inventory::start(&client).await?;

    // When one of the two workers stops, or this future is dropped, both do.
    let stop = shutdown.child_token();
    let _stop = stop.clone().drop_guard();
    let nexus = tokio::spawn({
        let stop = stop.clone();
        async move {
            let _stop = stop.clone().drop_guard();
            nexus.run(stop).await
        }
    });
    // The SDK's worker is not `Send`, so it stays on one thread.
    let workflows = tokio::task::spawn_blocking({
        let (sandbox, stop) = (sandbox.clone(), stop.clone());
        let handle = tokio::runtime::Handle::current();
        move || handle.block_on(run_workflows(&runtime, client, &sandbox, stop))
    });
    let (nexus, workflows) = tokio::join!(nexus, workflows);
    sandbox.close().await;
    workflows??;
    nexus??;
    Ok(())
}

/// Runs the workflows and activities until `stop`.
async fn run_workflows(
    runtime: &Runtime,
    client: Client,
    sandbox: &Sandbox,
    stop: CancellationToken,
) -> Result<(), RunError> {
    let mut options = WorkerOptions::new(TASK_QUEUE)
        .graceful_shutdown_period(GRACE)
        .max_heartbeat_throttle_interval(HEARTBEAT)
        .sticky_queue_schedule_to_start_timeout(TAKE_OVER)
        .build();
    delete_dynamo::register(&mut options, sandbox)?;
    resize_rds::register(&mut options, sandbox)?;
    redis_upgrade_valkey::register(&mut options, sandbox)?;
    unlock_terraform_lock::register(&mut options, sandbox)?;
    inventory::register(&mut options, sandbox)?;
    let mut worker = Worker::new(runtime, client, options)?;
    let initiate_shutdown = worker.shutdown_handle();
    tracing::info!(task_queue = TASK_QUEUE, "Polling for workflows and activities on {TASK_QUEUE}");
    let _stop = stop.clone().drop_guard();
    let watch = async move {
        stop.cancelled().await;
        initiate_shutdown();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = worker.run() => Ok(ended?),
        () = watch => unreachable!("the watch waits for ever"),
    }
}

/// The team's Nexus service. Its name is the endpoint's, which differs between stage and production.
fn service(sandbox: &Sandbox) -> Service {
    let service = WORKFLOWS.into_iter().fold(Service::any(), |service, workflow| {
        service.workflow_operation(WorkflowOperation::new(workflow, TASK_QUEUE))
    });
    let sandbox = sandbox.clone();
    service.sync_operation(
        unlock_terraform_lock::LOCKS.name,
        move |_: OperationRequest, question| {
            let sandbox = sandbox.clone();
            async move { unlock_terraform_lock::locks(&sandbox, question).await }
        },
    )
}

/// Why the worker could not start, or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The sandbox cannot be used.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The address of Temporal is malformed.
    #[error("--temporal-address is neither host:port nor a URL")]
    Address(#[from] url::ParseError),
    /// Temporal cannot be reached.
    #[error("cannot connect to Temporal")]
    Connect(#[from] ClientConnectError),
    /// The client could not be made.
    #[error("cannot use the connection to Temporal")]
    Client(#[from] ClientNewError),
    /// The SDK's runtime could not be made.
    #[error("cannot start the SDK's runtime")]
    Runtime(#[from] RuntimeError),
    /// The inventory could not be started.
    #[error("cannot start the inventory")]
    Inventory(#[from] WorkflowStartError),
    /// Two workflows have the same name.
    #[error(transparent)]
    Registration(#[from] WorkflowRegistrationError),
    /// The worker could not be made.
    #[error("cannot make the worker")]
    Create(#[from] WorkerCreateError),
    /// The worker stopped by itself.
    #[error("the worker stopped")]
    Worker(#[from] WorkerRunError),
    /// The Nexus handler could not be made.
    #[error("cannot make the Nexus handler")]
    BuildNexus(#[from] portico_nexus::BuildError),
    /// The Nexus handler stopped by itself.
    #[error("the Nexus handler stopped")]
    Nexus(#[from] portico_nexus::RunError),
    /// A worker panicked.
    #[error("a worker panicked")]
    Panicked(#[from] tokio::task::JoinError),
}
