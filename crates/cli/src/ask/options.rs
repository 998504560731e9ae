//! The choices of dynamic fields, from the gateway.

use portico_contract::http::{OptionField, OptionItem, OptionsPage, OptionsRequest, SearchMode};
use portico_form::field::Field;
use portico_form::{Form, label, pointer};
use serde_json::Value;

use super::Asker;
use super::prompt::{Question, Row, say, select_row, text};
use crate::exit::Stop;
use crate::gateway::CallError;

/// The longest list a client is given.
const MOST: usize = 20_000;

/// What came of offering choices.
pub(crate) enum Answer {
    /// One was chosen.
    Value(Value),
    /// There are none, or none of them is wanted: the value is typed.
    Typed,
}

/// Where the parameters of a dynamic field at `at` are, by name.
pub(crate) fn params<'o>(
    option: &'o OptionField,
    pattern: &str,
    at: &str,
) -> impl Iterator<Item = (&'o str, String)> {
    let beside = |of: &str| pointer::beside(of, pattern, at);
    option.params.iter().map(move |(name, of)| (name.as_str(), beside(of)))
}

/// Offers the choices of a field.
pub(crate) async fn ask(
    asker: &Asker<'_>,
    form: &Form,
    field: &Field,
    pattern: &str,
    option: &OptionField,
) -> Result<Answer, Stop> {
    let mut request = OptionsRequest { pointer: pattern.to_owned(), ..OptionsRequest::default() };
    for (name, place) in params(option, pattern, &field.pointer) {
        if let Some(value) = form.request_at(&place) {
            request.params.insert(name.to_owned(), value);
        }
    }
    let by_source = option.search == SearchMode::Server;
    loop {
        if by_source {
            let question = Question {
                label: &format!("{}, search for", field.label),
                help: Some("Enter alone lists the first"),
                ..Question::default()
            };
            let typed = text(&question)?;
            request.search = (!typed.is_empty()).then_some(typed);
        }
        request.cursor = None;
        let list = match load(asker, &request, by_source).await {
            Ok(list) => list,
            Err(error) => {
                say(&format!(
                    "The choices of {} cannot be had: {}.",
                    field.label,
                    error.sentence()
                ));
                say("Type the value; the gateway checks it.");
                return Ok(Answer::Typed);
            }
        };
        if list.items.is_empty() && !by_source {
            say(&format!("There is nothing to choose for {} with what was given.", field.label));
            return Ok(Answer::Typed);
        }
        match choose(field, option, &list, by_source)? {
            Chosen::Item(value) => return Ok(Answer::Value(value)),
            Chosen::Other => {
                say("Type the value; the gateway checks it.");
                return Ok(Answer::Typed);
            }
            Chosen::Again => {}
        }
    }
}

enum Chosen {
    Item(Value),
    Other,
    Again,
}

/// All pages of a list that is filtered here; of one that the source filters, the first.
async fn load(
    asker: &Asker<'_>,
    request: &OptionsRequest,
    by_source: bool,
) -> Result<OptionsPage, CallError> {
    let definition = asker.definition;
    let mut request = request.clone();
    let mut all: Option<OptionsPage> = None;
    loop {
        let page = asker
            .gateway
            .options(&definition.namespace, &definition.workflow_type, &request)
            .await?;
        let cursor = page.cursor.clone();
        match &mut all {
            None => all = Some(page),
            Some(all) => {
                all.items.extend(page.items);
                all.cursor = page.cursor;
                all.stale |= page.stale;
                all.truncated |= page.truncated;
            }
        }
        let many = all.as_ref().is_some_and(|all| all.items.len() >= MOST);
        match (cursor, all.take()) {
            (Some(cursor), Some(so_far))
                if !by_source && !many && request.cursor.as_ref() != Some(&cursor) =>
            {
                request.cursor = Some(cursor);
                all = Some(so_far);
            }
            (_, Some(list)) => return Ok(list),
            (_, None) => return Err(CallError::Foreign { status: 200 }),
        }
    }
}

fn choose(
    field: &Field,
    option: &OptionField,
    list: &OptionsPage,
    by_source: bool,
) -> Result<Chosen, Stop> {
    let count = list.items.len();
    let mut rows: Vec<Row> =
        list.items.iter().enumerate().map(|(at, item)| Row::new(at, &shown(item), false)).collect();
    if by_source {
        rows.push(Row::new(count, "Search again …", true));
    }
    if option.allow_other {
        rows.push(Row::new(count + 1, "Another value …", true));
    }
    let help = told(list);
    loop {
        let index = select_row(&field.label, Some(&help), rows.clone())?;
        if index == count {
            return Ok(Chosen::Again);
        }
        if index > count {
            return Ok(Chosen::Other);
        }
        let item = &list.items[index];
        if !item.disabled {
            return Ok(Chosen::Item(item.value.clone()));
        }
        let why = item.reason.as_deref().unwrap_or("it is not available");
        say(&format!("{} cannot be chosen: {why}", item.label));
    }
}

/// How many there are, and what to know about the list.
fn told(list: &OptionsPage) -> String {
    let count = list.items.len() as u64;
    let mut told = match list.total {
        Some(total) if total > count => format!("{count} of {total} choices"),
        _ => format!("{count} choices"),
    };
    told.push_str("; type words to filter");
    if list.stale {
        told.push_str(&format!("; the source did not answer, this is as of {}", list.as_of));
    }
    if list.truncated || list.cursor.is_some() {
        told.push_str("; there are more, search for what is not here");
    }
    told
}

/// One choice on one line.
fn shown(item: &OptionItem) -> String {
    let mut text =
        if item.label.is_empty() { label::of_value(&item.value) } else { item.label.clone() };
    if let Some(hint) = &item.hint {
        text.push_str(&format!("  {hint}"));
    }
    if let Some(group) = &item.group {
        text.push_str(&format!("  [{group}]"));
    }
    if item.disabled {
        text.push_str(&format!(
            "  (not available: {})",
            item.reason.as_deref().unwrap_or("no reason given")
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_choice_says_all_that_is_known_of_it() {
        let item = |value: Value| -> String { shown(&serde_json::from_value(value).unwrap()) };
        assert_eq!(item(json!({ "value": 1, "label": "a" })), "a");
        assert_eq!(item(json!({ "value": 1, "label": "" })), "1");
        assert_eq!(
            item(
                json!({ "value": 1, "label": "a", "hint": "postgres", "group": "eu", "disabled": true, "reason": "stopped" })
            ),
            "a  postgres  [eu]  (not available: stopped)"
        );
        let page: OptionsPage =
            serde_json::from_value(json!({ "items": [], "total": 480, "cursor": "c",
            "as_of": "2026-11-21T00:00:00Z", "stale": true, "truncated": false }))
            .unwrap();
        assert_eq!(
            told(&page),
            "0 of 480 choices; type words to filter; the source did not answer, this is as of 2026-11-21T00:00:00Z; there are more, search for what is not here"
        );
    }
}
