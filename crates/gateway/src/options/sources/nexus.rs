use axum::body::Bytes;
use data_encoding::BASE32;
use portico_contract::nexus::OptionsInput;

use super::query::call_fault;
use crate::options::fault::{Fault, FaultKind};
use crate::options::field::digest;
use crate::options::question::Question;
use crate::temporal::{Ended, Temporal};

/// Asks an operation of the team through OptionsWorkflow.
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
    let id = workflow_id(&input).map_err(|error| FaultKind::Failed.with(error.to_string()))?;
    let ended = temporal.ask_operation(&id, &input).await;
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

/// An id of all that is asked: gateways that ask the same at the same time wait for the same run.
fn workflow_id(input: &OptionsInput) -> serde_json::Result<String> {
    let text = BASE32.encode(&digest(&[serde_json::to_vec(input)?]));
    Ok(format!("portico-options-{}", &text[..26]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::options::testing::{field, question};

    fn id(how: &serde_json::Value, cursor: Option<&str>) -> String {
        let question = question(&field(&json!({}), how), &json!({}), None);
        let input = OptionsInput {
            nexus_endpoint: "e".to_owned(),
            nexus_service: None,
            operation: "o".to_owned(),
            question: question.asked(cursor),
        };
        workflow_id(&input).unwrap()
    }

    #[test]
    fn the_id_tells_apart_what_is_asked_and_nothing_else() {
        let plain = id(&json!({}), None);
        assert_eq!(plain.len(), "portico-options-".len() + 26);
        assert_eq!(id(&json!({ "value": "/id" }), None), plain);
        assert_ne!(id(&json!({}), Some("2")), plain);
    }
}
