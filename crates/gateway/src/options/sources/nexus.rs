use axum::body::Bytes;
use portico_contract::nexus::OptionsInput;

use super::query::call_fault;
use crate::options::fault::{Fault, FaultKind};
use crate::options::question::Question;
use crate::temporal::{Ended, Temporal};

/// Asks an operation of the team through OptionsWorkflow, whose id is made of the question: replicas that ask the same
/// at the same time wait for the same run.
pub(super) async fn ask(
    temporal: &Temporal,
    endpoint: &str,
    service: Option<&String>,
    operation: &str,
    question: &Question,
    cursor: Option<&str>,
) -> Result<Bytes, Fault> {
    let input = OptionsInput {
        nexus_endpoint: endpoint.to_owned(),
        nexus_service: service.cloned(),
        operation: operation.to_owned(),
        question: question.asked(cursor),
    };
    let ended = temporal.ask_operation(&question.workflow_id(cursor), &input).await;
    match ended.map_err(|error| call_fault(&error))? {
        Ended::Well(json) => Ok(json.into()),
        Ended::NotJson(encoding) => {
            Err(FaultKind::Shape.with(format!("the answer is no JSON but {encoding:?}")))
        }
        Ended::TimedOut => Err(FaultKind::Timeout.with("OptionsWorkflow timed out")),
        Ended::Refused(text) => Err(FaultKind::Refused.with(text)),
        Ended::Badly(text) => Err(FaultKind::Failed.with(text)),
    }
}
