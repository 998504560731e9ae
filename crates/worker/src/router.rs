//! RouterWorkflow: one run per request, in a namespace everyone may use.

#![expect(missing_docs, reason = "the workflow macro adds a constant without documentation")]

use std::time::Duration;

use portico_contract::nexus::{REQUESTER_EMAIL, SCHEDULE_TO_CLOSE_SECONDS};
use temporalio_common::data_converters::RawValue;
use temporalio_common::search_attributes::SearchAttributeKey;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    NexusOperationCancellationType, NexusOperationOptions, WorkflowContext, WorkflowResult,
};

use crate::{input, outcome};

const REQUESTER: SearchAttributeKey<String> = SearchAttributeKey::keyword(REQUESTER_EMAIL);

/// Calls one Nexus operation and ends as it ends. Its input is a
/// [`RouterInput`](portico_contract::nexus::RouterInput); any Temporal client may start it.
#[workflow]
#[derive(Default)]
pub struct RouterWorkflow;

#[workflow_methods]
impl RouterWorkflow {
    /// Carries the request to the team and waits for its end, for at most 30 days.
    ///
    /// While the endpoint does not exist the server refuses the run's workflow task, which is tried
    /// again until it does.
    ///
    /// A cancellation of the run cancels the operation, and the run goes on until the target has
    /// ended: canceled after its clean-up, or otherwise if it refused.
    #[run(name = "RouterWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        arguments: RawValue,
    ) -> WorkflowResult<RawValue> {
        let input = input::parse(&arguments)?;
        if !input.requester_email.is_empty() {
            ctx.upsert_search_attributes([REQUESTER.value_set(input.requester_email.clone())]);
        }
        let headers = input.nexus_headers.iter();
        let options = NexusOperationOptions::builder()
            .endpoint(input.nexus_endpoint.clone())
            .service(input::service(&input))
            .operation(input.workflow_type.clone())
            .input(input::payload(&input))
            .nexus_header(
                headers.map(|(key, value)| (key.to_ascii_lowercase(), value.clone())).collect(),
            )
            .schedule_to_close_timeout(Duration::from_secs(SCHEDULE_TO_CLOSE_SECONDS))
            .cancellation_type(NexusOperationCancellationType::WaitCancellationCompleted)
            .build();
        match ctx.start_nexus_operation(options).await {
            Ok(operation) => outcome::from_result(operation.result().await),
            Err(failure) => Err(outcome::from_failure(failure)),
        }
    }
}
