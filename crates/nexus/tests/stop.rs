//! Shutting down.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use portico_nexus::{OperationError, OperationRequest, Service};
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    RespondNexusTaskCompletedRequest, RespondNexusTaskFailedRequest, ShutdownWorkerRequest,
};
use tokio::sync::Notify;

use crate::stack::Stack;

#[tokio::test]
async fn running_handlers_finish() -> Result<()> {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_entered, is_released) = (Arc::clone(&entered), Arc::clone(&release));
    let service = Service::any().sync_operation("wait", move |_: OperationRequest, _: Value| {
        let (entered, release) = (Arc::clone(&has_entered), Arc::clone(&is_released));
        async move {
            entered.notify_one();
            release.notified().await;
            Ok::<_, OperationError>("finished")
        }
    });
    let mut stack = Stack::start(service).await?;
    let caller = stack.call("wait", json!({})).await?;
    entered.notified().await;
    let tap = stack.tap.clone();
    let stopping = tokio::spawn(stack.nexus.take().unwrap().stop());
    // The worker has told the server that it takes no more tasks.
    while tap.calls::<ShutdownWorkerRequest>("ShutdownWorker").is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!stopping.is_finished(), "the worker should wait for its handler");
    release.notify_one();
    stopping.await??;
    assert_eq!(stack.result(&caller).await?, json!("finished"));
    Ok(())
}

#[tokio::test]
async fn handlers_that_do_not_finish_are_aborted() -> Result<()> {
    let entered = Arc::new(Notify::new());
    let has_entered = Arc::clone(&entered);
    let service = Service::any().sync_operation("hang", move |_: OperationRequest, _: Value| {
        has_entered.notify_one();
        std::future::pending::<Result<(), OperationError>>()
    });
    let mut stack =
        Stack::start_with(vec![service], |builder| builder.grace(Duration::from_millis(200)))
            .await?;
    stack.call("hang", json!({})).await?;
    entered.notified().await;
    let tap = stack.tap.clone();
    stack.nexus.take().unwrap().stop().await?;
    // Aborted, so there is nothing to say: the server will ask another worker.
    assert!(tap.calls::<RespondNexusTaskCompletedRequest>("RespondNexusTaskCompleted").is_empty());
    assert!(tap.calls::<RespondNexusTaskFailedRequest>("RespondNexusTaskFailed").is_empty());
    Ok(())
}
