//! Workflows that end by themselves.

use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{ApplicationFailure, WorkflowContext, WorkflowResult};

use super::activities::{Activities, step};
use super::json as payload;

/// Returns its input.
#[workflow]
#[derive(Default)]
pub(crate) struct Echo;

#[workflow_methods]
impl Echo {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        input: RawValue,
    ) -> WorkflowResult<RawValue> {
        Ok(input)
    }
}

/// Returns something that is not JSON.
#[workflow]
#[derive(Default)]
pub(crate) struct Bytes;

#[workflow_methods]
impl Bytes {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<RawValue> {
        let metadata = [("encoding", "binary/plain"), ("team", "data")];
        Ok(RawValue::new(vec![Payload {
            metadata: metadata.map(|(key, value)| (key.to_owned(), value.into())).into(),
            data: vec![0, 159, 146, 150],
            ..Default::default()
        }]))
    }
}

/// Fails by itself, with a cause.
#[workflow]
#[derive(Default)]
pub(crate) struct Fail;

#[workflow_methods]
impl Fail {
    #[run]
    pub(crate) async fn run(
        _ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<()> {
        let cause = ApplicationFailure::builder("no such table: users <b>")
            .type_name("NoSuchTable".to_owned())
            .details(payload(&json!({"table": "users"})))
            .build();
        Err(ApplicationFailure::builder(cause)
            .type_name("Refused".to_owned())
            .details(payload(&json!({"hint": "check the name"})))
            .non_retryable(true)
            .build()
            .into())
    }
}

/// Fails because an activity did.
#[workflow]
#[derive(Default)]
pub(crate) struct FailInActivity;

#[workflow_methods]
impl FailInActivity {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        _input: RawValue,
    ) -> WorkflowResult<()> {
        Ok(ctx.execute_activity(Activities::break_down, (), step("Break down")).await?)
    }
}

/// Says its input wherever it can.
#[workflow]
#[derive(Default)]
pub(crate) struct Leak;

#[workflow_methods]
impl Leak {
    #[run]
    pub(crate) async fn run(
        ctx: &mut WorkflowContext<Self>,
        input: RawValue,
    ) -> WorkflowResult<()> {
        let said = text(&input);
        ctx.set_current_details(said.clone());
        ctx.execute_activity(Activities::copy, said.clone(), step(&said)).await?;
        Err(ApplicationFailure::builder(anyhow::anyhow!("refused: {said}"))
            .details(payload(&json!({ "input": said })))
            .non_retryable(true)
            .build()
            .into())
    }
}

fn text(input: &RawValue) -> String {
    let text = |payload: &Payload| String::from_utf8_lossy(&payload.data).into_owned();
    input.payloads.first().map(text).unwrap_or_default()
}
