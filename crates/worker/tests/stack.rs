//! Everything a run passes through: server, namespaces, endpoint, router worker, Nexus worker, target worker.

use std::time::Duration;

use anyhow::Result;
use indexmap::IndexMap;
use portico_contract::nexus::{OptionsInput, OptionsQuestion, ROUTER_TASK_QUEUE, RouterInput};
use portico_nexus::{
    NexusWorker, OperationError, OperationFailure, OperationRequest, OperationToken, Service,
    WorkflowOperation,
};
pub(crate) use portico_testkit::team::json;
use portico_testkit::team::{self, QUEUE};
use portico_testkit::{Background, DevServer, event, unique};
use portico_worker::{OptionsWorkflow, RouterWorkflow, Settings};
use serde_json::{Value, json as value};
use temporalio_client::{
    Client, ClientOptions, Connection, NamespacedClient, UntypedWorkflow, UntypedWorkflowHandle,
    WorkflowStartOptions,
};
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;

/// A running stack. Dropping it stops the workers, and the server if it is this test's own.
pub(crate) struct Stack {
    pub(crate) gateway: Client,
    pub(crate) team: Client,
    pub(crate) endpoint: String,
    workers: Vec<Background>,
    _server: DevServer,
}

impl Stack {
    /// A stack with every target workflow and the synchronous operations `upper`, `tables`, `unreadable` and `stuck`.
    pub(crate) async fn start() -> Result<Self> {
        let mut stack = Self::start_without_handler().await?;
        stack.serve();
        Ok(stack)
    }

    /// A stack whose endpoint nobody serves yet.
    pub(crate) async fn start_without_handler() -> Result<Self> {
        let server = DevServer::start().await?;
        let connection = server.connect().await?;
        let gateway = client(&connection, &server.namespace("gateway").await?)?;
        let team = client(&connection, &server.namespace("team").await?)?;
        let endpoint = server.endpoint("team", &team.namespace(), "nexus-queue").await?;
        let settings = Settings {
            temporal_address: server.address().to_owned(),
            namespace: gateway.namespace(),
        };
        let workers = vec![
            Background::start(|stop| portico_worker::run(settings, stop)),
            team::worker(team.clone()),
        ];
        Ok(Self { gateway, team, endpoint, workers, _server: server })
    }

    /// Starts the Nexus worker.
    pub(crate) fn serve(&mut self) {
        self.workers.push(nexus_worker(self.team.clone()));
    }

    /// A router's input for this stack.
    pub(crate) fn input(&self, workflow_type: &str, input: Value) -> RouterInput {
        RouterInput {
            workflow_type: workflow_type.to_owned(),
            workflow_input_data: input,
            namespace: self.team.namespace(),
            nexus_endpoint: self.endpoint.clone(),
            requester_email: "dev@example.com".to_owned(),
            nexus_service: None,
            nexus_headers: IndexMap::new(),
        }
    }

    /// Starts a router run.
    pub(crate) async fn route(&self, input: &RouterInput) -> Result<UntypedWorkflowHandle<Client>> {
        self.route_value(&serde_json::to_value(input)?).await
    }

    /// Starts a router run with any input.
    pub(crate) async fn route_value(&self, input: &Value) -> Result<UntypedWorkflowHandle<Client>> {
        let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, unique("run")).build();
        let handle = self.gateway.start_workflow(RouterWorkflow::run, json(input), options).await?;
        Ok(self.gateway.get_workflow_handle::<UntypedWorkflow>(handle.info().workflow_id.clone()))
    }

    /// An options input for this stack.
    pub(crate) fn question(&self, operation: &str) -> OptionsInput {
        let params = [("account", value!("infra-test")), ("shard", value!(u64::MAX))];
        OptionsInput {
            nexus_endpoint: self.endpoint.clone(),
            nexus_service: None,
            operation: operation.to_owned(),
            question: OptionsQuestion {
                params: params.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(),
                search: Some("\"é".to_owned()),
                cursor: None,
                limit: 200,
                caller: None,
            },
        }
    }

    /// Starts an options run with any input.
    pub(crate) async fn ask(&self, input: &Value) -> Result<UntypedWorkflowHandle<Client>> {
        let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, unique("options")).build();
        let handle =
            self.gateway.start_workflow(OptionsWorkflow::run, json(input), options).await?;
        Ok(self.gateway.get_workflow_handle::<UntypedWorkflow>(handle.info().workflow_id.clone()))
    }
}

/// A handle on the target of a router run, once it was started.
pub(crate) async fn target(stack: &Stack, router: &str) -> Result<UntypedWorkflowHandle<Client>> {
    let token = event(&stack.gateway, router, |event| match &event.attributes {
        Some(Attributes::NexusOperationStartedEventAttributes(started)) => {
            Some(started.operation_token.clone())
        }
        _ => None,
    })
    .await?;
    let id = OperationToken::decode(&token, &stack.team.namespace())?.workflow_id;
    Ok(stack.team.get_workflow_handle::<UntypedWorkflow>(id))
}

fn client(connection: &Connection, namespace: &str) -> Result<Client> {
    Ok(Client::new(connection.clone(), ClientOptions::new(namespace).build())?)
}

fn nexus_worker(team: Client) -> Background {
    Background::start(move |stop| async move {
        let service = team::NAMES
            .iter()
            .fold(Service::any(), |service, name| {
                service.workflow_operation(WorkflowOperation::new(*name, QUEUE))
            })
            .workflow_operation(
                WorkflowOperation::new("Hurry", QUEUE)
                    .workflow_type("Refuse")
                    .execution_timeout(Duration::from_secs(1)),
            )
            .sync_operation("upper", |_: OperationRequest, text: String| async move {
                Ok(text.to_uppercase())
            })
            .sync_operation("tables", |_: OperationRequest, question: Value| async move {
                Ok(value!({ "items": [question], "cursor": null, "as_of": "2026-01-01T00:00:00Z" }))
            })
            .sync_operation("unreadable", |_: OperationRequest, _: Value| async move {
                let down = OperationFailure::new("Down", "the cloud did not answer");
                let failure =
                    OperationFailure::new("InventoryUnreadable", "no table can be listed");
                Err::<(), _>(OperationError::Failed(failure.caused_by(down)))
            })
            .sync_operation("stuck", |_: OperationRequest, _: Value| {
                std::future::pending::<Result<(), OperationError>>()
            });
        let worker =
            NexusWorker::builder(team.connection().clone(), team.namespace(), "nexus-queue")
                .service(service)
                .build()?;
        Ok(worker.run(stop).await?)
    })
}
