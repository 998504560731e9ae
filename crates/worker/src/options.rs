//! OptionsWorkflow: asks a team which choices a field has, in a namespace everyone may use.

#![expect(missing_docs, reason = "the workflow macro adds a constant without documentation")]

use portico_contract::nexus::{OPTIONS_SECONDS, OptionsInput};
use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ApplicationFailure, NexusOperationCancellationType, WorkflowContext, WorkflowResult,
    WorkflowTermination,
};

use crate::input::{check_names, parse};
use crate::operation::{self, service};
use crate::outcome::{Late, from_failure, from_result};

/// Failure type of a run whose input is not an options input.
pub const INVALID_OPTIONS_INPUT: &str = "InvalidOptionsInput";
/// Failure type: the operation did not answer within [`OPTIONS_SECONDS`]. The cause says what kept it.
pub const OPERATION_TIMED_OUT: &str = "OperationTimedOut";
/// Failure type: the operation started a workflow, where it should have answered at once.
pub const OPERATION_NOT_SYNCHRONOUS: &str = "OperationNotSynchronous";

const LATE: Late =
    Late { type_name: OPERATION_TIMED_OUT, message: "the operation did not answer in time" };

/// Calls one synchronous Nexus operation and ends with its answer. Its input is an
/// [`OptionsInput`]; any Temporal client may start it.
#[workflow]
#[derive(Default)]
pub struct OptionsWorkflow;

#[workflow_methods]
impl OptionsWorkflow {
    /// Puts the question to the team's operation and waits for its answer, for at most three seconds.
    ///
    /// While the endpoint does not exist the server refuses the run's workflow task, which is tried
    /// again until it does: whoever starts this gives it a run timeout.
    ///
    /// A cancellation of the run is passed on to the operation.
    #[run(name = "OptionsWorkflow")]
    pub async fn run(
        ctx: &mut WorkflowContext<Self>,
        arguments: RawValue,
    ) -> WorkflowResult<RawValue> {
        let input: OptionsInput =
            parse(&arguments, "an options input", INVALID_OPTIONS_INPUT, check)?;
        let mut call = operation::call(
            &input.nexus_endpoint,
            input.nexus_service.as_deref(),
            &input.operation,
            &json!(input.question),
            OPTIONS_SECONDS,
        );
        call.cancellation_type = Some(NexusOperationCancellationType::WaitCancellationRequested);
        match ctx.start_nexus_operation(call).await {
            Ok(operation) if operation.operation_token.is_some() => {
                // What it started was not asked for. A closed run passes no cancellation on, so this one stays
                // open until the team's side has heard of it.
                operation.cancel();
                operation.result().await;
                Err(not_synchronous(&input.operation))
            }
            Ok(operation) => from_result(operation.result().await, LATE),
            Err(failure) => Err(from_failure(failure, LATE)),
        }
    }
}

fn check(input: &OptionsInput) -> Result<(), String> {
    check_names([
        ("operation", &*input.operation),
        ("nexus_endpoint", &*input.nexus_endpoint),
        ("nexus_service", service(input.nexus_service.as_deref(), &input.nexus_endpoint)),
    ])
}

fn not_synchronous(operation: &str) -> WorkflowTermination {
    let message = format!(
        "operation {operation} started a workflow instead of answering at once; an option source has to be a \
         synchronous operation, so name another one in the config's options, or answer this one in its handler"
    );
    ApplicationFailure::builder(message)
        .type_name(OPERATION_NOT_SYNCHRONOUS.to_owned())
        .non_retryable(true)
        .build()
        .into()
}
