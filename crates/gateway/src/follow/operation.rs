use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portico_contract::http::{StepStatus, Target};
use serde::Deserialize;
use temporalio_common::protos::temporal::api::common::v1::link::Variant;
use temporalio_common::protos::temporal::api::history::v1::{
    HistoryEvent, NexusOperationScheduledEventAttributes, NexusOperationStartedEventAttributes,
};

use crate::temporal::micros;

/// A Nexus operation of a router, as its history tells it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    /// Event id of its scheduling, by which all its events are joined.
    pub(super) scheduled_event: i64,
    pub(super) endpoint: String,
    pub(super) operation: String,
    /// Microseconds since 1970, like all times here.
    pub(super) scheduled_at: i64,
    pub(super) started_at: Option<i64>,
    pub(super) closed: Option<(StepStatus, i64)>,
    /// What its end said, where it ended badly.
    pub(super) failure: Option<String>,
    pub(super) target: Option<Target>,
}

impl Operation {
    pub(super) fn scheduled(
        event: &HistoryEvent,
        attributes: &NexusOperationScheduledEventAttributes,
    ) -> Self {
        Self {
            scheduled_event: event.event_id,
            endpoint: attributes.endpoint.clone(),
            operation: attributes.operation.clone(),
            scheduled_at: event.event_time.map(micros).unwrap_or_default(),
            started_at: None,
            closed: None,
            failure: None,
            target: None,
        }
    }

    /// The handler answered: the target is known from the link, else from the token.
    pub(super) fn start(
        &mut self,
        event: &HistoryEvent,
        attributes: &NexusOperationStartedEventAttributes,
    ) {
        self.started_at = event.event_time.map(micros);
        self.target =
            target_of_links(event).or_else(|| target_of_token(&attributes.operation_token));
    }
}

fn target_of_links(event: &HistoryEvent) -> Option<Target> {
    event.links.iter().find_map(|link| match link.variant.as_ref()? {
        Variant::WorkflowEvent(link) => Some(Target {
            namespace: link.namespace.clone(),
            workflow_id: link.workflow_id.clone(),
            run_id: Some(link.run_id.clone()).filter(|run| !run.is_empty()),
        }),
        _ => None,
    })
}

/// The official SDKs' token of an operation that is backed by a workflow: base64url, without
/// padding, of `{"t":1,"ns":…,"wid":…}`. Any other token is foreign.
fn target_of_token(token: &str) -> Option<Target> {
    #[derive(Deserialize)]
    struct Token {
        #[serde(default)]
        v: u32,
        t: u32,
        ns: String,
        wid: String,
    }
    let token: Token = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let ours = token.v == 0 && token.t == 1 && !token.wid.is_empty();
    ours.then_some(Target { namespace: token.ns, workflow_id: token.wid, run_id: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_workflows_name_the_target() {
        let target =
            Target { namespace: "team-a".into(), workflow_id: "wf-1".into(), run_id: None };
        assert_eq!(target_of_token("eyJ0IjoxLCJucyI6InRlYW0tYSIsIndpZCI6IndmLTEifQ"), Some(target));
        let foreign = [
            "{\"t\":2,\"ns\":\"a\",\"aid\":\"b\"}",
            "{\"t\":1,\"ns\":\"a\",\"wid\":\"\"}",
            "{\"v\":1,\"t\":1,\"ns\":\"a\",\"wid\":\"b\"}",
            "x",
        ];
        for token in foreign {
            assert_eq!(target_of_token(&URL_SAFE_NO_PAD.encode(token)), None, "{token}");
        }
        assert_eq!(target_of_token("eyJ0IjoxLCJucyI6InRlYW0tYSIsIndpZCI6IndmLTEifQ=="), None);
    }
}
