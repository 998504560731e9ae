//! The worker: polls for Nexus tasks, answers each exactly once, and drains when it is told to stop.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use temporalio_client::Connection;
use temporalio_common::protos::coresdk::nexus::{
    NexusTaskCompletion, nexus_task, nexus_task_completion,
};
use temporalio_common::protos::temporal::api::nexus::v1::{Request, request};
use temporalio_common::protos::temporal::api::workflowservice::v1::PollNexusTaskQueueResponse;
use temporalio_common::worker::WorkerTaskTypes;
use temporalio_sdk_core::{
    CoreRuntime, PollError, RuntimeOptions, Worker as CoreWorker, WorkerConfig,
    WorkerVersioningStrategy, init_worker,
};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::deadline::Deadline;
use crate::dispatch::Dispatcher;
use crate::reply;
use crate::service::{Service, ServiceError};

/// Handlers that may run at once, unless the builder says otherwise.
const CONCURRENT_REQUESTS: usize = 100;
/// How long running handlers may go on after a shutdown began; requests take ten seconds at most.
const GRACE: Duration = Duration::from_secs(10);

/// A worker that cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A service is described wrongly.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Two services have the same name, or two accept any.
    #[error("service {0} is defined twice")]
    DuplicateService(String),
    /// Nothing to serve.
    #[error("a Nexus worker needs at least one service")]
    NoService,
    /// The core worker refused its settings.
    #[error("the core worker could not be made: {0}")]
    Core(String),
}

/// Why a worker stopped by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The namespace does not exist or is not to be read.
    #[error("the worker may not serve its namespace: {0}")]
    Validation(String),
    /// Polling failed in a way that trying again, for up to a minute, did not mend.
    #[error("polling for Nexus tasks failed: {0}")]
    Poll(tonic::Status),
}

/// Describes a [`NexusWorker`].
pub struct NexusWorkerBuilder {
    connection: Connection,
    namespace: String,
    task_queue: String,
    services: Vec<Service>,
    concurrent_requests: usize,
    grace: Duration,
    versioning: WorkerVersioningStrategy,
}

impl NexusWorkerBuilder {
    /// Adds a service.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self
    }

    /// How many requests may be handled at once; 100 unless set.
    #[must_use]
    pub fn concurrent_requests(mut self, limit: usize) -> Self {
        self.concurrent_requests = limit;
        self
    }

    /// How long handlers may go on after shutdown began before they are aborted; 10 seconds unless set.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// The versioning of the workflow worker beside this one. Where workers are versioned, a Nexus
    /// worker of another version gets no tasks.
    #[must_use]
    pub fn versioning(mut self, versioning: WorkerVersioningStrategy) -> Self {
        self.versioning = versioning;
        self
    }

    /// Makes the worker. Must be called inside a Tokio runtime, which it will use.
    ///
    /// # Errors
    /// Faults in the services' description, and settings the core worker refuses.
    pub fn build(self) -> Result<NexusWorker, BuildError> {
        let services =
            self.services.into_iter().map(Service::checked).collect::<Result<Vec<_>, _>>()?;
        if services.is_empty() {
            return Err(BuildError::NoService);
        }
        let mut names = std::collections::HashSet::new();
        for service in &services {
            if !names.insert(service.name.as_deref()) {
                let name = service.name.clone().unwrap_or_else(|| "for any name".to_owned());
                return Err(BuildError::DuplicateService(name));
            }
        }
        let core_error = |error| BuildError::Core(format!("{error:#}"));
        let config = WorkerConfig::builder()
            .namespace(self.namespace.clone())
            .task_queue(self.task_queue.clone())
            .task_types(WorkerTaskTypes {
                enable_workflows: false,
                enable_local_activities: false,
                enable_remote_activities: false,
                enable_nexus: true,
            })
            .max_outstanding_nexus_tasks(self.concurrent_requests)
            .graceful_shutdown_period(self.grace)
            .versioning_strategy(self.versioning)
            .build()
            .map_err(BuildError::Core)?;
        // The SDK's own runtime is not reachable from outside, so the core worker has one of its own.
        let runtime =
            CoreRuntime::new_assume_tokio(RuntimeOptions::default()).map_err(core_error)?;
        let core = init_worker(&runtime, config, self.connection.clone()).map_err(core_error)?;
        Ok(NexusWorker {
            core,
            runtime,
            task_queue: self.task_queue,
            dispatcher: Dispatcher {
                connection: self.connection,
                namespace: self.namespace,
                services,
            },
        })
    }
}

/// Serves Nexus operations from one task queue.
pub struct NexusWorker {
    core: CoreWorker,
    runtime: CoreRuntime,
    task_queue: String,
    dispatcher: Dispatcher,
}

impl NexusWorker {
    /// Describes a worker that polls `task_queue` of `namespace` and starts workflows in that namespace.
    pub fn builder(
        connection: Connection,
        namespace: impl Into<String>,
        task_queue: impl Into<String>,
    ) -> NexusWorkerBuilder {
        NexusWorkerBuilder {
            connection,
            namespace: namespace.into(),
            task_queue: task_queue.into(),
            services: Vec::new(),
            concurrent_requests: CONCURRENT_REQUESTS,
            grace: GRACE,
            versioning: WorkerVersioningStrategy::None { build_id: String::new() },
        }
    }

    /// Serves until `shutdown` is cancelled; then takes no more tasks, lets running handlers finish and returns.
    ///
    /// # Errors
    /// The namespace cannot be served, or polling fails for good.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), RunError> {
        let Self { core, runtime, task_queue, dispatcher } = self;
        core.validate().await.map_err(|error| RunError::Validation(error.to_string()))?;
        tracing::info!(
            namespace = dispatcher.namespace,
            task_queue,
            "Polling for Nexus tasks on {task_queue}"
        );
        let core = Arc::new(core);
        let stop = {
            let core = Arc::clone(&core);
            tokio::spawn(async move {
                shutdown.cancelled().await;
                core.initiate_shutdown();
            })
        };
        let result = poll(&core, Arc::new(dispatcher)).await;
        stop.abort();
        // Aborted or not, the task has let go of the worker once it was awaited.
        let _ = stop.await;
        if let Some(core) = Arc::into_inner(core) {
            core.finalize_shutdown().await;
        }
        drop(runtime);
        result
    }
}

/// Hands tasks to handlers until the core worker has shut down and every task is answered.
async fn poll(core: &Arc<CoreWorker>, dispatcher: Arc<Dispatcher>) -> Result<(), RunError> {
    let running = Running::default();
    let handlers = TaskTracker::new();
    let mut result = Ok(());
    loop {
        let task = match core.poll_nexus_task().await {
            Ok(task) => task,
            Err(PollError::ShutDown) => break,
            // The core worker lets itself be finished only after it said that it has shut down.
            Err(PollError::TonicError(status)) => {
                if result.is_ok() {
                    result = Err(RunError::Poll(status));
                    core.initiate_shutdown();
                }
                continue;
            }
        };
        let end = task.request_deadline.and_then(|end| SystemTime::try_from(end).ok());
        match task.variant {
            Some(nexus_task::Variant::Task(task)) => {
                let abort = running.add(&task.task_token);
                let deadline = Deadline::new(end);
                let (core, dispatcher) = (Arc::clone(core), Arc::clone(&dispatcher));
                let running = running.clone();
                handlers.spawn(async move {
                    let token = task.task_token.clone();
                    complete(&core, &dispatcher, task, deadline, abort).await;
                    running.remove(&token);
                });
            }
            // Not a task of its own: the handler of that token stops and completes it.
            Some(nexus_task::Variant::CancelTask(cancel)) => running.abort(&cancel.task_token),
            None => tracing::warn!("The core worker gave an empty Nexus task"),
        }
    }
    handlers.close();
    handlers.wait().await;
    result
}

/// Handles one task and completes it, once.
async fn complete(
    core: &CoreWorker,
    dispatcher: &Dispatcher,
    task: PollNexusTaskQueueResponse,
    deadline: Deadline,
    abort: CancellationToken,
) {
    let request = task.request.unwrap_or_default();
    let operation = operation_name(&request).to_owned();
    let status = tokio::select! {
        // An answer that is ready wins over an abort that came at the same moment.
        biased;
        answer = dispatcher.answer(request, deadline) => {
            if let Err(error) = &answer {
                // The kind only: the message is for the caller, and may quote what it sent.
                let (namespace, kind) = (&dispatcher.namespace, error.kind());
                tracing::info!(namespace, operation, kind, "Operation {operation} ended in {kind}");
            }
            reply::status(answer)
        }
        () = abort.cancelled() => nexus_task_completion::Status::AckCancel(true),
    };
    let completion = NexusTaskCompletion { task_token: task.task_token, status: Some(status) };
    if let Err(error) = core.complete_nexus_task(completion).await {
        tracing::error!("A Nexus task could not be completed: {error}");
    }
}

fn operation_name(request: &Request) -> &str {
    match &request.variant {
        Some(request::Variant::StartOperation(start)) => &start.operation,
        Some(request::Variant::CancelOperation(cancel)) => &cancel.operation,
        None => "",
    }
}

/// The handlers at work, by task token.
#[derive(Clone, Default)]
struct Running(Arc<Mutex<HashMap<Vec<u8>, CancellationToken>>>);

impl Running {
    fn add(&self, task: &[u8]) -> CancellationToken {
        let abort = CancellationToken::new();
        self.lock().insert(task.to_vec(), abort.clone());
        abort
    }

    fn abort(&self, task: &[u8]) {
        if let Some(abort) = self.lock().get(task) {
            abort.cancel();
        }
    }

    fn remove(&self, task: &[u8]) {
        self.lock().remove(task);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Vec<u8>, CancellationToken>> {
        // Nothing panics while it is held, and a map of tokens is whole after any of these calls.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
