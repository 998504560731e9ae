//! One list of choices: what to ask for it and when, which answers count, what is shown meanwhile.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use portico_contract::http::{OptionItem, OptionsPage, OptionsRequest, SearchMode};
use serde_json::Value;

use super::fields::Dynamic;
use super::items::{Free, Items};
use super::same::same;

/// How long typing rests before a source is asked to search.
pub const DEBOUNCE: Duration = Duration::from_millis(150);
/// A list that came longer ago is asked for again when it is opened, in milliseconds.
pub const FRESH: f64 = 30_000.0;
/// Pages of a list that the browser filters are fetched until there are this many choices.
const MOST: usize = 20_000;

/// A question that is to be put to the gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Counts the list's questions; the answer goes with it to [`List::answered`].
    pub number: u64,
    /// How long to wait before asking; by then [`List::is_awaited`] tells whether it is still wanted.
    pub after: Duration,
    /// What to ask.
    pub request: OptionsRequest,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened and what to do, for a person.
    pub message: String,
    /// The same question may be answered in a moment.
    pub retryable: bool,
    /// Finds the request in the gateway's log.
    pub request_id: Option<String>,
}

/// What a source has answered.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The choices so far.
    pub items: Arc<Items>,
    /// How many there are in all, where that is known.
    pub total: Option<u64>,
    /// When the source answered, RFC 3339.
    pub as_of: String,
    /// The source could not be asked again in time.
    pub stale: bool,
    /// The list was cut.
    pub truncated: bool,
    /// Where the next page begins.
    cursor: Option<String>,
    /// What the source was asked to look for.
    search: Option<String>,
    /// When it came, in milliseconds of the app's clock.
    at: f64,
}

/// A list of choices for one set of parameters. Other parameters are another list, so that no answer is ever taken
/// for the answer to a later question.
#[derive(Clone, Debug)]
pub struct List {
    /// The question without search and cursor.
    base_request: OptionsRequest,
    mode: SearchMode,
    /// How many questions there were.
    number: u64,
    under_way: Option<OptionsRequest>,
    /// The whole list, or its beginning.
    base: Option<Loaded>,
    /// What the source found for a text.
    found: Option<Loaded>,
    /// The text the source is to look for.
    wanted: Option<String>,
    failure: Option<Failure>,
    /// Choices that were made from it: they keep their labels when the list no longer has them.
    chosen: Vec<OptionItem>,
    /// Frees the choices that newer ones replace.
    free: Free,
}

impl List {
    /// A list nobody has asked for yet.
    pub fn new(dynamic: &Dynamic, params: IndexMap<String, Value>) -> Self {
        Self {
            base_request: OptionsRequest {
                pointer: dynamic.pointer.clone(),
                params,
                search: None,
                cursor: None,
            },
            mode: dynamic.source.search,
            number: 0,
            under_way: None,
            base: None,
            found: None,
            wanted: None,
            failure: None,
            chosen: Vec::new(),
            free: drop,
        }
    }

    /// The same list; choices that newer ones replace are freed by `free`.
    #[must_use]
    pub fn freed_by(self, free: Free) -> Self {
        Self { free, ..self }
    }

    /// Somebody looks at the list, at `now` in milliseconds: it is asked for, or asked for again once it is old.
    pub fn open(&mut self, now: f64) -> Option<Ask> {
        let is_fresh = self.base.as_ref().is_some_and(|base| now - base.at < FRESH && !base.stale);
        if is_fresh || self.under_way.is_some() || self.failure.is_some() {
            return None;
        }
        Some(self.ask(None, None, Duration::ZERO))
    }

    /// The last question once more: after a failure, or for a newer list.
    pub fn retry(&mut self) -> Ask {
        self.failure = None;
        self.ask(self.wanted.clone(), None, Duration::ZERO)
    }

    /// A field has this list after another one, at `now`: one that the browser filters is opened, and after a failure
    /// any is asked again.
    pub fn back(&mut self, now: f64) -> Option<Ask> {
        if self.failure.is_some() {
            return Some(self.retry());
        }
        if self.mode == SearchMode::Client { self.open(now) } else { None }
    }

    /// The typed text changed. Only a source that searches itself is asked.
    pub fn search(&mut self, text: &str) -> Option<Ask> {
        let text = text.trim();
        let wanted = (!text.is_empty() && self.asks_source()).then(|| text.to_owned());
        if wanted == self.wanted {
            return None;
        }
        self.wanted.clone_from(&wanted);
        if wanted.is_none() {
            self.found = None;
            let is_search = self.under_way.as_ref().is_some_and(|asked| asked.search.is_some());
            if is_search {
                self.under_way = None;
            }
            if is_search || self.base.is_none() {
                self.failure = None;
            }
            // Whatever was under way for the text is dropped; the list itself may never have come.
            let missing = self.base.is_none() && self.under_way.is_none();
            return (missing && self.asks_source() && self.number > 0)
                .then(|| self.ask(None, None, Duration::ZERO));
        }
        self.failure = None;
        Some(self.ask(wanted, None, DEBOUNCE))
    }

    /// The end of what is shown came into view.
    pub fn more(&mut self) -> Option<Ask> {
        if self.under_way.is_some() || self.failure.is_some() {
            return None;
        }
        let shown = self.shown()?;
        let (search, cursor) = (shown.search.clone(), shown.cursor.clone());
        cursor.map(|cursor| self.ask(search, Some(cursor), Duration::ZERO))
    }

    fn ask(&mut self, search: Option<String>, cursor: Option<String>, after: Duration) -> Ask {
        self.number += 1;
        let request = OptionsRequest { search, cursor, ..self.base_request.clone() };
        self.under_way = Some(request.clone());
        Ask { number: self.number, after, request }
    }

    /// Whether a question is still the one whose answer counts.
    pub fn is_awaited(&self, number: u64) -> bool {
        self.under_way.is_some() && self.number == number
    }

    /// Takes an answer at `now`, in milliseconds, unless something else was asked since; what to ask next, if anything.
    pub fn answered(
        &mut self,
        number: u64,
        answer: Result<OptionsPage, Failure>,
        now: f64,
    ) -> Option<Ask> {
        if !self.is_awaited(number) {
            return None;
        }
        let asked = self.under_way.take()?;
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                self.failure = Some(failure);
                return None;
            }
        };
        self.failure = None;
        let kept = if asked.search.is_some() { &mut self.found } else { &mut self.base };
        let items = match (asked.cursor, kept.take()) {
            (Some(_), Some(before)) => {
                let mut items = Arc::unwrap_or_clone(before.items).into_list();
                items.extend(page.items);
                items
            }
            _ => page.items,
        };
        let came = Loaded {
            items: Arc::new(Items::new(items, self.free)),
            total: page.total,
            as_of: page.as_of,
            stale: page.stale,
            truncated: page.truncated,
            cursor: page.cursor,
            search: asked.search,
            at: now,
        };
        let count = came.items.len();
        let has_more = came.cursor.is_some();
        let is_base = came.search.is_none();
        *kept = Some(came);
        // What the browser filters it has to have whole.
        let goes_on = is_base && has_more && self.mode == SearchMode::Client && count < MOST;
        if goes_on && self.wanted.is_none() { self.more() } else { None }
    }

    /// What is shown: what the source found for the text, else the list.
    pub fn shown(&self) -> Option<&Loaded> {
        self.found.as_ref().or(self.base.as_ref())
    }

    /// The whole list, or its beginning.
    pub fn base(&self) -> Option<&Loaded> {
        self.base.as_ref()
    }

    /// What the source found for the text that was typed.
    pub fn found(&self) -> Option<&Loaded> {
        self.found.as_ref()
    }

    /// Whether what is shown answers the text that was typed: else it is narrowed here, or not at all.
    pub fn answers(&self, text: &str) -> bool {
        self.found.as_ref().is_some_and(|found| found.search.as_deref() == Some(text.trim()))
    }

    /// An answer is on its way.
    pub fn is_loading(&self) -> bool {
        self.under_way.is_some()
    }

    /// Why the last question has no answer.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether typed text goes to the source: it filters itself, or its list was too long to be had whole.
    pub fn asks_source(&self) -> bool {
        self.mode == SearchMode::Server || self.base.as_ref().is_some_and(|base| base.truncated)
    }

    /// Whether all choices are known, so that what is not among them is none.
    pub fn is_complete(&self) -> bool {
        self.base.as_ref().is_some_and(|base| base.cursor.is_none() && !base.truncated)
    }

    /// Whether what is not in what came is on no list. Of one that its source searches only the source can tell: what it
    /// gives without a text need not be all.
    pub fn is_whole(&self) -> bool {
        self.is_complete() && !self.asks_source()
    }

    /// The question without search and cursor.
    pub fn question(&self) -> &OptionsRequest {
        &self.base_request
    }

    /// The parameters it is asked with.
    pub fn params(&self) -> &IndexMap<String, Value> {
        &self.base_request.params
    }

    /// Keeps a choice that was made.
    pub fn keep(&mut self, item: &OptionItem) {
        self.chosen.retain(|kept| !same(&kept.value, &item.value));
        self.chosen.push(item.clone());
    }

    /// A choice that was made before.
    pub fn kept(&self, value: &Value) -> Option<&OptionItem> {
        self.chosen.iter().find(|kept| same(&kept.value, value))
    }
}

impl Loaded {
    /// Whether the source has more than came so far.
    pub fn has_more(&self) -> bool {
        self.cursor.is_some()
    }
}
