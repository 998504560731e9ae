//! RouterWorkflow: one run per request, in a namespace everyone may use.

#![expect(missing_docs, reason = "the workflow macro adds a constant without documentation")]

mod input;

use portico_contract::nexus::{REQUESTER_EMAIL, RouterInput, SCHEDULE_TO_CLOSE_SECONDS};
use temporalio_common::data_converters::RawValue;
use temporalio_common::search_attributes::SearchAttributeKey;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{NexusOperationCancellationType, WorkflowContext, WorkflowResult};

use crate::input::parse;
use crate::operation;
use crate::outcome::{Late, from_failure, from_result};

/// Failure type of a run whose input is not that of a router.
pub const INVALID_ROUTER_INPUT: &str = "InvalidRouterInput";
/// Failure type: the target, or the whole operation, ran out of time. The cause says which.
pub const TARGET_TIMED_OUT: &str = "TargetTimedOut";

const REQUESTER: SearchAttributeKey<String> = SearchAttributeKey::keyword(REQUESTER_EMAIL);
const LATE: Late =
    Late { type_name: TARGET_TIMED_OUT, message: "the workflow did not finish in time" };

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
        let input: RouterInput =
            parse(&arguments, "a router input", INVALID_ROUTER_INPUT, input::check)?;
        if !input.requester_email.is_empty() {
            ctx.upsert_search_attributes([REQUESTER.value_set(input.requester_email.clone())]);
        }
        let mut call = operation::call(
            &input.nexus_endpoint,
            input.nexus_service.as_deref(),
            &input.workflow_type,
            &input.workflow_input_data,
            SCHEDULE_TO_CLOSE_SECONDS,
        );
        let headers = input.nexus_headers.iter();
        call.nexus_header =
            headers.map(|(key, value)| (key.to_ascii_lowercase(), value.clone())).collect();
        call.cancellation_type = Some(NexusOperationCancellationType::WaitCancellationCompleted);
        match ctx.start_nexus_operation(call).await {
            Ok(operation) => from_result(operation.result().await, LATE),
            Err(failure) => Err(from_failure(failure, LATE)),
        }
    }
}
