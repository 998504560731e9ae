//! The Nexus handler beside the team's workflows.

use portico_nexus::{
    ErrorKind, HandlerError, NexusWorker, OperationError, OperationRequest, Service,
    WorkflowOperation,
};
use portico_testkit::Background;
use portico_testkit::team::{NAMES, QUEUE};
use serde_json::{Value, json};
use temporalio_client::{Client, NamespacedClient};

pub(crate) const NEXUS_QUEUE: &str = "nexus-queue";

/// Answers Nexus operations by starting the workflows.
pub(crate) fn handler(team: Client) -> Background {
    Background::start(move |stop| async move {
        let named = |operation: &str, workflow: &str| {
            WorkflowOperation::new(operation, QUEUE).workflow_type(workflow)
        };
        let service = NAMES
            .into_iter()
            .fold(Service::any(), |service, name| service.workflow_operation(named(name, name)))
            .workflow_operation(named("Named", "Echo"))
            .workflow_operation(named("Held", "Waits"))
            .workflow_operation(named("Shared", "Waits"))
            .workflow_operation(WorkflowOperation::new("Unhandled", "queue-without-workers"))
            .sync_operation("Restricted", |_: OperationRequest, _: Value| async move {
                Ok(json!("at once"))
            })
            // What it was asked, and one more.
            .sync_operation("Databases", |_: OperationRequest, asked: Value| async move {
                Ok(json!({ "items": [asked, "second"] }))
            })
            .sync_operation("Silent", |_: OperationRequest, _: Value| {
                std::future::pending::<Result<Value, OperationError>>()
            })
            .sync_operation("Refuses", |_: OperationRequest, _: Value| async move {
                let refusal = HandlerError::new(ErrorKind::BadRequest, "hunter2 is not known here");
                Err::<Value, OperationError>(refusal.into())
            });
        let worker = NexusWorker::builder(team.connection().clone(), team.namespace(), NEXUS_QUEUE)
            .service(service)
            .build()?;
        Ok(worker.run(stop).await?)
    })
}
