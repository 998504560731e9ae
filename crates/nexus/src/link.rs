//! Links between histories: as Nexus carries them (a URL and a type) and as Temporal's API holds them.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use temporalio_common::protos::temporal::api::common::v1::Link;
use temporalio_common::protos::temporal::api::common::v1::link::workflow_event::{
    EventReference, Reference, RequestIdReference,
};
use temporalio_common::protos::temporal::api::common::v1::link::{
    Activity, NexusOperation, Variant, WorkflowEvent,
};
use temporalio_common::protos::temporal::api::enums::v1::EventType;
use temporalio_common::protos::temporal::api::nexus::v1 as nexus;
use url::form_urlencoded;

const WORKFLOW_EVENT: &str = "temporal.api.common.v1.Link.WorkflowEvent";
const NEXUS_OPERATION: &str = "temporal.api.common.v1.Link.NexusOperation";
const ACTIVITY: &str = "temporal.api.common.v1.Link.Activity";
const EVENT_REFERENCE: &str = "EventReference";
const REQUEST_ID_REFERENCE: &str = "RequestIdReference";
/// RFC 3986 unreserved characters stay, everything else in an id is encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A link of a known type that does not have that type's form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("link {url:?} of type {kind} is broken: {reason}")]
#[non_exhaustive]
pub struct LinkError {
    /// The link's URL.
    pub url: String,
    /// The link's type.
    pub kind: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads the links of a Nexus request. Links of types this crate does not know are left out, with a warning.
///
/// # Errors
/// A link of a known type that does not have that type's form.
pub fn links_from_nexus(links: &[nexus::Link]) -> Result<Vec<Link>, LinkError> {
    let mut known = Vec::with_capacity(links.len());
    for link in links {
        let parsed = match link.r#type.as_str() {
            WORKFLOW_EVENT => workflow_event(&link.url),
            NEXUS_OPERATION => nexus_operation(&link.url),
            ACTIVITY => activity(&link.url),
            other => {
                tracing::warn!(link.kind = other, "Left out a link of an unknown type");
                continue;
            }
        };
        let variant = parsed.map_err(|reason| LinkError {
            url: link.url.clone(),
            kind: link.r#type.clone(),
            reason,
        })?;
        known.push(Link { variant: Some(variant) });
    }
    Ok(known)
}

/// Writes a link for a Nexus response; none for kinds that Nexus has no form for.
pub fn to_nexus(link: &Link) -> Option<nexus::Link> {
    let (kind, url) = match link.variant.as_ref()? {
        Variant::WorkflowEvent(event) => {
            let mut url =
                path(&event.namespace, "workflows", &event.workflow_id, &event.run_id, "history");
            let query = event.reference.as_ref().map(query).unwrap_or_default();
            if !query.is_empty() {
                // Writing to a string cannot fail.
                let _ = write!(url, "?{query}");
            }
            (WORKFLOW_EVENT, url)
        }
        Variant::NexusOperation(operation) => (
            NEXUS_OPERATION,
            path(
                &operation.namespace,
                "nexus-operations",
                &operation.operation_id,
                &operation.run_id,
                "details",
            ),
        ),
        Variant::Activity(activity) => (
            ACTIVITY,
            path(
                &activity.namespace,
                "activities",
                &activity.activity_id,
                &activity.run_id,
                "details",
            ),
        ),
        _ => return None,
    };
    Some(nexus::Link { url, r#type: kind.to_owned() })
}

/// The link to the event that started a run, for servers that do not say it themselves.
pub(crate) fn started_event(namespace: &str, workflow_id: &str, run_id: &str) -> Link {
    Link {
        variant: Some(Variant::WorkflowEvent(WorkflowEvent {
            namespace: namespace.to_owned(),
            workflow_id: workflow_id.to_owned(),
            run_id: run_id.to_owned(),
            reference: Some(Reference::EventRef(EventReference {
                event_id: 1,
                event_type: EventType::WorkflowExecutionStarted as i32,
            })),
        })),
    }
}

fn workflow_event(url: &str) -> Result<Variant, String> {
    let [namespace, workflow_id, run_id] = ids(url, "workflows", "history")?;
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let event_type = || event_type(&value("eventType").unwrap_or_default());
    let reference = match value("referenceType").as_deref() {
        Some(EVENT_REFERENCE) => Reference::EventRef(EventReference {
            event_id: match value("eventID") {
                None => 0,
                Some(id) => id.parse().map_err(|_| format!("event id {id:?} is not a number"))?,
            },
            event_type: event_type()?,
        }),
        Some(REQUEST_ID_REFERENCE) => Reference::RequestIdRef(RequestIdReference {
            request_id: value("requestID").unwrap_or_default(),
            event_type: event_type()?,
        }),
        other => return Err(format!("unknown reference type {:?}", other.unwrap_or_default())),
    };
    Ok(Variant::WorkflowEvent(WorkflowEvent {
        namespace,
        workflow_id,
        run_id,
        reference: Some(reference),
    }))
}

fn nexus_operation(url: &str) -> Result<Variant, String> {
    let [namespace, operation_id, run_id] = ids(url, "nexus-operations", "details")?;
    Ok(Variant::NexusOperation(NexusOperation { namespace, operation_id, run_id }))
}

fn activity(url: &str) -> Result<Variant, String> {
    let [namespace, activity_id, run_id] = ids(url, "activities", "details")?;
    Ok(Variant::Activity(Activity { namespace, activity_id, run_id }))
}

/// The three ids of `temporal:///namespaces/{}/<collection>/{}/{}/<last>`, decoded.
/// Split by hand: a URL parser would resolve an id such as `..` as a step up.
fn ids(url: &str, collection: &str, last: &str) -> Result<[String; 3], String> {
    let expected = || format!("expected temporal:///namespaces/…/{collection}/…/…/{last}");
    let path = url.strip_prefix("temporal:///").ok_or_else(expected)?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let segments: Vec<&str> = path.split('/').collect();
    let [namespaces, namespace, kind, id, run_id, end] = segments[..] else {
        return Err(expected());
    };
    if namespaces != "namespaces" || kind != collection || end != last || id.is_empty() {
        return Err(expected());
    }
    let decode = |segment: &str| {
        percent_decode_str(segment)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| format!("{segment:?} is not percent-encoded UTF-8"))
    };
    Ok([decode(namespace)?, decode(id)?, decode(run_id)?])
}

fn path(namespace: &str, collection: &str, id: &str, run_id: &str, last: &str) -> String {
    let encode = |id| utf8_percent_encode(id, SEGMENT);
    format!(
        "temporal:///namespaces/{}/{collection}/{}/{}/{last}",
        encode(namespace),
        encode(id),
        encode(run_id)
    )
}

fn query(reference: &Reference) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    match reference {
        Reference::EventRef(event) => {
            if event.event_id > 0 {
                query.append_pair("eventID", &event.event_id.to_string());
            }
            query.append_pair("eventType", &event_type_name(event.event_type));
            query.append_pair("referenceType", EVENT_REFERENCE);
        }
        Reference::RequestIdRef(request) => {
            query.append_pair("eventType", &event_type_name(request.event_type));
            query.append_pair("referenceType", REQUEST_ID_REFERENCE);
            query.append_pair("requestID", &request.request_id);
        }
    }
    query.finish()
}

/// `WorkflowExecutionStarted`, as servers write it.
fn event_type_name(event_type: i32) -> String {
    let name = EventType::try_from(event_type).unwrap_or_default().as_str_name();
    let words = name.trim_start_matches("EVENT_TYPE_").split('_');
    words.fold(String::new(), |mut camel, word| {
        let (first, rest) = word.split_at(usize::from(!word.is_empty()));
        camel.push_str(first);
        camel.push_str(&rest.to_ascii_lowercase());
        camel
    })
}

/// Reads `WorkflowExecutionStarted` and `EVENT_TYPE_WORKFLOW_EXECUTION_STARTED`.
fn event_type(name: &str) -> Result<i32, String> {
    let mut snake = String::from("EVENT_TYPE");
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_uppercase());
    }
    EventType::from_str_name(name)
        .or_else(|| EventType::from_str_name(&snake))
        .map(|event_type| event_type as i32)
        .ok_or_else(|| format!("unknown event type {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nexus(kind: &str, url: &str) -> nexus::Link {
        nexus::Link { url: url.into(), r#type: kind.into() }
    }

    fn event(workflow_id: &str, reference: Reference) -> Link {
        Link {
            variant: Some(Variant::WorkflowEvent(WorkflowEvent {
                namespace: "gateway".into(),
                workflow_id: workflow_id.into(),
                run_id: "run".into(),
                reference: Some(reference),
            })),
        }
    }

    fn scheduled(event_id: i64) -> Reference {
        let event_type = EventType::NexusOperationScheduled as i32;
        Reference::EventRef(EventReference { event_id, event_type })
    }

    #[test]
    fn what_servers_write() {
        let by_event = nexus(
            WORKFLOW_EVENT,
            "temporal:///namespaces/gateway/workflows/a%2Fb%20%F0%9F%A6%80/run/history?eventID=5&eventType=NexusOperationScheduled&referenceType=EventReference",
        );
        let by_request = nexus(
            WORKFLOW_EVENT,
            "temporal:///namespaces/gateway/workflows/wf/run/history?eventType=WorkflowExecutionOptionsUpdated&referenceType=RequestIdReference&requestID=r%201",
        );
        let operation =
            nexus(NEXUS_OPERATION, "temporal:///namespaces/ns/nexus-operations/op/run/details");
        let activity = nexus(ACTIVITY, "temporal:///namespaces/ns/activities/act//details");
        let links = [by_event, by_request, operation, activity];
        let event_type = EventType::WorkflowExecutionOptionsUpdated as i32;
        let expected = vec![
            event("a/b 🦀", scheduled(5)),
            event(
                "wf",
                Reference::RequestIdRef(RequestIdReference {
                    request_id: "r 1".into(),
                    event_type,
                }),
            ),
            Link {
                variant: Some(Variant::NexusOperation(NexusOperation {
                    namespace: "ns".into(),
                    operation_id: "op".into(),
                    run_id: "run".into(),
                })),
            },
            Link {
                variant: Some(Variant::Activity(Activity {
                    namespace: "ns".into(),
                    activity_id: "act".into(),
                    run_id: String::new(),
                })),
            },
        ];
        assert_eq!(links_from_nexus(&links), Ok(expected));
    }

    #[test]
    fn written_as_servers_write() {
        let link = to_nexus(&event("a/b c", scheduled(5))).unwrap();
        assert_eq!(
            link.url,
            "temporal:///namespaces/gateway/workflows/a%2Fb%20c/run/history?eventID=5&eventType=NexusOperationScheduled&referenceType=EventReference"
        );
        assert_eq!(link.r#type, WORKFLOW_EVENT);
    }

    #[test]
    fn unknown_types_are_left_out() {
        let unknown = nexus("example.Ticket", "https://example.com/1");
        assert_eq!(links_from_nexus(&[unknown]), Ok(vec![]));
        assert_eq!(to_nexus(&Link { variant: None }), None);
    }

    #[test]
    fn broken() {
        let reason =
            |kind: &str, url: &str| links_from_nexus(&[nexus(kind, url)]).unwrap_err().reason;
        let base = "temporal:///namespaces/ns/workflows/wf/run/history";
        for url in [
            "https://example.com/namespaces/ns/workflows/wf/run/history",
            "temporal:///namespaces/ns/workflows/wf/run",
            "temporal:///namespaces/ns/workflows//run/history",
            "temporal:///namespaces/ns/activities/wf/run/history",
            "temporal:///",
        ] {
            let reason = reason(WORKFLOW_EVENT, url);
            assert_eq!(reason, "expected temporal:///namespaces/…/workflows/…/…/history");
        }
        assert_eq!(reason(WORKFLOW_EVENT, base), "unknown reference type \"\"");
        assert_eq!(
            reason(WORKFLOW_EVENT, &format!("{base}?referenceType=EventReference&eventID=x")),
            "event id \"x\" is not a number"
        );
        assert_eq!(
            reason(
                WORKFLOW_EVENT,
                &format!("{base}?referenceType=EventReference&eventID=1&eventType=No")
            ),
            "unknown event type \"No\""
        );
        assert_eq!(
            reason(WORKFLOW_EVENT, "temporal:///namespaces/ns/workflows/%FF/run/history"),
            "\"%FF\" is not percent-encoded UTF-8"
        );
        assert_eq!(
            reason(ACTIVITY, "temporal:///namespaces/ns/activities/a"),
            "expected temporal:///namespaces/…/activities/…/…/details"
        );
    }

    #[test]
    fn every_event_type_has_a_name_that_reads_back() {
        for number in 0..200 {
            if let Ok(known) = EventType::try_from(number) {
                assert_eq!(event_type(&event_type_name(number)), Ok(number), "{known:?}");
                assert_eq!(event_type(known.as_str_name()), Ok(number));
            }
        }
    }

    proptest! {
        #[test]
        fn any_id_comes_back(workflow_id in "\\PC{1,100}", request_id in "\\PC{0,100}", event_id in 0_i64..) {
            let event_type = EventType::WorkflowExecutionStarted as i32;
            let by_request = Reference::RequestIdRef(RequestIdReference { request_id, event_type });
            for link in [event(&workflow_id, scheduled(event_id)), event(&workflow_id, by_request)] {
                let sent = to_nexus(&link).unwrap();
                prop_assert_eq!(links_from_nexus(&[sent]), Ok(vec![link]));
            }
        }
    }
}
