use std::sync::Arc;

use portico_contract::http::{Progress, Target};
use serde_json::Value;
use temporalio_common::protos::temporal::api::workflow::v1::PendingNexusOperationInfo;

use super::router_view::RouterView;
use super::scrub::Secrets;
use super::target_view::TargetView;
use crate::catalog::{CatalogStore, Entry};
use crate::index::{Fingerprint, Row};

/// All that a follower knows of its run.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) workflow_id: String,
    pub(super) run_id: String,
    /// What the index had when the run was first looked at.
    pub(super) row: Option<Row>,
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

/// What the catalog and the input say, worked out once per run and catalog.
#[derive(Debug)]
pub(super) struct About {
    /// The catalog that said it.
    pub(super) catalog: String,
    pub(super) entry: Option<Arc<Entry>>,
    pub(super) links: Vec<portico_contract::http::LinkTemplate>,
    pub(super) masked_input: Value,
    pub(super) input_hash: String,
    pub(super) secrets: Secrets,
    pub(super) dry_run: bool,
    /// The signal that ends the wait for an approval this input needs.
    pub(super) signal: Option<String>,
}

impl About {
    /// What is known of a run with this router. Without a definition nobody knows what is secret, so all of it is.
    pub(super) fn new(
        catalog: &CatalogStore,
        fingerprint: &Fingerprint,
        router: &RouterView,
    ) -> Option<Self> {
        let input = router.input.as_ref()?;
        let data = &input.workflow_input_data;
        let input_hash = fingerprint.of(data);
        let loaded = catalog.current();
        let entry = loaded.by_target(&input.namespace, &input.workflow_type).cloned();
        let prepared = entry.as_ref().and_then(|entry| catalog.prepare(entry).ok());
        let Some(prepared) = prepared else {
            return Some(Self {
                catalog: loaded.digest.clone(),
                entry,
                links: vec![],
                masked_input: one_secret(),
                input_hash,
                secrets: Secrets::all_of(data),
                dry_run: false,
                signal: None,
            });
        };
        let definition = &prepared.definition;
        let judged_by = router.memo.as_ref().map(|memo| memo.definition.as_str());
        let (masked_input, secrets) =
            if knows_secrets(&definition.schema, &definition.definition, judged_by, data, || {
                prepared.validator.is_valid(data)
            }) {
                let masked = portico_form::mask_secrets(&definition.schema, data);
                (masked, Secrets::of(&definition.schema, data))
            } else {
                (one_secret(), Secrets::all_of(data))
            };
        Some(Self {
            catalog: loaded.digest.clone(),
            links: definition.links.clone(),
            masked_input,
            input_hash,
            secrets,
            dry_run: prepared.is_dry_run(data),
            signal: prepared.approval(data).map(|approval| approval.signal.clone()),
            entry,
        })
    }
}

fn one_secret() -> Value {
    serde_json::json!({ portico_contract::http::SECRET_MARK: true })
}

/// Whether a schema tells which values of an input are secret. It does for an input that it, or the definition it is
/// part of, has judged; any Temporal client may have written another one, and definitions change.
fn knows_secrets(
    schema: &Value,
    definition: &str,
    judged_by: Option<&str>,
    input: &Value,
    is_valid: impl FnOnce() -> bool,
) -> bool {
    let judged_here = judged_by == Some(definition);
    if portico_form::has_secrets(schema) {
        is_valid() && (judged_here || portico_form::covers(schema, input))
    } else {
        // Another definition may have had secrets where this one has nothing.
        judged_here || judged_by.is_none() || portico_form::covers(schema, input)
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

#[cfg(test)]
mod tests {
    use portico_validate::Validator;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const SECRET: &str = "S3NT1NEL";

    /// `password`, the items of `keys` and `token` inside `login` are secret; `note` and `count` are not.
    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "note": { "type": "string" },
                "count": { "type": "integer" },
                "password": { "type": "string", "writeOnly": true },
                "keys": { "type": "array", "items": { "type": "string", "writeOnly": true } },
                "login": { "type": "object", "properties": { "user": { "type": "string" }, "token": { "writeOnly": true } } }
            }
        })
    }

    fn shown(schema: &Value, judged_by: Option<&str>, input: &Value) -> Value {
        let validator = Validator::new(schema).unwrap();
        if knows_secrets(schema, "now", judged_by, input, || validator.is_valid(input)) {
            portico_form::mask_secrets(schema, input)
        } else {
            one_secret()
        }
    }

    #[test]
    fn inputs_of_another_shape_are_one_secret() {
        let schema = schema();
        for (input, expected) in [
            (
                json!({ "note": "n", "password": "p" }),
                json!({ "note": "n", "password": { "$secret": true } }),
            ),
            (json!("text"), one_secret()),
            (json!({ "keys": "text" }), one_secret()),
            (json!({ "login": ["text"] }), one_secret()),
            (json!({ "pasword": "text" }), one_secret()),
        ] {
            for judged_by in [None, Some("before")] {
                assert_eq!(shown(&schema, judged_by, &input), expected, "{input} {judged_by:?}");
            }
        }
        // What this very definition has judged may hold more than it speaks of.
        let open = json!({ "other": "text" });
        assert_eq!(shown(&schema, Some("now"), &open), open);
        // A definition without secrets hides only what an earlier one may have called secret.
        let plain = json!({ "properties": { "note": {} } });
        assert_eq!(shown(&plain, None, &open), open);
        assert_eq!(shown(&plain, Some("before"), &open), one_secret());
        let note = json!({ "note": "n" });
        assert_eq!(shown(&plain, Some("before"), &note), note);
    }

    /// JSON that uses the schema's names in every place, right or wrong.
    fn anything() -> impl Strategy<Value = Value> {
        let name = prop_oneof![
            Just("note"),
            Just("count"),
            Just("password"),
            Just("keys"),
            Just("login"),
            Just("token"),
            Just("other")
        ];
        let leaf = prop_oneof![Just(json!(SECRET)), Just(json!(7)), Just(json!(null))];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((name.clone(), inner), 0..4).prop_map(|entries| {
                    Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
                }),
            ]
        })
    }

    proptest! {
        /// Whatever a foreign client writes, a text is shown only where the schema has a text that is no secret.
        #[test]
        fn no_shape_shows_a_secret(input in anything(), judged_before: bool) {
            let shown = shown(&schema(), judged_before.then_some("before"), &input);
            let mut rest = shown.clone();
            for open in ["/note", "/login/user"] {
                if let Some(place) = rest.pointer_mut(open) {
                    *place = Value::Null;
                }
            }
            prop_assert!(!rest.to_string().contains(SECRET), "{input} is shown as {shown}");
        }
    }
}
