use std::sync::Arc;

use portico_contract::http::{Progress, Target};
use serde_json::Value;
use temporalio_common::protos::temporal::api::workflow::v1::PendingNexusOperationInfo;

use super::router_view::RouterView;
use super::scrub::{all_of, secrets_of};
use super::target_view::TargetView;
use crate::catalog::{CatalogStore, Entry};
use crate::start::hash_of;

/// All that a follower knows of its run.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) workflow_id: String,
    pub(super) run_id: String,
    /// Who asked, where a gateway proved it.
    pub(super) proven_requester: Option<String>,
    pub(super) router: RouterView,
    /// The router's history cannot be read for the moment.
    pub(super) router_trouble: bool,
    /// Describe's word on the operation that has not started.
    pub(super) pending: Option<PendingNexusOperationInfo>,
    pub(super) about: Option<About>,
    pub(super) target: Option<TargetState>,
    pub(super) progress: Option<Progress>,
}

/// The target, once it is known.
#[derive(Debug)]
pub(super) struct TargetState {
    pub(super) target: Target,
    pub(super) view: TargetView,
    /// Its history has been looked at, or never can be.
    pub(super) looked: bool,
    /// Its history cannot be read: the gateway may not, or it is gone.
    pub(super) lost: bool,
}

/// What the catalog and the input say, worked out once per run.
#[derive(Debug)]
pub(super) struct About {
    pub(super) entry: Option<Arc<Entry>>,
    pub(super) links: Vec<portico_contract::http::LinkTemplate>,
    pub(super) masked_input: Value,
    pub(super) input_hash: String,
    pub(super) secrets: Vec<String>,
    pub(super) dry_run: bool,
    /// The signal that ends the wait for an approval this input needs.
    pub(super) signal: Option<String>,
}

impl About {
    /// What is known of a run with this router. Without a definition nobody knows what is secret, so all of it is.
    pub(super) fn new(catalog: &CatalogStore, router: &RouterView) -> Option<Self> {
        let input = router.input.as_ref()?;
        let data = &input.workflow_input_data;
        let input_hash = hash_of(data);
        let loaded = catalog.current();
        let entry = loaded.by_target(&input.namespace, &input.workflow_type).cloned();
        let prepared = entry.as_ref().and_then(|entry| catalog.prepare(entry).ok());
        let Some(prepared) = prepared else {
            let masked_input = serde_json::json!({ portico_contract::http::SECRET_MARK: true });
            let secrets = all_of(data);
            return Some(Self {
                entry,
                links: vec![],
                masked_input,
                input_hash,
                secrets,
                dry_run: false,
                signal: None,
            });
        };
        let definition = &prepared.definition;
        Some(Self {
            links: definition.links.clone(),
            masked_input: portico_form::mask_secrets(&definition.schema, data),
            input_hash,
            secrets: secrets_of(&definition.schema, data),
            dry_run: prepared.is_dry_run(data),
            signal: prepared.approval(data).map(|approval| approval.signal.clone()),
            entry,
        })
    }
}

/// Workers that have been waited for longer than they need when they are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lateness {
    /// The router worker.
    pub(super) router: bool,
    /// The team's workflow worker.
    pub(super) target: bool,
}

/// A worker that is there takes a task within this, in microseconds.
const LATE: i64 = 3_000_000;

impl Lateness {
    /// `now` is in microseconds since 1970.
    pub(super) fn of(state: &State, now: i64) -> Self {
        let scheduled_at = state.target.as_ref().and_then(|target| target.view.task_scheduled_at);
        Self {
            router: !state.router.picked_up && now - state.router.started_at > LATE,
            target: scheduled_at.is_some_and(|at| now - at > LATE),
        }
    }
}

impl State {
    /// Enough is known to show the run for the first time.
    pub(super) fn is_presentable(&self) -> bool {
        self.router.last_event > 0 && self.target.as_ref().is_none_or(|target| target.looked)
    }

    /// The target has ended, or nothing more can be learned of it.
    pub(super) fn target_is_settled(&self) -> bool {
        self.target.as_ref().is_none_or(|target| target.lost || target.view.is_over())
    }
}
