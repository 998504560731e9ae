use std::time::Duration;

use portico_contract::http::Progress;
use serde_json::Value;
use temporalio_common::protos::temporal::api::query::v1::WorkflowQuery;
use temporalio_common::protos::temporal::api::workflowservice::v1::QueryWorkflowRequest;

use super::client::{CallError, Temporal, execution, with_deadline};
use super::failure::shortened;
use super::payload::values_of;

/// The query every SDK answers by itself.
const METADATA_QUERY: &str = "__temporal_workflow_metadata";
/// A worker that takes longer is not asked again at once.
const DEADLINE: Duration = Duration::from_secs(2);
/// Longest message shown, in bytes.
const MAX_MESSAGE: usize = 2_000;

impl Temporal {
    /// What a workflow says of itself; `None` = nothing.
    pub(crate) async fn progress(
        &self,
        namespace: &str,
        workflow_id: &str,
        run_id: &str,
    ) -> Result<Option<Progress>, CallError> {
        let request = QueryWorkflowRequest {
            namespace: namespace.to_owned(),
            execution: Some(execution(workflow_id, run_id)),
            query: Some(WorkflowQuery {
                query_type: METADATA_QUERY.to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer =
            self.service().query_workflow(with_deadline(request, DEADLINE)).await?.into_inner();
        let metadata = values_of(answer.query_result.as_ref()).unwrap_or_default();
        let details = metadata.get("currentDetails").or_else(|| metadata.get("current_details"));
        Ok(details.and_then(Value::as_str).and_then(read_details))
    }
}

/// Current details as progress: JSON `{done, total, message}`, or a text, which becomes the message.
fn read_details(details: &str) -> Option<Progress> {
    if details.trim().is_empty() {
        return None;
    }
    let mut progress = match serde_json::from_str::<Value>(details) {
        Ok(value @ Value::Object(_)) => serde_json::from_value::<Progress>(value).ok(),
        _ => None,
    }
    .unwrap_or_else(|| Progress { done: None, total: None, message: Some(details.to_owned()) });
    progress.message = progress.message.map(|message| shortened(message, MAX_MESSAGE));
    Some(progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "the cases of the table are options")]
    fn progress(done: Option<u64>, total: Option<u64>, message: Option<&str>) -> Option<Progress> {
        Some(Progress { done, total, message: message.map(str::to_owned) })
    }

    #[test]
    fn details_are_json_or_text() {
        for (details, expected) in [
            ("", None),
            (" \n", None),
            (
                r#"{"done":6,"total":10,"message":"Backing up"}"#,
                progress(Some(6), Some(10), Some("Backing up")),
            ),
            (r#"{"message":"Backing up"}"#, progress(None, None, Some("Backing up"))),
            ("Backing up", progress(None, None, Some("Backing up"))),
            (r#"{"done":"six"}"#, progress(None, None, Some(r#"{"done":"six"}"#))),
            ("17", progress(None, None, Some("17"))),
        ] {
            assert_eq!(read_details(details), expected, "{details}");
        }
    }

    #[test]
    fn long_details_are_cut_between_characters() {
        let message = read_details(&"é".repeat(2_000)).unwrap().message.unwrap();
        assert!(message.len() <= MAX_MESSAGE && message.ends_with("é…"), "{message}");
    }
}
