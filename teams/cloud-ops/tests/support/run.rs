use serde_json::Value;
use temporalio_client::errors::{WorkflowGetResultError, WorkflowQueryError, WorkflowUpdateError};
use temporalio_client::{
    Client, UntypedQuery, UntypedSignal, UntypedUpdate, UntypedWorkflow, WorkflowCancelOptions,
    WorkflowDescribeOptions, WorkflowExecuteUpdateOptions, WorkflowGetResultOptions,
    WorkflowHandle, WorkflowQueryOptions, WorkflowSignalOptions, WorkflowTerminateOptions,
};
use temporalio_common::data_converters::{PayloadConverter, RawValue};
use temporalio_common::error::IncomingError;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;

use super::history;

/// How a run ended.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Completed(Value),
    Failed { kind: String, message: String, details: Value },
    Canceled,
}

impl Outcome {
    /// The result.
    #[track_caller]
    pub(crate) fn result(self) -> Value {
        match self {
            Self::Completed(value) => value,
            other => panic!("the run should have completed: {other:?}"),
        }
    }

    /// The failure as `Type: message` and its details.
    #[track_caller]
    pub(crate) fn failure(self) -> (String, Value) {
        match self {
            Self::Failed { kind, message, details } => (format!("{kind}: {message}"), details),
            other => panic!("the run should have failed: {other:?}"),
        }
    }
}

/// One run of a workflow.
pub(crate) struct Run {
    handle: WorkflowHandle<Client, UntypedWorkflow>,
    workflow_id: String,
}

impl Run {
    pub(crate) fn new(
        handle: WorkflowHandle<Client, UntypedWorkflow>,
        workflow_id: String,
    ) -> Self {
        Self { handle, workflow_id }
    }

    pub(crate) fn workflow_id(&self) -> &str {
        &self.workflow_id
    }

    pub(crate) fn run_id(&self) -> &str {
        self.handle.run_id().unwrap()
    }

    /// Waits for the end.
    pub(crate) async fn outcome(&self) -> Outcome {
        match self.handle.get_result(WorkflowGetResultOptions::default()).await {
            Ok(result) => Outcome::Completed(json(&result)),
            Err(WorkflowGetResultError::Cancelled { .. }) => Outcome::Canceled,
            Err(WorkflowGetResultError::Failed(error)) => {
                let IncomingError::Application(failure) = *error else { panic!("{error:?}") };
                let details = failure.raw_details().unwrap_or_default();
                Outcome::Failed {
                    kind: failure.type_name().unwrap_or_default().to_owned(),
                    message: failure.to_string(),
                    details: json(&RawValue::new(details.to_vec())),
                }
            }
            Err(error) => panic!("the run neither completed, failed nor was canceled: {error}"),
        }
    }

    /// Sends a signal without an argument, as `temporal workflow signal` does.
    pub(crate) async fn signal(&self, name: &str) {
        self.handle
            .signal(
                UntypedSignal::new(name),
                RawValue::new(vec![]),
                WorkflowSignalOptions::default(),
            )
            .await
            .unwrap();
    }

    pub(crate) async fn cancel(&self) {
        self.handle.cancel(WorkflowCancelOptions::default()).await.unwrap();
    }

    /// The run's current details: what the run page shows as progress.
    pub(crate) async fn progress(&self) -> Value {
        let metadata = self
            .handle
            .query(
                UntypedQuery::new("__temporal_workflow_metadata"),
                RawValue::new(vec![]),
                WorkflowQueryOptions::default(),
            )
            .await
            .unwrap();
        let metadata = json(&metadata);
        serde_json::from_str(metadata["currentDetails"].as_str().unwrap_or("null")).unwrap()
    }

    /// Asks a query with one argument; answers its result, or the message it failed with.
    pub(crate) async fn query(&self, name: &str, argument: Value) -> Result<Value, String> {
        let argument = RawValue::from_value(&argument, &PayloadConverter::default());
        let options = WorkflowQueryOptions::default();
        match self.handle.query(UntypedQuery::new(name), argument, options).await {
            Ok(answer) => Ok(json(&answer)),
            Err(WorkflowQueryError::Rpc(status)) => Err(status.message().to_owned()),
            Err(error) => panic!("the query was not answered: {error}"),
        }
    }

    /// Sends an update without an argument; answers its result, or the message it failed with.
    pub(crate) async fn update(&self, name: &str) -> Result<Value, String> {
        let (argument, options) = (RawValue::new(vec![]), WorkflowExecuteUpdateOptions::default());
        match self.handle.execute_update(UntypedUpdate::new(name), argument, options).await {
            Ok(result) => Ok(json(&result)),
            Err(WorkflowUpdateError::Failed(failure)) => Err(failure.message),
            Err(error) => panic!("the update was not answered: {error}"),
        }
    }

    /// Whether there is such a workflow.
    pub(crate) async fn is_there(&self) -> bool {
        self.handle.describe(WorkflowDescribeOptions::default()).await.is_ok()
    }

    /// The id of the execution that is, or was last, running under the workflow id.
    pub(crate) async fn current(&self) -> String {
        let run = self.handle.describe(WorkflowDescribeOptions::default()).await.unwrap();
        run.run_id().to_owned()
    }

    pub(crate) async fn terminate(&self) {
        self.handle.terminate(WorkflowTerminateOptions::default()).await.unwrap();
    }

    pub(crate) async fn events(&self) -> Vec<HistoryEvent> {
        history::events(&self.handle).await
    }

    /// Keeps the run's history for the replay tests, when they are recorded anew.
    pub(crate) async fn keep(&self, name: &str) {
        history::keep(&self.events().await, name);
    }
}

/// The one JSON value of a payload list; null when there is none.
fn json(value: &RawValue) -> Value {
    match value.payloads.as_slice() {
        [] => Value::Null,
        [payload] => serde_json::from_slice(&payload.data).unwrap(),
        more => panic!("{} payloads", more.len()),
    }
}
