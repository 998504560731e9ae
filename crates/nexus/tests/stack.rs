//! A server, two namespaces, an endpoint, the workers, and a tap on the Nexus worker's connection.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result};
use portico_nexus::{NexusWorker, NexusWorkerBuilder, Service};
use portico_testkit::{Background, DevServer, Tap, event, unique};
use serde_json::{Value, json};
use temporalio_client::{
    Client, ClientOptions, Connection, NamespacedClient, UntypedSignal, UntypedWorkflow,
    WorkflowSignalOptions, WorkflowStartOptions,
};
use temporalio_common::data_converters::{PayloadConverter, RawValue};
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
use temporalio_sdk::{Runtime, Worker};
use tokio_util::sync::CancellationToken;

use crate::caller::{self, Call, Caller};

/// The queue of caller and targets, in their namespaces.
pub(crate) const QUEUE: &str = "workflows";

pub(crate) struct Stack {
    pub(crate) caller: Client,
    pub(crate) handler: Client,
    pub(crate) tap: Tap,
    pub(crate) nexus: Option<Background>,
    endpoint: String,
    server: DevServer,
    _workers: [Background; 2],
}

impl Stack {
    /// A stack that serves this service.
    pub(crate) async fn start(service: Service) -> Result<Self> {
        Self::start_with(vec![service], |builder| builder).await
    }

    /// The same, with several services and other settings of the Nexus worker.
    pub(crate) async fn start_with(
        services: Vec<Service>,
        settings: fn(NexusWorkerBuilder) -> NexusWorkerBuilder,
    ) -> Result<Self> {
        let server = DevServer::start().await?;
        let connection = server.connect().await?;
        let caller = client(&connection, &server.namespace("caller").await?)?;
        let handler = client(&connection, &server.namespace("handler").await?)?;
        let endpoint = server.endpoint("handler", &handler.namespace(), "nexus").await?;
        let tap = Tap::default();
        let workers = [worker(caller.clone()), worker(handler.clone())];
        let mut stack =
            Self { caller, handler, tap, nexus: None, endpoint, server, _workers: workers };
        stack.serve(services, settings).await?;
        Ok(stack)
    }

    /// Starts the Nexus worker.
    pub(crate) async fn serve(
        &mut self,
        services: Vec<Service>,
        settings: fn(NexusWorkerBuilder) -> NexusWorkerBuilder,
    ) -> Result<()> {
        let connection = self.tap.connect(self.server.address()).await?;
        let namespace = self.handler.namespace();
        self.nexus = Some(Background::start(move |stop| async move {
            let builder = NexusWorker::builder(connection, namespace, "nexus");
            let builder = services.into_iter().fold(builder, NexusWorkerBuilder::service);
            Ok(settings(builder).build()?.run(stop).await?)
        }));
        Ok(())
    }

    /// Starts a workflow that calls an operation, and returns its id.
    pub(crate) async fn call(&self, operation: &str, input: Value) -> Result<String> {
        self.call_service("any", operation, input).await
    }

    /// The same, with headers and a schedule-to-close timeout.
    pub(crate) async fn call_with(
        &self,
        operation: &str,
        input: Value,
        headers: &[(&str, &str)],
        timeout: Duration,
    ) -> Result<String> {
        let headers = headers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let mut call = self.call_of("any", operation, input);
        call.headers = headers.collect();
        call.timeout = timeout;
        self.send(call).await
    }

    /// The same, of a service of this name.
    pub(crate) async fn call_service(
        &self,
        service: &str,
        operation: &str,
        input: Value,
    ) -> Result<String> {
        self.send(self.call_of(service, operation, input)).await
    }

    fn call_of(&self, service: &str, operation: &str, input: Value) -> Call {
        Call {
            endpoint: self.endpoint.clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            input,
            headers: HashMap::new(),
            timeout: Duration::from_secs(60),
        }
    }

    async fn send(&self, call: Call) -> Result<String> {
        let options = WorkflowStartOptions::new(QUEUE, unique("caller")).build();
        let handle = self.caller.start_workflow(Caller::run, call, options).await?;
        Ok(handle.info().workflow_id.clone())
    }

    /// Lets a `Hold` target finish.
    pub(crate) async fn finish(&self, workflow_id: &str) -> Result<()> {
        let nothing = RawValue::from_value(&json!(null), &PayloadConverter::default());
        let target = self.handler.get_workflow_handle::<UntypedWorkflow>(workflow_id);
        let finish = UntypedSignal::new("finish");
        target.signal(finish, nothing, WorkflowSignalOptions::default()).await?;
        Ok(())
    }

    /// How the caller's operation ended.
    pub(crate) async fn end(&self, caller: &str) -> Result<Attributes> {
        event(&self.caller, caller, |event: &HistoryEvent| match &event.attributes {
            Some(
                end @ (Attributes::NexusOperationCompletedEventAttributes(_)
                | Attributes::NexusOperationFailedEventAttributes(_)
                | Attributes::NexusOperationCanceledEventAttributes(_)
                | Attributes::NexusOperationTimedOutEventAttributes(_)),
            ) => Some(end.clone()),
            _ => None,
        })
        .await
    }

    /// The result of the caller's operation.
    pub(crate) async fn result(&self, caller: &str) -> Result<Value> {
        match self.end(caller).await? {
            Attributes::NexusOperationCompletedEventAttributes(completed) => {
                Ok(serde_json::from_slice(&completed.result.context("a result")?.data)?)
            }
            other => anyhow::bail!("the operation did not complete: {other:?}"),
        }
    }
}

fn client(connection: &Connection, namespace: &str) -> Result<Client> {
    Ok(Client::new(connection.clone(), ClientOptions::new(namespace).build())?)
}

fn worker(client: Client) -> Background {
    Background::start(move |stop: CancellationToken| async move {
        let runtime = Runtime::from_current_tokio(Default::default())?;
        let mut worker = Worker::new(&runtime, client, caller::options(QUEUE)?)?;
        let shut_down = worker.shutdown_handle();
        tokio::spawn(async move {
            stop.cancelled().await;
            shut_down();
        });
        Ok(worker.run().await?)
    })
}
