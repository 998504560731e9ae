//! Values that a form holds and that are not in what came of their list: the source is asked for each once, so that its
//! label is known, or that the list no longer has it. The gateway judges a value in the same way.

use portico_contract::http::{OptionItem, OptionsPage, OptionsRequest};
use serde_json::Value;

use super::index::Index;
use super::same::same;

/// The longest text that is looked for, in characters: the gateway takes no more.
const LONGEST: usize = 200;
/// Pages of matches that are looked through for one value.
const PAGES: usize = 10;
/// Values of one list that are looked for.
const MOST: usize = 50;

/// What is known of such values of one list. They are looked for one after the other.
#[derive(Clone, Debug)]
pub struct Held {
    /// The list's question, without search and cursor.
    question: OptionsRequest,
    sought: Vec<Sought>,
    /// How many pages were asked for of the value that is looked for now.
    pages: usize,
    /// One of these pages was old or cut: the value can be on the list all the same.
    is_unsure: bool,
}

#[derive(Clone, Debug)]
struct Sought {
    value: Value,
    found: Found,
    /// It came in another answer, or was chosen, whatever was found.
    seen: Option<OptionItem>,
}

#[derive(Clone, Debug)]
enum Found {
    /// It is looked for, or will be.
    Awaited,
    /// Nobody could tell.
    Unknown,
    /// It is on the list.
    Item(OptionItem),
    /// It is not.
    Gone,
}

impl Held {
    /// Nothing was looked for yet. The question is [`List::question`](super::List::question).
    pub fn new(question: OptionsRequest) -> Self {
        Self { question, sought: Vec::new(), pages: 0, is_unsure: false }
    }

    /// Looks for a value, unless that was done; what to ask now, if anything.
    pub fn look_for(&mut self, value: &Value) -> Option<OptionsRequest> {
        let is_over = self.sought.len() >= MOST || text(value).trim().is_empty();
        if is_over || self.sought(value).is_some() {
            return None;
        }
        self.sought.push(Sought { value: value.clone(), found: Found::Awaited, seen: None });
        if self.pages == 0 { self.ask(None) } else { None }
    }

    /// Takes the answer to the last question, `None` where there is none; what to ask next, if anything.
    pub fn answered(&mut self, answer: Option<OptionsPage>) -> Option<OptionsRequest> {
        let cursor = answer.as_ref().and_then(|page| page.cursor.clone());
        let sought = self.sought.iter_mut().find(|sought| sought.is_awaited())?;
        self.is_unsure |= answer.as_ref().is_none_or(|page| page.truncated || page.stale);
        let is_unsure = self.is_unsure;
        let found = answer.map_or(Found::Unknown, |page| told(&sought.value, page, is_unsure));
        if matches!(found, Found::Unknown) && cursor.is_some() && self.pages < PAGES {
            return self.ask(cursor);
        }
        sought.found = found;
        (self.pages, self.is_unsure) = (0, false);
        self.ask(None)
    }

    /// Takes what came of the list for other reasons: a value that is in it is not gone. Whether that is news.
    pub fn came(&mut self, index: &Index) -> bool {
        let mut is_news = false;
        for sought in &mut self.sought {
            if let Some(at) = index.position(&sought.value) {
                is_news |= sought.saw(index.item(at));
            }
        }
        is_news
    }

    /// A choice was made: its value is not gone. Whether that is news.
    pub fn chosen(&mut self, item: &OptionItem) -> bool {
        let sought = self.sought.iter_mut().find(|sought| same(&sought.value, &item.value));
        sought.is_some_and(|sought| sought.saw(item))
    }

    /// The choice with a value, where it was found or came since.
    pub fn item(&self, value: &Value) -> Option<&OptionItem> {
        let sought = self.sought(value)?;
        sought.seen.as_ref().or(match &sought.found {
            Found::Item(item) => Some(item),
            _ => None,
        })
    }

    /// Whether all that is like a value came, and not the value, which did not come since either.
    pub fn is_gone(&self, value: &Value) -> bool {
        let is_gone = |sought: &Sought| matches!(sought.found, Found::Gone);
        self.sought(value).is_some_and(|sought| sought.seen.is_none() && is_gone(sought))
    }

    fn sought(&self, value: &Value) -> Option<&Sought> {
        self.sought.iter().find(|sought| same(&sought.value, value))
    }

    fn ask(&mut self, cursor: Option<String>) -> Option<OptionsRequest> {
        let sought = self.sought.iter().find(|sought| sought.is_awaited())?;
        self.pages += 1;
        let search = Some(text(&sought.value));
        Some(OptionsRequest { search, cursor, ..self.question.clone() })
    }
}

impl Sought {
    fn is_awaited(&self) -> bool {
        matches!(self.found, Found::Awaited)
    }

    fn saw(&mut self, item: &OptionItem) -> bool {
        let is_news = self.seen.as_ref() != Some(item);
        if is_news {
            self.seen = Some(item.clone());
        }
        is_news
    }
}

/// What a page of matches tells of a value.
fn told(value: &Value, page: OptionsPage, is_unsure: bool) -> Found {
    let is_last = page.cursor.is_none();
    match page.items.into_iter().find(|item| same(&item.value, value)) {
        Some(item) => Found::Item(item),
        None if is_last && !is_unsure => Found::Gone,
        None => Found::Unknown,
    }
}

/// What is looked for to find a value.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.chars().take(LONGEST).collect(),
        value => value.to_string().chars().take(LONGEST).collect(),
    }
}
