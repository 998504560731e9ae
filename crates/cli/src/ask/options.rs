//! The choices of dynamic fields, from the gateway.

use portico_contract::http::{OptionItem, OptionsPage, OptionsRequest, SearchMode};
use portico_form::field::Field;
use portico_form::options::{Dynamic, Missing, same};
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
    /// None of them is wanted: a value is typed.
    Other,
    /// No more are wanted.
    Enough,
    /// There are none, or they cannot be had.
    Nothing,
}

/// The parameters to set before a field's choices can be asked for.
pub(crate) fn missing(form: &Form, field: &Field) -> Vec<Missing> {
    let missing = |dynamic| form.option_params(dynamic, &place(dynamic, field)).err();
    field.dynamic.as_ref().and_then(missing).unwrap_or_default()
}

/// What a source's parameters are beside: the field, or an item of its list.
fn place(dynamic: &Dynamic, field: &Field) -> String {
    if dynamic.each { pointer::child(&field.pointer, "0") } else { field.pointer.clone() }
}

/// The choices of one field.
pub(crate) struct Offer<'a> {
    asker: &'a Asker<'a>,
    field: &'a Field,
    dynamic: &'a Dynamic,
    request: OptionsRequest,
    /// The source looks for what is typed.
    by_source: bool,
    list: Option<OptionsPage>,
}

/// A row that can be taken.
#[derive(Clone, Copy)]
enum Offered<'l> {
    Item(&'l OptionItem),
    /// This many were chosen, and that is enough.
    Enough(usize),
    Search,
    Other,
}

impl<'a> Offer<'a> {
    /// The choices of a field as its parameters are now.
    ///
    /// # Errors
    /// The parameters to set first.
    pub(crate) fn new(
        asker: &'a Asker<'a>,
        form: &Form,
        field: &'a Field,
        dynamic: &'a Dynamic,
    ) -> Result<Self, Vec<Missing>> {
        let params = form.option_params(dynamic, &place(dynamic, field))?;
        let pointer = dynamic.pointer.clone();
        Ok(Self {
            asker,
            field,
            dynamic,
            request: OptionsRequest { pointer, params, ..OptionsRequest::default() },
            by_source: dynamic.source.search == SearchMode::Server,
            list: None,
        })
    }

    /// Offers all choices but those that are `taken`; `enough` is how many were chosen, where there need be no more.
    pub(crate) async fn ask(
        &mut self,
        taken: &[Value],
        enough: Option<usize>,
    ) -> Result<Answer, Stop> {
        loop {
            let Some(list) = self.listed().await? else { return Ok(Answer::Nothing) };
            let offered = self.offered(&list, taken, enough);
            if offered.iter().all(|offered| matches!(offered, Offered::Other)) {
                let label = &self.field.label;
                say(&format!("There is nothing to choose for {label} with what was given."));
                return Ok(Answer::Nothing);
            }
            let answer = match self.choose(&offered, &told(&list))? {
                Offered::Item(item) => Answer::Value(item.value.clone()),
                Offered::Enough(_) => Answer::Enough,
                Offered::Other => Answer::Other,
                Offered::Search => {
                    self.by_source = true;
                    continue;
                }
            };
            self.list = Some(list);
            return Ok(answer);
        }
    }

    /// The list that was offered last, else what the gateway answers; `None` where it cannot be had, which is said.
    async fn listed(&mut self) -> Result<Option<OptionsPage>, Stop> {
        if let Some(list) = self.list.take() {
            return Ok(Some(list));
        }
        let label = &self.field.label;
        if self.by_source {
            let question = Question {
                label: &format!("{label}, search for"),
                help: Some("Enter alone lists the first"),
                ..Question::default()
            };
            let typed = text(&question)?;
            self.request.search = (!typed.is_empty()).then_some(typed);
        }
        match load(self.asker, &self.request, self.by_source).await {
            Ok(list) => Ok(Some(list)),
            Err(error) => {
                say(&format!("The choices of {label} cannot be had: {}.", error.sentence()));
                Ok(None)
            }
        }
    }

    /// The rows in their order. Enter alone ends a list that has something.
    fn offered<'l>(
        &self,
        list: &'l OptionsPage,
        taken: &[Value],
        enough: Option<usize>,
    ) -> Vec<Offered<'l>> {
        let is_free = |item: &&OptionItem| !taken.iter().any(|value| same(value, &item.value));
        let mut offered: Vec<Offered<'l>> =
            list.items.iter().filter(is_free).map(Offered::Item).collect();
        match enough {
            Some(0) => offered.push(Offered::Enough(0)),
            Some(count) => offered.insert(0, Offered::Enough(count)),
            None => {}
        }
        if self.by_source || has_more(list) {
            offered.push(Offered::Search);
        }
        if self.dynamic.source.allow_other {
            offered.push(Offered::Other);
        }
        offered
    }

    fn choose<'l>(&self, offered: &[Offered<'l>], told: &str) -> Result<Offered<'l>, Stop> {
        let row = |(at, offered): (usize, &Offered<'l>)| match *offered {
            Offered::Item(item) => row(at, item),
            Offered::Enough(0) => Row::new(at, "None", true),
            Offered::Enough(count) => Row::new(at, &format!("No more ({count} chosen)"), true),
            Offered::Search if self.by_source => Row::new(at, "Search again …", true),
            Offered::Search => Row::new(at, "Search the whole list …", true),
            Offered::Other => Row::new(at, "Another value …", true),
        };
        let rows: Vec<Row> = offered.iter().enumerate().map(row).collect();
        loop {
            match offered[select_row(&self.field.label, Some(told), rows.clone())?] {
                Offered::Item(item) if item.disabled => {
                    let why = item.reason.as_deref().unwrap_or("it is not available");
                    say(&format!("{} cannot be chosen: {why}", name(item)));
                }
                chosen => return Ok(chosen),
            }
        }
    }
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

/// Whether the list is only the beginning of what there is.
fn has_more(list: &OptionsPage) -> bool {
    list.truncated || list.cursor.is_some()
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
    if has_more(list) {
        told.push_str("; there are more, search for what is not here");
    }
    told
}

/// What a choice is called.
fn name(item: &OptionItem) -> String {
    if item.label.is_empty() { label::of_value(&item.value) } else { item.label.clone() }
}

/// A choice's row.
fn row(at: usize, item: &OptionItem) -> Row {
    Row::choice(at, &shown(item), OptionItem { label: name(item), ..item.clone() })
}

/// One choice on one line.
fn shown(item: &OptionItem) -> String {
    let mut text = name(item);
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

    use super::super::matching::Matcher;
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

    #[test]
    fn what_is_printed_beside_a_choice_is_not_searched() {
        let item: OptionItem = serde_json::from_value(
            json!({ "value": "db-1", "label": "", "group": "eu", "disabled": true, "reason": "stopped" }),
        )
        .unwrap();
        let row = row(0, &item);
        assert_eq!(row.text, "db-1  [eu]  (not available: stopped)");
        let matcher = Matcher::over([row.searched].into_iter());
        for (typed, found) in [("db-1", true), ("not available", false), ("stopped", false)] {
            assert_eq!(matcher.score(typed, 0).is_some(), found, "{typed}");
        }
    }
}
