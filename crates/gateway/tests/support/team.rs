//! A team: workflows, and the Nexus handler beside them.

use std::time::Duration;

use anyhow::Result;
use portico_nexus::{NexusWorker, OperationRequest, Service, WorkflowOperation};
use portico_testkit::Background;
use serde_json::{Value, json};
use temporalio_client::{Client, NamespacedClient};
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use temporalio_sdk::{
    ActivityExecutionError, ActivityOptions, ApplicationFailure, Runtime, SyncWorkflowContext,
    Worker, WorkerOptions, WorkflowCancellationToken, WorkflowContext, WorkflowResult,
    WorkflowTermination,
};
use tokio_util::sync::CancellationToken;

pub(crate) const NEXUS_QUEUE: &str = "nexus-queue";
const TARGET_QUEUE: &str = "target-queue";

/// Runs the workflows.
pub(crate) fn workflows(team: Client) -> Background {
    Background::start(move |stop: CancellationToken| async move {
        let runtime = Runtime::from_current_tokio(Default::default())?;
        let options = WorkerOptions::new(TARGET_QUEUE)
            .register_workflow::<Echo>()?
            .register_workflow::<Bytes>()?
            .register_workflow::<Fail>()?
            .register_workflow::<Leak>()?
            .register_workflow::<Steps>()?
            .register_workflow::<Waits>()?
            .register_workflow::<CleanUp>()?
            .register_workflow::<Named>()?
            .register_activities(Activities)
            .build();
        let mut worker = Worker::new(&runtime, team, options)?;
        let shut_down = worker.shutdown_handle();
        tokio::spawn(async move {
            stop.cancelled().await;
            shut_down();
        });
        Ok(worker.run().await?)
    })
}

/// Answers Nexus operations by starting the workflows.
pub(crate) fn handler(team: Client) -> Background {
    Background::start(move |stop| async move {
        let names = ["Echo", "Bytes", "Fail", "Leak", "Steps", "Waits", "CleanUp", "Named"];
        let service = names
            .into_iter()
            .fold(Service::any(), |service, name| {
                service.workflow_operation(WorkflowOperation::new(name, TARGET_QUEUE))
            })
            .workflow_operation(WorkflowOperation::new("Unhandled", "queue-without-workers"))
            .sync_operation("Restricted", |_: OperationRequest, _: Value| async move {
                Ok(json!("at once"))
            });
        let worker = NexusWorker::builder(team.connection().clone(), team.namespace(), NEXUS_QUEUE)
            .service(service)
            .build()?;
        Ok(worker.run(stop).await?)
    })
}

fn raw(value: &Value) -> RawValue {
    RawValue::new(vec![Payload {
        metadata: [("encoding".to_owned(), b"json/plain".to_vec())].into(),
        data: value.to_string().into_bytes(),
        ..Default::default()
    }])
}

fn text(input: &RawValue) -> String {
    input
        .payloads
        .first()
        .map(|payload| String::from_utf8_lossy(&payload.data).into_owned())
        .unwrap_or_default()
}

struct Activities;

#[activities]
impl Activities {
    #[activity]
    async fn copy(_ctx: ActivityContext, text: String) -> Result<String, ActivityError> {
        Ok(text)
    }

    /// Fails twice.
    #[activity]
    async fn stumble(ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        match ctx.info().attempt {
            1 | 2 => Err(ApplicationFailure::builder(anyhow::anyhow!("stumbled")).build().into()),
            _ => Ok(()),
        }
    }

    #[activity]
    async fn wait(ctx: ActivityContext, _input: ()) -> Result<(), ActivityError> {
        while !ctx.is_cancelled() {
            ctx.record_heartbeat(()).await?;
            tokio::select! {
                () = ctx.cancelled() => {}
                () = tokio::time::sleep(Duration::from_millis(100)) => {}
            }
        }
        Err(ActivityError::cancelled())
    }
}

fn step(summary: &str) -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(Duration::from_secs(60))
        .heartbeat_timeout(Duration::from_secs(5))
        .summary(summary)
        .build()
}

/// Returns its input.
#[workflow]
#[derive(Default)]
struct Echo;

#[workflow_methods]
impl Echo {
    #[run]
    async fn run(_ctx: &mut WorkflowContext<Self>, input: RawValue) -> WorkflowResult<RawValue> {
        Ok(input)
    }
}

/// Returns its input, under an id that the config's template makes.
#[workflow]
#[derive(Default)]
struct Named;

#[workflow_methods]
impl Named {
    #[run]
    async fn run(_ctx: &mut WorkflowContext<Self>, input: RawValue) -> WorkflowResult<RawValue> {
        Ok(input)
    }
}

/// Returns something that is not JSON.
#[workflow]
#[derive(Default)]
struct Bytes;

#[workflow_methods]
impl Bytes {
    #[run]
    async fn run(_ctx: &mut WorkflowContext<Self>, _input: RawValue) -> WorkflowResult<RawValue> {
        Ok(RawValue::new(vec![Payload {
            metadata: [("encoding".to_owned(), b"binary/plain".to_vec())].into(),
            data: vec![0, 159, 146, 150],
            ..Default::default()
        }]))
    }
}

/// Fails in its own words, with a cause.
#[workflow]
#[derive(Default)]
struct Fail;

#[workflow_methods]
impl Fail {
    #[run]
    async fn run(_ctx: &mut WorkflowContext<Self>, _input: RawValue) -> WorkflowResult<()> {
        let cause = ApplicationFailure::builder("no such table: users <b>")
            .type_name("NoSuchTable".to_owned())
            .details(raw(&json!({ "table": "users" })))
            .build();
        Err(ApplicationFailure::builder(cause)
            .type_name("Refused".to_owned())
            .details(raw(&json!({ "hint": "check the name" })))
            .non_retryable(true)
            .build()
            .into())
    }
}

/// Says its input wherever it can.
#[workflow]
#[derive(Default)]
struct Leak;

#[workflow_methods]
impl Leak {
    #[run]
    async fn run(ctx: &mut WorkflowContext<Self>, input: RawValue) -> WorkflowResult<()> {
        let said = text(&input);
        ctx.set_current_details(said.clone());
        ctx.execute_activity(Activities::copy, said.clone(), step(&said)).await?;
        Err(ApplicationFailure::builder(anyhow::anyhow!("refused: {said}"))
            .details(raw(&json!({ "input": said })))
            .non_retryable(true)
            .build()
            .into())
    }
}

/// Reports progress while it takes steps, one of which needs three attempts.
#[workflow]
#[derive(Default)]
struct Steps {
    told: bool,
}

#[workflow_methods]
impl Steps {
    #[run]
    async fn run(ctx: &mut WorkflowContext<Self>, _input: RawValue) -> WorkflowResult<String> {
        let progress = |done: u32, message: &str| {
            json!({ "done": done, "total": 3, "message": message }).to_string()
        };
        ctx.set_current_details(progress(0, "Copying"));
        ctx.execute_activity(Activities::copy, "x".to_owned(), step("Copy it")).await?;
        ctx.set_current_details(progress(1, "Stumbling"));
        ctx.execute_activity(Activities::stumble, (), step("Try it")).await?;
        ctx.set_current_details(progress(2, "Waiting to be told"));
        ctx.wait_condition(|state| state.told).await?;
        ctx.set_current_details(progress(3, "Done"));
        Ok("done".to_owned())
    }

    #[signal]
    fn tell(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: RawValue) {
        self.told = true;
    }
}

/// Waits for the signal `go`.
#[workflow]
#[derive(Default)]
struct Waits {
    told: bool,
}

#[workflow_methods]
impl Waits {
    #[run]
    async fn run(ctx: &mut WorkflowContext<Self>, _input: RawValue) -> WorkflowResult<String> {
        ctx.wait_condition(|state| state.told).await?;
        Ok("gone".to_owned())
    }

    #[signal]
    fn go(&mut self, _ctx: &mut SyncWorkflowContext<Self>, _input: RawValue) {
        self.told = true;
    }
}

/// Waits in an activity; when cancelled, cleans up and ends cancelled.
#[workflow]
#[derive(Default)]
struct CleanUp;

#[workflow_methods]
impl CleanUp {
    #[run]
    async fn run(ctx: &mut WorkflowContext<Self>, _input: RawValue) -> WorkflowResult<()> {
        match ctx.execute_activity(Activities::wait, (), step("Wait")).await {
            Err(ActivityExecutionError::Cancelled(_)) => {
                let options = ActivityOptions::with_start_to_close_timeout(Duration::from_secs(10))
                    .cancellation_token(WorkflowCancellationToken::new())
                    .summary("Clean up")
                    .build();
                let state =
                    ctx.execute_activity(Activities::copy, "clean".to_owned(), options).await?;
                Err(WorkflowTermination::cancelled_with_details(state))
            }
            other => Ok(other?),
        }
    }
}
