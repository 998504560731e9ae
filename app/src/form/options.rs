//! The lists that dynamic fields choose from: asked for when somebody needs them, and shared by fields that ask the
//! same. What to ask, when, and which answer counts is `portico_form`'s; here are the timers and the calls.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indexmap::IndexMap;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{ErrorCode, OptionItem, OptionsPage, OptionsRequest};
use portico_form::options::{Ask, Dynamic, Failure, Held, Index, Labels, List};
use serde_json::{Value, json};

use super::controller::FormController;
use crate::api::{ApiError, Gateway};
use crate::slices::{free, in_slices};
use crate::ui::time::now;

/// Lists that are kept for coming back to them.
const KEPT: usize = 16;
/// How many choices are looked at between two looks at the clock.
const CHUNK: usize = 512;
/// A list of so many is read well within a slice.
const SHORT: usize = 2_048;

/// The lists of one form.
#[derive(Clone, Copy)]
pub(super) struct Options {
    gateway: StoredValue<Option<Gateway>>,
    lists: StoredValue<IndexMap<String, Shared>>,
    /// What values were called last, by the field's pointer: of those that a form has once.
    called: StoredValue<HashMap<String, Called>>,
}

/// What the values of one field were called last.
pub(super) type Called = ArcStoredValue<Labels>;

/// One list with what makes it searchable. Equal where it is the same one.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) list: ArcRwSignal<List>,
    /// The whole list, once it was read.
    pub(super) base: ArcRwSignal<Option<Arc<Index>>>,
    /// What the source found for the typed text.
    pub(super) found: ArcRwSignal<Option<Arc<Index>>>,
    /// What is known of values that are in neither.
    pub(super) held: ArcRwSignal<Held>,
    /// Counts what was begun to be read, so that only the last is finished.
    reading: Arc<AtomicU64>,
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Options {
    pub(super) fn new() -> Self {
        Self {
            gateway: StoredValue::new(None),
            lists: StoredValue::new(IndexMap::new()),
            called: StoredValue::new(HashMap::new()),
        }
    }
}

impl FormController {
    /// Says which gateway lists the choices of dynamic fields.
    pub fn ask_options_of(&self, gateway: Gateway) {
        self.options.gateway.set_value(Some(gateway));
    }

    /// The list of a dynamic field for its parameters; nothing is asked yet.
    pub(super) fn options_list(
        &self,
        dynamic: &Dynamic,
        params: IndexMap<String, Value>,
    ) -> Shared {
        let key = json!([dynamic.pointer, params.iter().collect::<Vec<_>>()]).to_string();
        let known = self.options.lists.with_value(|lists| lists.get(&key).cloned());
        if let Some(known) = known {
            return known;
        }
        let shared = Shared::new(List::new(dynamic, params).freed_by(free));
        self.options.lists.update_value(|lists| {
            if lists.len() >= KEPT {
                lists.shift_remove_index(0);
            }
            lists.insert(key, shared.clone());
        });
        shared
    }

    /// Somebody looks at a list.
    pub(super) fn open_options(&self, shared: &Shared) {
        self.and_ask(shared, |list| list.open(now()));
    }

    /// A field has this list after another one.
    pub(super) fn back_to_options(&self, shared: &Shared) {
        self.and_ask(shared, |list| list.back(now()));
    }

    /// The last question of a list once more.
    pub(super) fn retry_options(&self, shared: &Shared) {
        self.and_ask(shared, |list| Some(list.retry()));
    }

    /// The text typed into a field of the list.
    pub(super) fn search_options(&self, shared: &Shared, text: &str) {
        self.and_ask(shared, |list| list.search(text));
        if shared.list.with_untracked(|list| list.found().is_none())
            && shared.found.with_untracked(Option::is_some)
        {
            shared.found.set(None);
        }
    }

    /// The end of a list is in view.
    pub(super) fn more_options(&self, shared: &Shared) {
        self.and_ask(shared, List::more);
    }

    /// Keeps what was chosen: its label, and that it is on the list.
    pub(super) fn keep_option(&self, shared: &Shared, item: &OptionItem) {
        shared.list.update_untracked(|list| list.keep(item));
        shared.held.maybe_update(|held| held.chosen(item));
    }

    /// What the values of a dynamic field that is being drawn were called last. An item or an additional key knows its own names only, as
    /// long as it is drawn: those beside it may have other parameters, under which a value is something else.
    pub(super) fn called(&self, dynamic: &Dynamic) -> Called {
        if !dynamic.is_one() {
            return Called::default();
        }
        let pointer = dynamic.pointer.clone();
        let known =
            self.options.called.try_update_value(|all| all.entry(pointer).or_default().clone());
        known.unwrap_or_default()
    }

    /// Looks for a value that the form holds, where its source searches and what came does not tell of it.
    pub(super) fn look_for_option(&self, shared: &Shared, value: &Value) {
        let may_be_there =
            shared.list.with_untracked(|list| list.asks_source() && list.kept(value).is_none());
        if !may_be_there || untrack(|| shared.item(value)).is_some() {
            return;
        }
        let ask = shared.held.try_update_untracked(|held| held.look_for(value)).flatten();
        if let Some(ask) = ask {
            let (form, shared) = (*self, shared.clone());
            spawn_local(async move { form.look(shared, ask).await });
        }
    }

    async fn look(self, shared: Shared, first: OptionsRequest) {
        let mut ask = Some(first);
        while let Some(request) = ask {
            let Some(answer) = self.call(&request).await else { return };
            ask = shared.held.try_update(|held| held.answered(answer.ok())).flatten();
        }
    }

    fn and_ask(&self, shared: &Shared, ask: impl FnOnce(&mut List) -> Option<Ask>) {
        // Without anything to ask nothing has changed.
        let Some(ask) = shared.list.try_update_untracked(ask).flatten() else { return };
        shared.list.notify();
        let (form, shared) = (*self, shared.clone());
        let after = ask.after;
        let put = move || {
            if shared.list.with_untracked(|list| list.is_awaited(ask.number)) {
                spawn_local(async move { form.put(shared, ask).await });
            }
        };
        if after.is_zero() { put() } else { set_timeout(put, after) }
    }

    async fn put(self, shared: Shared, ask: Ask) {
        let Some(answer) = self.call(&ask.request).await else { return };
        // Something else may have been asked since.
        if !shared.list.with_untracked(|list| list.is_awaited(ask.number)) {
            return free(answer.map(|page| page.items).unwrap_or_default());
        }
        let answer = answer.map_err(|error| failure(&error));
        let is_search = ask.request.search.is_some();
        let came = answer.is_ok();
        self.and_ask(&shared, |list| list.answered(ask.number, answer, now()));
        shared.list.notify();
        if came {
            shared.read(is_search);
        }
    }

    /// What the gateway answers; `None` where there is none, or the form is gone.
    async fn call(self, request: &OptionsRequest) -> Option<Result<OptionsPage, ApiError>> {
        let gateway = self.options.gateway.try_get_value().flatten()?;
        let (namespace, workflow_type) = self.core.try_with_value(|core| {
            (core.definition.namespace.clone(), core.definition.workflow_type.clone())
        })?;
        Some(gateway.options(&namespace, &workflow_type, request).await)
    }
}

impl Shared {
    fn new(list: List) -> Self {
        Self {
            held: ArcRwSignal::new(Held::new(list.question().clone())),
            list: ArcRwSignal::new(list),
            base: ArcRwSignal::new(None),
            found: ArcRwSignal::new(None),
            reading: Arc::default(),
        }
    }

    /// Makes what came searchable, in steps.
    fn read(&self, is_search: bool) {
        let items = self.list.with_untracked(|list| {
            let came = if is_search { list.found() } else { list.base() };
            came.map(|came| Arc::clone(&came.items))
        });
        let Some(items) = items else { return };
        let (shared, turn) = (self.clone(), self.reading.fetch_add(1, Ordering::Relaxed) + 1);
        let is_short = items.len() <= SHORT;
        let mut index = Some(Index::over(items));
        in_slices(move || {
            if !shared.is_reading(turn) {
                return true;
            }
            if index.as_mut().is_some_and(|index| !index.read(CHUNK)) {
                return false;
            }
            let (shared, index) = (shared.clone(), index.take());
            let take = move || {
                if let Some(index) = index.filter(|_| shared.is_reading(turn)) {
                    shared.take(index, is_search);
                }
            };
            // To search in it and to draw what was found is a task of its own.
            if is_short {
                take();
            } else {
                set_timeout(take, Duration::ZERO);
            }
            true
        });
    }

    /// Whether nothing else was begun to be read since.
    fn is_reading(&self, turn: u64) -> bool {
        self.reading.load(Ordering::Relaxed) == turn
    }

    fn take(&self, index: Index, is_search: bool) {
        self.held.maybe_update(|held| held.came(&index));
        // Nothing is looked for any more: the text was cleared, or a choice made, since what came was read.
        if is_search && self.list.with_untracked(|list| list.found().is_none()) {
            return;
        }
        let to = if is_search { &self.found } else { &self.base };
        to.set(Some(Arc::new(index)));
    }

    /// The choice with a value, from whatever is known.
    pub(super) fn item(&self, value: &Value) -> Option<OptionItem> {
        let of = |index: &ArcRwSignal<Option<Arc<Index>>>| {
            index.with(|index| {
                let index = index.as_ref()?;
                Some(index.item(index.position(value)?).clone())
            })
        };
        of(&self.base).or_else(|| of(&self.found))
    }
}

fn failure(error: &ApiError) -> Failure {
    let (title, text) = error.words();
    let (message, retryable) = match error {
        ApiError::Refused { body, .. } => {
            // Somebody who has signed in again is answered.
            let may_pass =
                body.code == ErrorCode::SourceFailed || error.passing() || error.is_signed_out();
            let said = matches!(body.code, ErrorCode::SourceFailed | ErrorCode::MissingParams);
            let message = if said { text } else { format!("{title}: {text}") };
            (message, body.retryable.unwrap_or(may_pass))
        }
        _ => (format!("{title}. {text}"), true),
    };
    Failure { message, retryable, request_id: error.request_id().map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o4_what_was_found_for_a_text_that_is_gone_is_not_shown() {
        let source = serde_json::from_value(json!({ "search": "server" })).unwrap();
        let dynamic = Dynamic { pointer: "/a".to_owned(), source: Arc::new(source), each: false };
        let mut list = List::new(&dynamic, IndexMap::new());
        let ask = list.search("text").unwrap();
        let page = OptionsPage {
            items: Vec::new(),
            total: None,
            cursor: None,
            as_of: String::new(),
            stale: false,
            truncated: false,
        };
        assert_eq!(list.answered(ask.number, Ok(page), 0.0), None);
        let shared = Shared::new(list);
        let found = || shared.found.with_untracked(Option::is_some);
        shared.take(Index::default(), true);
        assert!(found());

        // The text is cleared between reading what came and showing it.
        shared.found.set(None);
        let _ = shared.list.try_update_untracked(|list| list.search(""));
        shared.take(Index::default(), true);
        assert!(!found());
        shared.take(Index::default(), false);
        assert!(shared.base.with_untracked(Option::is_some), "the list itself is shown");
    }
}
