//! A team of the tests' own: workflows that end, wait, stumble and speak in every way a run page must show.
//! What answers Nexus operations by starting them is each test's affair.

mod activities;
mod ends;
mod waits;

use anyhow::Result;
use serde_json::Value;
use temporalio_client::Client;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_sdk::{Runtime, Worker, WorkerOptions};
use tokio_util::sync::CancellationToken;

use crate::Background;

/// The queue of the team's workflows.
pub const QUEUE: &str = "target-queue";

/// Every workflow type.
pub const NAMES: [&str; 9] =
    ["Echo", "Bytes", "Fail", "FailInActivity", "Leak", "Steps", "Waits", "CleanUp", "Refuse"];

/// A worker for all of them.
pub fn worker(team: Client) -> Background {
    Background::start(move |stop: CancellationToken| async move {
        let runtime = Runtime::from_current_tokio(Default::default())?;
        let mut worker = Worker::new(&runtime, team, options()?)?;
        let shut_down = worker.shutdown_handle();
        tokio::spawn(async move {
            stop.cancelled().await;
            shut_down();
        });
        Ok(worker.run().await?)
    })
}

fn options() -> Result<WorkerOptions> {
    Ok(WorkerOptions::new(QUEUE)
        .register_workflow::<ends::Echo>()?
        .register_workflow::<ends::Bytes>()?
        .register_workflow::<ends::Fail>()?
        .register_workflow::<ends::FailInActivity>()?
        .register_workflow::<ends::Leak>()?
        .register_workflow::<waits::Steps>()?
        .register_workflow::<waits::Waits>()?
        .register_workflow::<waits::CleanUp>()?
        .register_workflow::<waits::Refuse>()?
        .register_activities(activities::Activities)
        .build())
}

/// A value as the SDKs encode JSON.
pub fn json(value: &Value) -> RawValue {
    RawValue::new(vec![Payload {
        metadata: [("encoding".to_owned(), b"json/plain".to_vec())].into(),
        data: value.to_string().into_bytes(),
        ..Default::default()
    }])
}
