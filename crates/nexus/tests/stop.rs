//! Shutting down.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures_util::future::BoxFuture;
use portico_nexus::{
    CancellationToken, Connection, ConnectionOptions, NexusWorker, OperationError,
    OperationRequest, RunError, Service, Url,
};
use portico_testkit::until;
use serde_json::{Value, json};
use temporalio_client::callback_based::{
    CallbackBasedGrpcService, GrpcRequest, GrpcSuccessResponse,
};
use temporalio_common::protos::temporal::api::workflowservice::v1::{
    RespondNexusTaskCompletedRequest, RespondNexusTaskFailedRequest, ShutdownWorkerRequest,
};
use tokio::sync::Notify;
use tonic::Status;

use crate::stack::Stack;

const TOO_LARGE: &str = "grpc: received message larger than max";

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
    until(async || {
        let told = tap.calls::<ShutdownWorkerRequest>("ShutdownWorker");
        if told.is_empty() { Err("no ShutdownWorker") } else { Ok(told) }
    })
    .await;
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

/// Of the errors that end a worker this is the one that core does not try again for a minute.
#[tokio::test]
async fn a_poll_that_fails_for_good_ends_the_worker() -> Result<()> {
    let answer = |request: GrpcRequest| -> BoxFuture<'static, _> {
        Box::pin(async move {
            match request.rpc.as_str() {
                "PollNexusTaskQueue" => Err(Status::resource_exhausted(TOO_LARGE)),
                _ => Ok(GrpcSuccessResponse { headers: Default::default(), proto: Vec::new() }),
            }
        })
    };
    let options = ConnectionOptions::new(Url::parse("http://127.0.0.1:1")?)
        .identity("refused")
        .service_override(CallbackBasedGrpcService { callback: Arc::new(answer) })
        .dns_load_balancing(None);
    let connection = Connection::connect(options.build()).await?;
    let service = Service::any().sync_operation("now", |_, input: Value| async move { Ok(input) });
    let worker = NexusWorker::builder(connection, "ns", "nexus").service(service).build()?;
    let error = worker.run(CancellationToken::new()).await.unwrap_err();
    assert!(matches!(&error, RunError::Poll(_)), "{error}");
    assert!(error.to_string().contains(TOO_LARGE), "{error}");
    Ok(())
}
