//! Where a combobox's choices come from: its schema, or a source that is asked.

use std::sync::Arc;

use indexmap::IndexMap;
use leptos::prelude::*;
use portico_contract::http::{OptionItem, SearchMode};
use portico_form::field::Choice;
use portico_form::options::{DEBOUNCE, Dynamic, Index, List, Missing};
use portico_form::pointer;
use serde_json::Value;

use super::super::super::options::{Called, Shared};
use super::super::super::slot::Slot;

/// Said of what was chosen before.
pub(super) const GONE: &str = "not in the list any more";

#[derive(Clone)]
pub(super) enum Source {
    /// All there are, for good.
    Fixed(Arc<Index>),
    Asked(Box<Asked>),
}

/// A source that is asked with parameters.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) dynamic: Arc<Dynamic>,
    /// The parameters, or those to set first.
    params: Memo<Result<IndexMap<String, Value>, Vec<Missing>>>,
    pub(super) shared: Memo<Option<Shared>>,
    called: Called,
}

impl Source {
    pub(super) fn fixed(choices: &[Choice]) -> Self {
        let item = |choice: &Choice| OptionItem {
            value: choice.value.clone(),
            label: choice.label.clone(),
            hint: choice.description.clone(),
            group: None,
            disabled: false,
            reason: None,
        };
        Self::Fixed(Arc::new(Index::whole(choices.iter().map(item).collect())))
    }

    pub(super) fn asked(slot: &Slot, dynamic: &Dynamic) -> Self {
        let dynamic = Arc::new(dynamic.clone());
        let (form, path, node) = (slot.form, slot.path.clone(), slot.node);
        let (reading, changes) = (Arc::clone(&dynamic), form.changes);
        let params = Memo::new(move |_| {
            changes.track();
            node.fresh.track();
            let at = path.pointer();
            let at = if reading.each { pointer::child(&at, "0") } else { at };
            form.with_form(|form| form.option_params(&reading, &at))
        });
        let listing = Arc::clone(&dynamic);
        let shared = Memo::new(move |_| {
            let params = params.get().ok()?;
            Some(form.options_list(&listing, params))
        });
        // A list that the browser has whole is there before anybody looks; one that is searched by its source is asked
        // for when somebody does.
        let is_client = dynamic.source.search == SearchMode::Client;
        Effect::new(move |before: Option<()>| {
            let Some(wanted) = shared.get() else { return };
            if before.is_none() {
                if is_client {
                    form.open_options(&wanted);
                }
                return;
            }
            // A parameter that is typed letter by letter asks once it is typed.
            let back = move || {
                if shared.try_get_untracked().flatten().as_ref() == Some(&wanted) {
                    form.back_to_options(&wanted);
                }
            };
            set_timeout(back, DEBOUNCE);
        });
        let called = form.called(&dynamic);
        Self::Asked(Box::new(Asked { dynamic, params, shared, called }))
    }

    /// What is searched: what a source found for the text, else the whole list.
    pub(super) fn index(&self) -> Option<Arc<Index>> {
        match self {
            Self::Fixed(index) => Some(Arc::clone(index)),
            Self::Asked(asked) => {
                let shared = asked.shared.get()?;
                shared.found.get().or_else(|| shared.base.get())
            }
        }
    }

    /// Whether typed text narrows what is searched: what a source has found for it is shown as it is.
    pub(super) fn narrows(&self, text: &str) -> bool {
        !self.with_list(|list| list.answers(text)).unwrap_or(false)
    }

    /// Whether there is a list, or one is on its way.
    pub(super) fn has_list(&self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Asked(_) => {
                self.with_list(List::is_loading).unwrap_or(false) || self.index().is_some()
            }
        }
    }

    pub(super) fn with_list<T>(&self, read: impl FnOnce(&List) -> T) -> Option<T> {
        match self {
            Self::Fixed(_) => None,
            Self::Asked(asked) => {
                asked.shared.with(|shared| shared.as_ref().map(|shared| shared.list.with(read)))
            }
        }
    }

    /// The parameters to set first.
    pub(super) fn missing(&self) -> Vec<Missing> {
        match self {
            Self::Fixed(_) => Vec::new(),
            Self::Asked(asked) => {
                asked.params.with(|params| params.clone().err().unwrap_or_default())
            }
        }
    }

    /// The list at present, to act on it.
    pub(super) fn shared(&self) -> Option<Shared> {
        match self {
            Self::Fixed(_) => None,
            Self::Asked(asked) => asked.shared.get_untracked(),
        }
    }

    /// What a value is called.
    pub(super) fn label(&self, value: &Value) -> Option<String> {
        match self {
            Self::Fixed(index) => Some(index.item(index.position(value)?).label.clone()),
            Self::Asked(asked) => asked.label(value),
        }
    }

    /// Values that are on no list are accepted.
    pub(super) fn takes_other(&self) -> bool {
        matches!(self, Self::Asked(asked) if asked.dynamic.source.allow_other)
    }

    /// What is to be said about a value: that it cannot be chosen, or is not on the list; nothing while that is unknown.
    pub(super) fn remark(&self, value: &Value) -> Option<String> {
        let Self::Asked(asked) = self else { return None };
        let shared = asked.shared.get()?;
        let held = || shared.held.with(|held| held.item(value).cloned());
        if let Some(item) = shared.item(value).or_else(held) {
            let reason = item.reason.unwrap_or_else(|| "it cannot be chosen now".to_owned());
            return item.disabled.then_some(reason);
        }
        let is_whole = shared.list.with(List::is_whole) && shared.base.with(Option::is_some);
        let is_gone = is_whole || shared.held.with(|held| held.is_gone(value));
        (is_gone && !self.takes_other()).then(|| GONE.to_owned())
    }
}

impl Asked {
    /// What the list calls a value, else what it was called last: a list that has not come, or lacks it, takes no name
    /// away.
    fn label(&self, value: &Value) -> Option<String> {
        let told = self.shared.get().and_then(|shared| {
            let kept = || shared.list.with(|list| Some(list.kept(value)?.label.clone()));
            let held = || shared.held.with(|held| Some(held.item(value)?.label.clone()));
            shared.item(value).map(|item| item.label).or_else(kept).or_else(held)
        });
        match told {
            Some(label) => {
                self.called.update_value(|called| called.note(value, &label));
                Some(label)
            }
            None => self.called.with_value(|called| called.of(value).map(str::to_owned)),
        }
    }
}
