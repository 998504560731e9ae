//! Questions on the terminal: the one place that knows the library that asks. All that others wrote is made safe here.

use std::borrow::Cow;
use std::fmt;

use inquire::{Confirm, InquireError, MultiSelect, Password, PasswordDisplayMode, Select, Text};
use portico_contract::http::{ErrorCode, OptionItem};
use serde_json::Value;

use super::matching::Matcher;
use crate::exit::{COULD_NOT_RUN, INTERRUPTED, Stop};
use crate::folders::note;
use crate::terminal::line;

/// Rows of a list that are shown at once.
const ROWS: usize = 10;
/// Help is a line, not a page.
const HELP: usize = 160;

/// A question for a line of text.
#[derive(Clone, Default)]
pub(crate) struct Question<'a> {
    pub(crate) label: &'a str,
    pub(crate) help: Option<&'a str>,
    /// What the answer begins with, to be edited.
    pub(crate) initial: String,
    /// What is typed is not shown.
    pub(crate) secret: bool,
}

/// A line of text.
pub(crate) fn text(question: &Question<'_>) -> Result<String, Stop> {
    let label = line(question.label);
    let message = format!("{label}:");
    let help = help(question.help);
    if question.secret {
        let mut asked = Password::new(&message)
            .without_confirmation()
            .with_display_mode(PasswordDisplayMode::Masked);
        asked.help_message = help.as_deref();
        return asked.prompt().map_err(ended);
    }
    let initial = line(&question.initial).into_owned();
    let mut asked = Text::new(&message).with_initial_value(&initial);
    asked.help_message = help.as_deref();
    asked.prompt().map_err(ended)
}

/// Yes or no.
pub(crate) fn confirm(question: &str, default: bool) -> Result<bool, Stop> {
    Confirm::new(&line(question)).with_default(default).prompt().map_err(ended)
}

/// A text that has to be repeated exactly; asked until it is, or given up.
pub(crate) fn repeat(wanted: &str) -> Result<String, Stop> {
    let label = format!("Type {} to confirm", line(wanted));
    loop {
        let typed = text(&Question {
            label: &label,
            help: Some("Esc sends nothing"),
            ..Question::default()
        })?;
        if typed == wanted {
            return Ok(typed);
        }
        say("Type it exactly as it is written.");
    }
}

/// One of some labels; its index.
pub(crate) fn select(label: &str, help: Option<&str>, labels: &[String]) -> Result<usize, Stop> {
    let rows: Vec<Row> =
        labels.iter().enumerate().map(|(at, label)| Row::new(at, label, false)).collect();
    select_row(label, help, rows)
}

/// One of some rows; its index.
pub(crate) fn select_row(label: &str, given: Option<&str>, rows: Vec<Row>) -> Result<usize, Stop> {
    let matcher = Matcher::over(rows.iter().map(|row| row.searched.clone()));
    // What is offered whatever was typed comes last, unless it is what was typed.
    let scorer = |typed: &str, row: &Row, _: &str, at: usize| {
        matcher.score(typed, at).or(row.stays.then_some(0))
    };
    let label = line(label);
    let message = format!("{label}:");
    let help = help(given);
    let mut asked = Select::new(&message, rows).with_page_size(ROWS).with_scorer(&scorer);
    if help.is_some() {
        asked.help_message = help.as_deref();
    }
    asked.prompt().map(|row| row.index).map_err(ended)
}

/// Some of some labels; their indices.
pub(crate) fn select_several(
    label: &str,
    given: Option<&str>,
    labels: &[String],
) -> Result<Vec<usize>, Stop> {
    let rows: Vec<Row> =
        labels.iter().enumerate().map(|(at, label)| Row::new(at, label, false)).collect();
    let matcher = Matcher::over(rows.iter().map(|row| row.searched.clone()));
    let scorer = |typed: &str, _: &Row, _: &str, at: usize| matcher.score(typed, at);
    let label = line(label);
    let message = format!("{label}:");
    let help = help(given);
    let mut asked = MultiSelect::new(&message, rows).with_page_size(ROWS).with_scorer(&scorer);
    if help.is_some() {
        asked.help_message = help.as_deref();
    }
    asked.prompt().map(|rows| rows.into_iter().map(|row| row.index).collect()).map_err(ended)
}

/// Tells something between two questions.
pub(crate) fn say(text: &str) {
    note(&line(text));
}

/// One row of a list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) index: usize,
    pub(crate) text: String,
    /// What is searched of it.
    pub(crate) searched: OptionItem,
    /// It is offered whatever was typed.
    pub(crate) stays: bool,
}

impl Row {
    /// A row that is searched by its text.
    pub(crate) fn new(index: usize, text: &str, stays: bool) -> Self {
        let searched = OptionItem {
            value: Value::Null,
            label: text.to_owned(),
            hint: None,
            group: None,
            disabled: false,
            reason: None,
        };
        Self { index, text: line(text).into_owned(), searched, stays }
    }

    /// A choice, which is searched by more and less than its text.
    pub(crate) fn choice(index: usize, text: &str, searched: OptionItem) -> Self {
        Self { index, text: line(text).into_owned(), searched, stays: false }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first line of a help text, not too long.
fn help(text: Option<&str>) -> Option<Cow<'_, str>> {
    let first = text?.lines().find(|text| !text.trim().is_empty())?;
    match first.char_indices().nth(HELP) {
        Some((end, _)) => Some(format!("{}…", line(&first[..end])).into()),
        None => Some(line(first)),
    }
}

fn ended(error: InquireError) -> Stop {
    match error {
        InquireError::OperationCanceled => {
            Stop::new(COULD_NOT_RUN, ErrorCode::Malformed, "given up: nothing was sent")
        }
        InquireError::OperationInterrupted => {
            Stop::new(INTERRUPTED, ErrorCode::Malformed, "interrupted: nothing was sent")
        }
        error => Stop::usage(format!("cannot ask on this terminal: {}", line(&error.to_string()))),
    }
}
