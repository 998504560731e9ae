//! Workflows for the tests: one that calls an operation, and targets for it.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    NexusOperationOptions, SyncWorkflowContext, WorkerOptions, WorkflowContext, WorkflowResult,
};

/// What the caller shall call.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) endpoint: String,
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) input: Value,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) timeout: Duration,
}

/// Calls one operation and completes however the operation ends: its history tells the rest.
#[workflow]
#[derive(Default)]
pub(crate) struct Caller;

#[workflow_methods]
impl Caller {
    #[run]
    pub(crate) async fn run(ctx: &mut WorkflowContext<Self>, call: Call) -> WorkflowResult<()> {
        let input = Payload {
            metadata: [("encoding".to_owned(), b"json/plain".to_vec())].into(),
            data: call.input.to_string().into_bytes(),
            ..Default::default()
        };
        let options = NexusOperationOptions::builder()
            .endpoint(call.endpoint)
            .service(call.service)
            .operation(call.operation)
            .input(input)
            .nexus_header(call.headers)
            .schedule_to_close_timeout(call.timeout)
            .build();
        if let Ok(operation) = ctx.start_nexus_operation(options).await {
            operation.result().await;
        }
        Ok(())
    }
}

/// Returns its input at once.
#[workflow]
#[derive(Default)]
pub(crate) struct Quick;

#[workflow_methods]
impl Quick {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        input: Value,
    ) -> WorkflowResult<Value> {
        Ok(input)
    }
}

/// Waits for the signal `finish`.
#[workflow]
#[derive(Default)]
pub(crate) struct Hold {
    told: bool,
}

#[workflow_methods]
impl Hold {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<Value> {
        ctx.wait_condition(|hold| hold.told).await?;
        Ok(Value::from("finished"))
    }

    #[signal]
    pub(crate) fn finish(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: ()) {
        self.told = true;
    }
}

/// Options of a worker for all of them.
pub(crate) fn options(task_queue: &str) -> Result<WorkerOptions> {
    Ok(WorkerOptions::new(task_queue)
        .register_workflow::<Caller>()?
        .register_workflow::<Quick>()?
        .register_workflow::<Hold>()?
        .build())
}
