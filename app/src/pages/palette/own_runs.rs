//! The caller's runs: the newest by their names, the newest of each workflow that is called as what is typed, and those whose ID has
//! that, however old they are.

use std::ops::RangeInclusive;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::{OptionItem, Run};
use portico_contract::run_id::is_run_id;
use portico_form::options::DEBOUNCE;

use super::group::{Group, entry};
use crate::api::Gateway;
use crate::paths::{self, Route};
use crate::session::use_session;
use crate::slices::pause;
use crate::ui::status::status_words;

/// How many letters of an ID are looked for: fewer are in many IDs, and the gateway takes no more.
const PART: RangeInclusive<usize> = 3..=200;

/// So many workflows that fit what is typed are asked for their runs, where there are older ones than the newest.
const WORKFLOWS: usize = 3;

/// How the last question for runs fares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// It was answered, or there is none.
    Rests,
    UnderWay,
    Failed,
}

/// Keeps the group at the caller's runs that are known, and tells of what is asked for besides.
pub(super) fn own_runs(runs: Group, workflows: Group, text: RwSignal<String>) -> RwSignal<Asking> {
    let gateway = use_session().gateway;
    let (newest, has_older) = (RwSignal::new(Vec::<Run>::new()), RwSignal::new(false));
    let by_id = RwSignal::new(Vec::<(Run, String)>::new());
    let asking = RwSignal::new(Asking::Rests);
    let first = gateway.clone();
    spawn_local_scoped_with_cancellation(async move {
        // Without runs the palette still leads to all else.
        if let Ok(list) = first.runs(&[("mine", "true")]).await {
            has_older.set(list.cursor.is_some());
            newest.set(list.runs);
        }
    });
    let by_workflow = by_workflow(gateway.clone(), workflows, has_older);
    let part = Memo::new(move |_| text.with(|text| part(text)));
    Effect::new(move || {
        let part = part.get();
        asking.set(if part.is_some() { Asking::UnderWay } else { Asking::Rests });
        let Some(part) = part else { return by_id.set(Vec::new()) };
        let gateway = gateway.clone();
        // Given up once something else is typed. Until the answer, what was found before is searched.
        spawn_local_scoped_with_cancellation(async move {
            pause(DEBOUNCE).await;
            match gateway.runs(&[("mine", "true"), ("search", &part)]).await {
                Ok(list) => {
                    by_id.set(with_ids(list.runs, &part));
                    asking.set(Asking::Rests);
                }
                Err(_) => asking.set(Asking::Failed),
            }
        });
    });
    // The same entries are not searched anew.
    let items = Memo::new(move |_| {
        let with_newest = |newest: &[Run]| {
            by_id.with(|by_id| by_workflow.with(|found| entries(newest, by_id, found)))
        };
        newest.with(|newest| with_newest(newest))
    });
    Effect::new(move || runs.take(items.get(), newest.with_untracked(Vec::len)));
    asking
}

/// The newest runs of each workflow that fits what is typed.
fn by_workflow(
    gateway: Gateway,
    workflows: Group,
    has_older: RwSignal<bool>,
) -> RwSignal<Vec<Run>> {
    let found = RwSignal::new(Vec::new());
    let best = Memo::new(move |_| {
        let most = if has_older.get() { WORKFLOWS } else { 0 };
        workflows.found.with(|found| found.best(most))
    });
    Effect::new(move || {
        let (best, gateway) = (best.get(), gateway.clone());
        // Given up once something else fits.
        spawn_local_scoped_with_cancellation(async move {
            let mut runs = Vec::new();
            if !best.is_empty() {
                pause(DEBOUNCE).await;
            }
            for href in best {
                let Route::Workflow { namespace, workflow_type } = Route::of(&href) else {
                    continue;
                };
                let filters = [
                    ("mine", "true"),
                    ("namespace", namespace.as_str()),
                    ("workflow_type", workflow_type.as_str()),
                ];
                // Without them there still are the newest.
                if let Ok(list) = gateway.runs(&filters).await {
                    runs.extend(list.runs);
                }
            }
            found.set(runs);
        });
    });
    found
}

/// What may be a part of an ID. A whole one is looked for among everybody's.
fn part(text: &str) -> Option<String> {
    let text = text.trim();
    let is_part = PART.contains(&text.chars().count()) && !is_run_id(text);
    is_part.then(|| text.to_owned())
}

/// Runs that were found, each with the ID that has the part: its own, or that of the team's workflow.
fn with_ids(runs: Vec<Run>, part: &str) -> Vec<(Run, String)> {
    let part = part.to_ascii_lowercase();
    let id = |run: &Run| {
        let target = run.target.as_ref().map(|target| &target.workflow_id);
        let mut ids = [Some(&run.workflow_id), target].into_iter().flatten();
        ids.find(|id| id.to_ascii_lowercase().contains(&part)).cloned()
    };
    let with_id = |run: Run| {
        let id = id(&run)?;
        Some((run, id))
    };
    runs.into_iter().filter_map(with_id).collect()
}

/// The newest runs, then those that were found besides; each once, with the ID it was found by.
fn entries(newest: &[Run], by_id: &[(Run, String)], by_workflow: &[Run]) -> Vec<OptionItem> {
    let id_of = |run: &Run| {
        let found = by_id.iter().find(|(found, _)| found.workflow_id == run.workflow_id);
        found.map(|(_, id)| id.as_str())
    };
    let is_older = |run: &Run| newest.iter().all(|it| it.workflow_id != run.workflow_id);
    let older = by_id.iter().filter(|(run, _)| is_older(run));
    let older = older.map(|(run, id)| item(run, Some(id)));
    let others = by_workflow.iter().filter(|run| is_older(run) && id_of(run).is_none());
    let newest = newest.iter().map(|run| item(run, id_of(run)));
    newest.chain(older).chain(others.map(|run| item(run, None))).collect()
}

fn item(run: &Run, id: Option<&str>) -> OptionItem {
    let (_, status) = status_words(run.status.as_str());
    let found_by = id.map(|id| format!("{id}, ")).unwrap_or_default();
    let about = format!("{found_by}{status} in {}", run.environment);
    entry(paths::run(&run.workflow_id), run.name.clone(), about)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(id: &str, target: Option<&str>) -> Run {
        let target =
            target.map(|id| json!({ "namespace": "n", "workflow_id": id, "run_id": null }));
        serde_json::from_value(json!({
            "workflow_id": id, "run_id": "r1", "namespace": "n", "workflow_type": "T", "name": "Name",
            "environment": "local", "status": "completed", "requester": "dev@example.com",
            "requester_verified": true, "started_at": "2026-11-21T03:44:38Z", "closed_at": null,
            "cancel_requested_at": null, "dry_run": false, "input": null, "input_hash": "", "result": null,
            "failure": null, "target": target, "steps": [], "progress": null, "approval": null, "links": []
        }))
        .unwrap()
    }

    #[test]
    fn only_what_may_be_a_part_of_an_id_is_asked_for() {
        for (text, expected) in [
            ("", None),
            (" ab ", None),
            (" abc ", Some("abc")),
            ("portico-NFYSS5YQBB2IRXTTVILFJP4K3", Some("portico-NFYSS5YQBB2IRXTTVILFJP4K3")),
            ("portico-NFYSS5YQBB2IRXTTVILFJP4K3W", None),
            (&"x".repeat(201), None),
        ] {
            assert_eq!(part(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn each_run_is_there_once_with_the_id_it_was_found_by() {
        let newest = [run("portico-A", None), run("portico-B", Some("orders-1"))];
        let found = vec![
            run("portico-B", Some("orders-1")),
            run("portico-ORDERS", Some("orders-2")),
            run("portico-C", Some("Old-Orders")),
            run("portico-D", None),
        ];
        let of_workflow = ["portico-A", "portico-C", "portico-E"].map(|id| run(id, None));
        let entries = entries(&newest, &with_ids(found, "orders"), &of_workflow);
        let drawn: Vec<_> = entries
            .iter()
            .map(|item| (item.value[0].as_str().unwrap(), item.hint.as_deref().unwrap()))
            .collect();
        assert_eq!(
            drawn,
            [
                ("/runs/portico-A", "Completed in local"),
                ("/runs/portico-B", "orders-1, Completed in local"),
                ("/runs/portico-ORDERS", "portico-ORDERS, Completed in local"),
                ("/runs/portico-C", "Old-Orders, Completed in local"),
                ("/runs/portico-E", "Completed in local"),
            ]
        );
    }
}
