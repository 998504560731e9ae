use portico_contract::http::Failure;
use serde_json::Value;
use temporalio_common::protos::temporal::api::failure::v1 as proto;
use temporalio_common::protos::temporal::api::failure::v1::failure::FailureInfo;

use super::payload::{value_of, values_of};

/// Causes followed before a chain is cut; Temporal itself allows more than a person reads.
const MAX_DEPTH: usize = 32;
/// Longest sentence, in bytes.
const MAX_SENTENCE: usize = 300;
/// What stands at the end of a text that was cut.
pub(crate) const CUT: &str = "…";

/// A failure in the team's own words: wrappers that Nexus puts around it are taken off where
/// something is inside them.
pub(crate) fn failure_of(failure: &proto::Failure) -> Failure {
    convert(unwrap(failure), MAX_DEPTH)
}

/// A failure and its innermost cause in one line, for sentences.
pub(crate) fn sentence(failure: &proto::Failure) -> String {
    let mut innermost = unwrap(failure);
    for _ in 0..MAX_DEPTH {
        match innermost.cause.as_deref() {
            Some(cause) => innermost = cause,
            None => break,
        }
    }
    shortened(message(innermost), MAX_SENTENCE)
}

/// A text of at most so many bytes; where it was cut it ends with [`CUT`].
pub(crate) fn shortened(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes - CUT.len()));
        text.push_str(CUT);
    }
    text
}

fn unwrap(mut failure: &proto::Failure) -> &proto::Failure {
    while let (Some(FailureInfo::NexusOperationExecutionFailureInfo(_)), Some(cause)) =
        (&failure.failure_info, failure.cause.as_deref())
    {
        failure = cause;
    }
    failure
}

fn convert(failure: &proto::Failure, depth: usize) -> Failure {
    let (kind, details) = match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => (
            Some(info.r#type.clone()).filter(|kind| !kind.is_empty()),
            values_of(info.details.as_ref()),
        ),
        Some(FailureInfo::CanceledFailureInfo(info)) => (None, values_of(info.details.as_ref())),
        Some(FailureInfo::NexusHandlerFailureInfo(info)) => {
            (Some(info.r#type.clone()).filter(|kind| !kind.is_empty()), None)
        }
        _ => (None, None),
    };
    let cause = match (failure.cause.as_deref(), depth) {
        (Some(cause), 1..) => Some(Box::new(convert(cause, depth - 1))),
        _ => None,
    };
    Failure { message: message(failure), r#type: kind, details, cause }
}

/// The message; where a codec moved it into the encoded attributes, from there.
fn message(failure: &proto::Failure) -> String {
    let encoded = failure.encoded_attributes.as_ref().map(value_of);
    match encoded.as_ref().and_then(|value| value.get("message")).and_then(Value::as_str) {
        Some(message) => message.to_owned(),
        None => failure.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use temporalio_common::protos::temporal::api::common::v1::Payloads;

    use super::super::payload::json_payload;
    use super::*;

    fn application(message: &str, kind: &str, cause: Option<proto::Failure>) -> proto::Failure {
        proto::Failure {
            message: message.to_owned(),
            cause: cause.map(Box::new),
            failure_info: Some(FailureInfo::ApplicationFailureInfo(
                proto::ApplicationFailureInfo {
                    r#type: kind.to_owned(),
                    details: Some(Payloads {
                        payloads: vec![json_payload(&json!({"table": "orders"})).unwrap()],
                    }),
                    ..Default::default()
                },
            )),
            ..Default::default()
        }
    }

    fn wrapped(cause: proto::Failure) -> proto::Failure {
        proto::Failure {
            message: "nexus operation completed unsuccessfully".to_owned(),
            cause: Some(Box::new(cause)),
            failure_info: Some(FailureInfo::NexusOperationExecutionFailureInfo(Default::default())),
            ..Default::default()
        }
    }

    #[test]
    fn the_teams_failure_comes_out_of_its_wrappers() {
        let failure = wrapped(application(
            "no table orders",
            "TableNotFound",
            Some(application("404", "", None)),
        ));
        let details = Some(json!({"table": "orders"}));
        let cause =
            Failure { message: "404".into(), r#type: None, details: details.clone(), cause: None };
        assert_eq!(
            failure_of(&failure),
            Failure {
                message: "no table orders".into(),
                r#type: Some("TableNotFound".into()),
                details,
                cause: Some(Box::new(cause)),
            }
        );
        assert_eq!(sentence(&failure), "404");
    }

    #[test]
    fn a_wrapper_with_nothing_inside_speaks_for_itself() {
        let mut failure = wrapped(proto::Failure::default());
        failure.cause = None;
        assert_eq!(failure_of(&failure).message, "nexus operation completed unsuccessfully");
    }

    #[test]
    fn endless_chains_are_cut() {
        let failure = (0..100).fold(application("innermost", "x", None), |cause, _| {
            application("x", "x", Some(cause))
        });
        let mut depth = 0;
        let mut at = Some(Box::new(failure_of(&failure)));
        while let Some(failure) = at {
            depth += 1;
            at = failure.cause;
        }
        assert_eq!(depth, MAX_DEPTH + 1);
    }
}
