//! One run in a list: what changes about it changes in place.

use leptos::prelude::*;
use portico_contract::http::{Run, RunStatus};

use super::query::RunsQuery;
use crate::pages::link::Link;
use crate::paths;
use crate::ui::env::EnvLabel;
use crate::ui::status::Pill;
use crate::ui::time::{Ago, duration, local, millis};

/// What a list shows of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// All runs are of one workflow, so that their ids tell them apart.
    one_workflow: bool,
    /// All runs are the caller's.
    mine: bool,
}

impl Columns {
    /// What a list that is asked for so needs.
    pub fn of(query: &RunsQuery) -> Self {
        Self {
            one_workflow: query.get("namespace").is_some() && query.get("workflow_type").is_some(),
            mine: query.is_mine(),
        }
    }

    /// What the table is.
    pub fn caption(self) -> &'static str {
        if self.mine { "Your runs, newest first" } else { "Everyone's runs, newest first" }
    }

    /// Words and class of each column's head.
    pub fn heads(self) -> Vec<(&'static str, &'static str)> {
        let mut heads =
            vec![(if self.one_workflow { "Run" } else { "Workflow" }, ""), ("Status", "")];
        heads.extend((!self.one_workflow).then_some(("Run", "")));
        heads.extend((!self.mine).then_some(("Requester", "")));
        heads.extend([("Where", ""), ("Started", "num"), ("Took", "num")]);
        heads
    }
}

/// A row; what a run is stays, where it stands is read anew whenever the list is.
pub fn row(run: Memo<Option<Run>>, columns: Columns, clock: Signal<f64>) -> Option<AnyView> {
    let fixed = run.get_untracked()?;
    let status = Memo::new(move |_| run.with(|r| r.as_ref().map_or("", |r| r.status.as_str())));
    let gone = Memo::new(move |_| run.with(|r| r.as_ref()?.forgotten_at.clone()));
    let ended = Memo::new(move |_| {
        run.with(|r| r.as_ref().map(|r| (r.status, r.closed_at.as_deref().and_then(millis))))
    });
    let start = millis(&fixed.started_at);
    let took = move || {
        let (status, closed) = ended.get()?;
        // Only what goes on follows the clock.
        length(status, start?, closed, || clock.get())
    };
    let id = fixed.workflow_id.clone();
    let name = if columns.one_workflow {
        view! { <span class="mono">{id.clone()}</span> }.into_any()
    } else {
        view! { <bdi>{fixed.name}</bdi> }.into_any()
    };
    let requester = (!columns.mine).then(|| {
        let doubt = (!fixed.requester_verified)
            .then(|| view! { <span class="faint">" (not verified)"</span> });
        view! { <td><bdi>{fixed.requester}</bdi> {doubt}</td> }
    });
    let view = view! {
        <tr>
            <th scope="row">
                <Link href=paths::run(&id)>{name}</Link>
                {fixed.dry_run.then(|| view! { " " <span class="tag">"Dry run"</span> })}
                {move || gone.get().map(gone_tag)}
            </th>
            <td>{move || view! { <Pill status=status.get() /> }}</td>
            {(!columns.one_workflow).then(|| view! { <td><span class="mono">{id}</span></td> })}
            {requester}
            <td>
                <EnvLabel name=fixed.environment />
            </td>
            <td class="num dim">
                <Ago at=fixed.started_at now=clock />
            </td>
            <td class="num">{took}</td>
        </tr>
    };
    Some(view.into_any())
}

/// Temporal keeps this run no more, as was noticed at a moment.
fn gone_tag(noticed: String) -> AnyView {
    let title = format!("Noticed {}", millis(&noticed).map_or(noticed, local));
    view! {
        " "
        <span class="tag" title=title>
            "Details gone"
        </span>
    }
    .into_any()
}

/// How long a run took or has taken, in words; `None` where nobody saw its end.
fn length(
    status: RunStatus,
    start: f64,
    closed: Option<f64>,
    now: impl FnOnce() -> f64,
) -> Option<String> {
    let end = match closed {
        Some(closed) => closed,
        None if status.is_closed() => return None,
        None => now(),
    };
    Some(duration(end - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_goes_on_follows_the_clock() {
        let never = || -> f64 { unreachable!("the clock was asked") };
        assert_eq!(length(RunStatus::Failed, 0.0, Some(2_000.0), never), Some("2.0 s".into()));
        assert_eq!(length(RunStatus::Running, 0.0, None, || 61_000.0), Some("1 min 01 s".into()));
        assert_eq!(length(RunStatus::Terminated, 0.0, None, never), None);
    }

    #[test]
    fn a_list_shows_what_tells_its_runs_apart() {
        let words = |query: &RunsQuery| {
            Columns::of(query).heads().into_iter().map(|(words, _)| words).collect::<Vec<_>>()
        };
        assert_eq!(
            words(&RunsQuery::default()),
            ["Workflow", "Status", "Run", "Where", "Started", "Took"]
        );
        assert_eq!(
            words(&RunsQuery::of_workflow("n", "T")),
            ["Run", "Status", "Requester", "Where", "Started", "Took"]
        );
    }
}
