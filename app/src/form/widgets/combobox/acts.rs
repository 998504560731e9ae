//! What typing, choosing, pasting and leaving do to a combobox.

use leptos::prelude::*;
use portico_form::field::{Kind, ListRules};
use portico_form::options::{Index, List, Named, ReadOther, same};
use portico_form::reading::Reading;
use portico_form::tags;
use serde_json::Value;
use web_sys::ClipboardEvent;

use super::super::super::focus;
use super::super::chips::Chips;
use super::Combo;

impl Combo {
    pub(super) fn typed(&self, text: String) {
        self.narrowing.set(true);
        self.active.set(None);
        self.scroll_to(0.0);
        if let Some(shared) = self.source.shared() {
            self.slot.form.search_options(&shared, &text);
        }
        self.text.set(text);
        self.show();
    }

    /// Opens the list. One that was asked for long ago is asked for again.
    pub(super) fn show(&self) {
        if self.slot.field.read_only {
            return;
        }
        if let Some(shared) = self.source.shared() {
            self.slot.form.open_options(&shared);
        }
        if !self.open.get_untracked() {
            self.open.set(true);
        }
    }

    pub(super) fn close(&self) {
        self.open.set(false);
        self.active.set(None);
    }

    /// What was typed is settled: the whole list is there again.
    fn stop_narrowing(&self) {
        self.narrowing.set(false);
        if let Some(shared) = self.source.shared() {
            self.slot.form.search_options(&shared, "");
        }
    }

    pub(super) fn choose(&self, choice: u32) {
        let item = self.finder.found.with_untracked(|found| {
            ((choice as usize) < found.index.len()).then(|| found.index.item(choice).clone())
        });
        let Some(item) = item.filter(|item| !item.disabled) else { return };
        if let Some(shared) = self.source.shared() {
            self.slot.form.keep_option(&shared, &item);
        }
        self.close();
        if let Some(chips) = &self.several {
            chips.toggle(&item.value);
            chips.refused.set(None);
            self.text.set(String::new());
            self.stop_narrowing();
        } else {
            self.stop_narrowing();
            self.hold(Some(item.value));
            self.text.set(item.label);
        }
        self.slot.left();
    }

    fn hold(&self, value: Option<Value>) {
        self.is_typed.set(false);
        self.slot.chose(value.clone());
        self.value.set(value);
    }

    pub(super) fn clear(&self) {
        self.text.set(String::new());
        self.is_typed.set(false);
        self.slot.typed("");
        self.value.set(self.held());
        self.stop_narrowing();
        self.close();
        focus::first_control(&self.slot.id());
        self.slot.left();
    }

    pub(super) fn toggle(&self) {
        if self.open.get_untracked() {
            self.close();
        } else {
            self.show();
        }
        focus::at_once(&self.slot.id());
    }

    pub(super) fn leave(&self) {
        self.close();
        self.commit();
        self.slot.left();
    }

    /// Takes what was typed: text that names a choice is that choice. Other text stays, as what it would be sent as,
    /// so that nothing typed is lost; whether that is accepted is told at the field.
    pub(super) fn commit(&self) {
        if let Some(chips) = &self.several {
            let text = self.text.get_untracked();
            if text.trim().is_empty() {
                chips.refused.set(None);
            } else {
                self.add(chips, &text);
            }
            return;
        }
        if !self.narrowing.get_untracked() {
            return;
        }
        let text = self.text.get_untracked();
        let index = self.index();
        let named = index.as_ref().map_or(Named::Nothing, |index| index.named(&text));
        match named {
            Named::One(item) => {
                let item = item.clone();
                if let Some(shared) = self.source.shared() {
                    self.slot.form.keep_option(&shared, &item);
                }
                self.stop_narrowing();
                self.hold(Some(item.value));
                self.text.set(item.label);
            }
            _ => {
                // What the input shows for its value is no edit.
                let shown = self.held().and_then(|value| untrack(|| self.source.label(&value)));
                if shown.as_ref() != Some(&text) {
                    self.slot.typed(&text);
                    self.is_typed.set(true);
                    self.value.set(self.held());
                }
                self.stop_narrowing();
            }
        }
    }

    /// The value as the form has it.
    fn held(&self) -> Option<Value> {
        let at = self.slot.path.pointer();
        self.slot.form.with_form(|form| form.value_at(&at).cloned())
    }

    /// Several pasted at once are several choices; a single one can be typed on.
    pub(super) fn paste(&self, event: &ClipboardEvent) {
        let Some(chips) = &self.several else { return };
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let Some(pasted) = pasted.filter(|text| tags::split(text).len() > 1) else { return };
        event.prevent_default();
        self.add(chips, &format!("{}{pasted}", self.text.get_untracked()));
    }

    /// Adds what a text names; what it does not name stays in the input, and is told.
    fn add(&self, chips: &Chips, text: &str) {
        self.close();
        let held = untrack(|| chips.items());
        let named = self.index().and_then(|index| match index.named(text) {
            Named::One(item) => Some(item.clone()),
            _ => None,
        });
        if let Some(item) = named {
            if let Some(shared) = self.source.shared() {
                self.slot.form.keep_option(&shared, &item);
            }
            if !held.iter().any(|held| same(held, &item.value)) {
                chips.toggle(&item.value);
            }
            chips.refused.set(None);
            self.text.set(String::new());
            self.stop_narrowing();
            return;
        }
        let read = |text: &str| self.read_item(text);
        let is_known = untrack(|| self.source.with_list(List::is_complete)).unwrap_or(true);
        // A list that is not whole cannot tell: the gateway does, on review.
        let is_open = self.source.takes_other() || !is_known && self.index().is_some();
        let other: Option<ReadOther<'_>> = if is_open { Some(&read) } else { None };
        let index = self.index();
        if index.is_none() && other.is_none() {
            let why = "The choices have not come, so this cannot be looked up yet. It stays here.";
            chips.refused.set(Some(why.to_owned()));
            return;
        }
        let index = index.unwrap_or_default();
        let added = index.paste(&held, text, &self.rules(), other);
        if added.added > 0 {
            self.keep(&index, &added.items[held.len()..]);
            chips.set(added.items);
            chips.announced.set(format!("{} added", added.added));
        }
        chips.refused.set(added.refused);
        self.text.set(added.rest);
        self.stop_narrowing();
    }

    /// Keeps choices of a list that its source searches: what it found for a text goes with the text.
    fn keep(&self, index: &Index, values: &[Value]) {
        let Some(shared) = self.source.shared() else { return };
        if !shared.list.with_untracked(List::asks_source) {
            return;
        }
        for choice in values.iter().filter_map(|value| index.position(value)) {
            self.slot.form.keep_option(&shared, index.item(choice));
        }
    }

    fn rules(&self) -> ListRules {
        match &self.slot.field.kind {
            Kind::List(rules) | Kind::Choices(_, rules) => {
                ListRules { unique: true, ..rules.clone() }
            }
            _ => ListRules::default(),
        }
    }

    /// A typed text as an item of the list.
    fn read_item(&self, text: &str) -> Option<Value> {
        let at = self.slot.path.pointer();
        let form = self.slot.form;
        let item = form.with_form(|form| form.item(&form.again(&self.slot.field, &at), 0));
        match item.read(text) {
            Reading::Value(value) => Some(value),
            Reading::Unset | Reading::Unreadable(_) => None,
        }
    }
}
