//! What the worker's builder is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use portico_nexus::{
    BuildError, NexusWorker, OperationError, OperationRequest, Service, ServiceError,
    WorkerDeploymentOptions, WorkerDeploymentVersion, WorkerVersioningStrategy, WorkflowOperation,
};
use portico_testkit::{DevServer, until};
use serde_json::{Value, json};
use temporalio_client::NamespacedClient;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    PollNexusTaskQueueRequest, SetWorkerDeploymentCurrentVersionRequest,
};
use tokio::sync::Notify;
use tonic::IntoRequest;

use crate::stack::Stack;

fn says(service: Service, text: &'static str) -> Service {
    service.sync_operation("where", move |_: OperationRequest, _: Value| async move { Ok(text) })
}

#[tokio::test]
async fn a_named_service_goes_before_any() -> Result<()> {
    let services = [says(Service::any(), "any"), says(Service::named("tables"), "tables")];
    let stack = Stack::start_with(services.into(), |builder| builder).await?;
    for (service, answer) in [("tables", "tables"), ("other", "any"), ("Tables", "any")] {
        let caller = stack.call_service(service, "where", json!({})).await?;
        assert_eq!(stack.result(&caller).await?, json!(answer), "{service}");
    }
    Ok(())
}

#[tokio::test]
async fn one_request_at_a_time() -> Result<()> {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let count = Arc::new(AtomicUsize::new(0));
    let (has_entered, is_released, counter) =
        (Arc::clone(&entered), Arc::clone(&release), Arc::clone(&count));
    let service = Service::any().sync_operation("wait", move |_: OperationRequest, _: Value| {
        counter.fetch_add(1, Ordering::SeqCst);
        has_entered.notify_one();
        let release = Arc::clone(&is_released);
        async move {
            release.notified().await;
            Ok::<_, OperationError>("finished")
        }
    });
    let stack = Stack::start_with(vec![service], |builder| builder.concurrent_requests(1)).await?;
    let first = stack.call("wait", json!({})).await?;
    entered.notified().await;
    let second = stack.call_with("wait", json!({}), &[], Duration::from_secs(2)).await?;
    let Attributes::NexusOperationTimedOutEventAttributes(_) = stack.end(&second).await? else {
        panic!("the second request should not be handled while the first is");
    };
    assert_eq!(count.load(Ordering::SeqCst), 1);
    release.notify_one();
    assert_eq!(stack.result(&first).await?, json!("finished"));
    Ok(())
}

#[tokio::test]
async fn a_versioned_worker_serves_its_version() -> Result<()> {
    let stack = Stack::start_with(vec![says(Service::any(), "version 1")], |builder| {
        let version = WorkerDeploymentVersion::builder().deployment_name("tables").build_id("1");
        let options = WorkerDeploymentOptions::new(version.build()).use_worker_versioning(true);
        builder.versioning(WorkerVersioningStrategy::WorkerDeploymentBased(options.build()))
    })
    .await?;
    let mut service = stack.handler.connection().workflow_service();
    let current = SetWorkerDeploymentCurrentVersionRequest {
        namespace: stack.handler.namespace(),
        deployment_name: "tables".into(),
        build_id: "1".into(),
        ..Default::default()
    };
    // The server knows a version once a worker of it has polled.
    until(async || {
        service.set_worker_deployment_current_version(current.clone().into_request()).await
    })
    .await;
    let caller = stack.call("where", json!({})).await?;
    assert_eq!(stack.result(&caller).await?, json!("version 1"));
    let polls: Vec<PollNexusTaskQueueRequest> = stack.tap.calls("PollNexusTaskQueue");
    let deployment = polls[0].deployment_options.clone().unwrap_or_default();
    assert_eq!((&*deployment.deployment_name, &*deployment.build_id), ("tables", "1"));
    Ok(())
}

#[tokio::test]
async fn settings_that_are_refused() -> Result<()> {
    let connection = DevServer::start().await?.connect().await?;
    let builder = || NexusWorker::builder(connection.clone(), "namespace", "queue");
    let workflow =
        |name: &str| Service::any().workflow_operation(WorkflowOperation::new(name, "queue"));
    assert!(matches!(builder().build(), Err(BuildError::NoService)));
    assert!(matches!(
        builder().service(workflow("")).build(),
        Err(BuildError::Service(ServiceError::Unnamed))
    ));
    assert!(matches!(
        builder().service(workflow("a")).service(workflow("b")).build(),
        Err(BuildError::DuplicateService(name)) if name == "for any name"
    ));
    assert!(matches!(
        builder().service(workflow("a")).concurrent_requests(0).build(),
        Err(BuildError::Core(_))
    ));
    Ok(())
}
