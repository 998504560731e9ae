use serde::Serialize;
use temporalio_common::protos::temporal::api::common::v1::Payloads;
use temporalio_common::protos::temporal::api::enums::v1::QueryRejectCondition;
use temporalio_common::protos::temporal::api::query::v1::WorkflowQuery;
use temporalio_common::protos::temporal::api::workflowservice::v1::QueryWorkflowRequest;

use super::client::{CallError, DEADLINE, Temporal, execution, names_detail, with_deadline};
use super::payload::{json_payload, json_text};

/// How a query ended without an answer.
#[derive(Debug)]
pub(crate) enum QueryError {
    /// The workflow has ended, so.
    Closed(String),
    /// The workflow refused it.
    Failed(String),
    /// The answer is in this encoding.
    NotJson(String),
    /// It did not arrive.
    Call(CallError),
}

impl Temporal {
    /// Queries a running workflow with one argument; answers the JSON it said.
    pub(crate) async fn query(
        &self,
        namespace: &str,
        workflow_id: &str,
        query_type: &str,
        argument: &impl Serialize,
    ) -> Result<Vec<u8>, QueryError> {
        let argument = json_payload(argument)
            .map_err(|error| QueryError::Call(CallError::Other(error.to_string())))?;
        let request = QueryWorkflowRequest {
            namespace: namespace.to_owned(),
            execution: Some(execution(workflow_id, "")),
            query: Some(WorkflowQuery {
                query_type: query_type.to_owned(),
                query_args: Some(Payloads { payloads: vec![argument] }),
                ..Default::default()
            }),
            // What a workflow that has ended remembers is true no more.
            query_reject_condition: QueryRejectCondition::NotOpen as i32,
        };
        let answer = self.service().query_workflow(with_deadline(request, DEADLINE)).await;
        let answer =
            answer.map_err(|status| match names_detail(&status, "QueryFailedFailure") {
                true => QueryError::Failed(status.message().to_owned()),
                false => QueryError::Call(status.into()),
            })?;
        let answer = answer.into_inner();
        match answer.query_rejected {
            Some(rejected) => Err(QueryError::Closed(rejected.status().as_str_name().to_owned())),
            None => json_text(answer.query_result).map_err(QueryError::NotJson),
        }
    }
}
