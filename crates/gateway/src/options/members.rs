use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use indexmap::IndexMap;
use jiff::Timestamp;
use portico_contract::http::{FieldProblem, SearchMode};
use portico_form::label::from_key;
use portico_form::pointer;
use serde_json::Value;

use super::engine::{BUDGET, Listed, Options};
use super::fault::{Fault, FaultKind};
use super::field::Field;
use super::list::{List, Standing};
use super::mapping::whole_text;
use super::places::{Place, places};
use super::question::Question;
use super::request::{MAX_SEARCH, is_large};
use crate::error::{ApiError, ApiResult};
use crate::identity::Caller;

/// Values judged at the same time for one input.
const AT_ONCE: usize = 8;
/// Values judged for one input: each may ask a source.
const MAX_VALUES: usize = 500;
/// Pages of matches looked through for one value.
const PAGES: usize = 10;
/// All of them together.
const PATIENCE: Duration = BUDGET.saturating_mul(2);

/// Judges an input's dynamic fields by the lists their values were chosen from, asked with the same parameters. `whom`
/// owns the workflow.
///
/// # Errors
/// `invalid_input` for values that are not on their list, cannot be chosen, or lack what their list depends on;
/// `source_failed` where nobody can tell.
pub(crate) async fn check_members(
    options: &Options,
    fields: &IndexMap<String, Arc<Field>>,
    input: &Value,
    caller: &Caller,
    whom: &str,
) -> ApiResult<()> {
    let chosen = fields.values().flat_map(|field| chosen(field, input, caller));
    let chosen: Vec<_> = chosen.take(MAX_VALUES + 1).collect();
    if let Some(beyond) = chosen.get(MAX_VALUES) {
        let message = format!(
            "is one of more values than are checked against lists: send at most {MAX_VALUES}"
        );
        return Err(ApiError::invalid_input(vec![problem(&beyond.pointer, message)]));
    }
    let Some(first) = chosen.first() else { return Ok(()) };
    let late =
        (first.field.clone(), FaultKind::Timeout.with("the values are too many for the time"));
    let judging: Vec<_> = chosen.into_iter().map(|chosen| judge(options, chosen)).collect();
    let judging = futures_util::stream::iter(judging).buffered(AT_ONCE).collect::<Vec<_>>();
    let Ok(verdicts) = tokio::time::timeout(PATIENCE, judging).await else {
        return Err(unchecked(&late.0, &late.1, whom));
    };
    let (mut problems, mut unknown) = (Vec::new(), None);
    for (field, verdict) in verdicts {
        match verdict {
            Ok(found) => problems.extend(found),
            Err(fault) => unknown = unknown.or(Some((field, fault))),
        }
    }
    match (problems.is_empty(), unknown) {
        (false, _) => Err(ApiError::invalid_input(problems)),
        (true, Some((field, fault))) => Err(unchecked(&field, &fault, whom)),
        (true, None) => Ok(()),
    }
}

/// A value of a dynamic field.
struct Chosen<'v> {
    field: Arc<Field>,
    pointer: String,
    value: &'v Value,
    /// What to ask, or why nothing can be asked.
    question: Result<Question, String>,
}

/// The field's values in the input. What is null is not there.
fn chosen<'v>(
    field: &'v Arc<Field>,
    input: &'v Value,
    caller: &'v Caller,
) -> impl Iterator<Item = Chosen<'v>> {
    let filled = places(&field.pointer, input).into_iter().filter(|place| !place.value.is_null());
    // A list that cannot be had whole is asked for each item by itself.
    let apart = move |place: Place<'v>| match place.value {
        Value::Array(items) if searches(field) => {
            let below = |index: usize| pointer::child(&place.pointer, &index.to_string());
            items.iter().enumerate().map(|(index, item)| (below(index), item)).collect()
        }
        _ => vec![(place.pointer, place.value)],
    };
    filled.flat_map(apart).map(move |(to, value)| {
        let beside = |from: &str| pointer::beside(from, &field.pointer, &to);
        let param = |from: &str| pointer::get(input, &beside(from));
        let large = field.params.iter().find(|(_, from)| param(from).is_some_and(is_large));
        let question = match large {
            Some((name, _)) => Err(depends_on_large(field, name)),
            None => Question::new(field, |_, from| param(from), None, None, caller)
                .map_err(|missing| needs(field, &missing)),
        };
        Chosen { field: field.clone(), pointer: to, value, question }
    })
}

/// Whether the source has to search for each value.
fn searches(field: &Field) -> bool {
    field.search == SearchMode::Server && !field.is_static()
}

/// What is wrong with a value; nothing = it may be sent.
async fn judge(
    options: &Options,
    chosen: Chosen<'_>,
) -> (Arc<Field>, Result<Vec<FieldProblem>, Fault>) {
    let Chosen { field, pointer, value, question } = chosen;
    let judged = match question {
        Ok(question) => judge_by_list(options, &field, &pointer, value, question).await,
        // Any value goes where the list does not decide.
        Err(_) if field.allow_other => Ok(Vec::new()),
        Err(why) => Ok(vec![problem(&pointer, why)]),
    };
    match judged {
        Err(_) if field.allow_other => (field, Ok(Vec::new())),
        judged => (field, judged),
    }
}

async fn judge_by_list(
    options: &Options,
    field: &Field,
    pointer: &str,
    value: &Value,
    question: Question,
) -> Result<Vec<FieldProblem>, Fault> {
    if searches(field) {
        return Ok(judge_by_search(options, field, pointer, value, &question)
            .await?
            .into_iter()
            .collect());
    }
    let again = question.with_search(String::new(), None);
    let list = believed(options.list(question).await?)?;
    // A value may be a list itself; else each of its items is one.
    let whole = list.standing(value).is_some();
    let items = match value {
        Value::Array(items) if !whole => {
            let below = |index: usize| pointer::child(pointer, &index.to_string());
            items.iter().enumerate().map(|(index, item)| (below(index), item)).collect()
        }
        value => vec![(pointer.to_owned(), value)],
    };
    let mut problems = Vec::new();
    for (to, item) in items {
        let found = match list.standing(item) {
            None if list.truncated => judge_by_search(options, field, &to, item, &again).await?,
            standing => verdict(field, &to, standing, &list),
        };
        problems.extend(found);
    }
    Ok(problems)
}

/// Looks for one value among those like it.
async fn judge_by_search(
    options: &Options,
    field: &Field,
    pointer: &str,
    value: &Value,
    question: &Question,
) -> Result<Option<FieldProblem>, Fault> {
    let search: String = whole_text(value).chars().take(MAX_SEARCH).collect();
    let mut cursor = None;
    for page in 1.. {
        let question = question.with_search(search.clone(), cursor);
        let list = believed(options.list(question).await?)?;
        cursor = list.cursor.clone();
        let standing = list.standing(value);
        if standing.is_some() || cursor.is_none() || page >= PAGES {
            return Ok(verdict(field, pointer, standing, &list));
        }
    }
    Ok(None)
}

/// A list that is too old tells nothing of what may be started now.
fn believed(listed: Listed) -> Result<Arc<List>, Fault> {
    listed.stale.map_or(Ok(listed.list), Err)
}

fn verdict(
    field: &Field,
    pointer: &str,
    standing: Option<&Standing>,
    list: &List,
) -> Option<FieldProblem> {
    let message = match standing {
        Some(Standing::Offered) => return None,
        Some(Standing::Disabled(None)) => "cannot be chosen: choose another".to_owned(),
        Some(Standing::Disabled(Some(reason))) => {
            format!("cannot be chosen ({reason}): choose another")
        }
        None if field.allow_other => return None,
        None => format!(
            "is not in {} any more ({}): choose again",
            field.source.list_name(),
            age(list.as_of, Timestamp::now())
        ),
    };
    Some(problem(pointer, message))
}

/// When a list was true, and how long ago that is.
fn age(as_of: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(as_of).as_secs().max(0);
    let old = match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    };
    let format = if seconds < 86_400 { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    format!("list of {} UTC, {old} old", as_of.strftime(format))
}

/// Which fields a list waits for.
fn needs(field: &Field, missing: &[String]) -> String {
    let names = missing.iter().map(|name| from_key(name)).collect::<Vec<_>>().join(" and ");
    format!(
        "is chosen from a list that depends on {names}: fill that in first, or leave {} out",
        field.label
    )
}

fn depends_on_large(field: &Field, name: &str) -> String {
    format!(
        "is chosen from a list that depends on {}, which is too long to ask with: shorten that, or leave {} out",
        from_key(name),
        field.label
    )
}

fn unchecked(field: &Field, fault: &Fault, whom: &str) -> ApiError {
    let because = fault.sentence(field, whom);
    let message = format!("nothing was started: {} cannot be checked, for {because}", field.label);
    let told = problem(&field.pointer, format!("cannot be checked: {because}"));
    ApiError::source_failed(message, told, fault.kind.is_retryable())
}

fn problem(pointer: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem { pointer: pointer.to_owned(), keyword: None, message: message.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::options::testing::field;

    #[test]
    fn lists_and_who_has_them_are_named_and_places_are_not() {
        for (source, list, holder) in [
            (
                json!({ "Query": { "workflow_id": "inventory", "query_type": "topics" } }),
                "the team's list topics",
                "the team's workflow that has the list topics",
            ),
            (
                json!({ "Nexus": { "operation": "locks", "service": "one" } }),
                "the team's list locks",
                "the team's operation that has the list locks",
            ),
            (
                json!({ "Http": { "url": "https://inventory.internal/rds?key=1", "headers": {} } }),
                "the service's list",
                "the service that has the list",
            ),
            (json!({ "Static": { "items": ["a"] } }), "the config's list", "the config"),
        ] {
            let field = field(&json!({}), &json!({ "source": source }));
            assert_eq!(field.source.list_name(), list);
            let told = FaultKind::Failed.with("500").sentence(&field, "#one");
            assert_eq!(told, format!("{holder} failed: try again in a moment, or ask #one"));
        }
    }

    #[test]
    fn ages_are_told() {
        let now: Timestamp = "2026-11-21T14:03:34Z".parse().unwrap();
        for (as_of, expected) in [
            ("2026-11-21T14:03:22.9Z", "list of 14:03:22 UTC, 11 s old"),
            ("2026-11-21T14:03:34Z", "list of 14:03:34 UTC, 0 s old"),
            ("2026-11-21T14:03:40Z", "list of 14:03:40 UTC, 0 s old"),
            ("2026-11-21T13:33:34Z", "list of 13:33:34 UTC, 30 min old"),
            ("2026-11-21T04:03:34Z", "list of 04:03:34 UTC, 10 h old"),
            ("2026-11-19T14:03:34Z", "list of 2026-11-19 14:03:34 UTC, 48 h old"),
        ] {
            assert_eq!(age(as_of.parse().unwrap(), now), expected);
        }
    }
}
