//! What typing, keys and leaving do to a combobox.

use leptos::prelude::*;
use portico_form::field::Choice;
use web_sys::KeyboardEvent;

use super::super::super::focus;
use super::super::chips::Chips;
use super::{Combo, SHOWN, plain};

const PAGE: usize = 10;

impl Combo {
    pub(super) fn typed(&self, text: String) {
        self.narrowing.set(true);
        self.open.set(true);
        self.active.set(None);
        if self.several.is_some() {
            self.text.set(text);
            return;
        }
        // Text that names a choice is that choice; other text is kept, and refused when the field is left.
        let named = self.choices.iter().find(|choice| choice.label == text);
        match named {
            Some(choice) => self.slot.chose(Some(choice.value.clone())),
            None if text.is_empty() => self.slot.typed(""),
            None => self.slot.chose(Some(serde_json::Value::String(text.clone()))),
        }
        self.text.set(text);
    }

    pub(super) fn choose(&self, index: usize) {
        let choice = &self.choices[index];
        if let Some(chips) = &self.several {
            chips.toggle(&choice.value);
            chips.refused.set(None);
            self.text.set(String::new());
        } else {
            self.slot.chose(Some(choice.value.clone()));
            self.text.set(choice.label.clone());
        }
        self.close();
        self.slot.left();
    }

    fn close(&self) {
        self.open.set(false);
        self.narrowing.set(false);
        self.active.set(None);
    }

    pub(super) fn toggle(&self) {
        if self.open.get_untracked() {
            self.close();
        } else {
            self.open.set(true);
        }
        focus::first_control(&self.slot.id());
    }

    pub(super) fn leave(&self) {
        self.close();
        if let Some(chips) = &self.several {
            self.settle(chips);
        }
        self.slot.left();
    }

    /// Text that names a choice is that choice; other text stays, and is refused.
    fn settle(&self, chips: &Chips) {
        let text = self.text.get_untracked();
        let is_it = |choice: &&Choice| plain(&choice.label) == plain(text.trim());
        match self.choices.iter().find(is_it) {
            Some(choice) => {
                if !untrack(|| chips.items()).contains(&choice.value) {
                    chips.toggle(&choice.value);
                }
                self.text.set(String::new());
                chips.refused.set(None);
            }
            None => {
                let unknown = !text.trim().is_empty();
                chips.refused.set(unknown.then(|| format!("{text} is none of the choices")));
            }
        }
    }

    pub(super) fn key(&self, event: &KeyboardEvent) {
        let (open, active) = (self.open.get_untracked(), self.active.get_untracked());
        let count = self.matches.with_untracked(|matches| matches.len().min(SHOWN));
        let chosen = active.and_then(|position| {
            self.matches.with_untracked(|matches| matches.get(position).copied())
        });
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if event.alt_key() => self.open.set(event.key() == "ArrowDown"),
            "ArrowDown" if count > 0 => self.walk(active.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" if count > 0 => {
                self.walk(active.map_or(count - 1, |at| (at + count - 1) % count));
            }
            "PageDown" if open && count > 0 => {
                self.walk((active.unwrap_or(0) + PAGE).min(count - 1));
            }
            "PageUp" if open && count > 0 => self.walk(active.unwrap_or(0).saturating_sub(PAGE)),
            "Enter" if open && chosen.is_some() => {
                chosen.into_iter().for_each(|index| self.choose(index));
            }
            "Enter" if self.several.is_some() => self.several.iter().for_each(|it| self.settle(it)),
            "Backspace" if self.several.is_some() && self.text.with_untracked(String::is_empty) => {
                self.several.iter().for_each(Chips::focus_last);
            }
            "Tab" => {
                if let (true, Some(index)) = (open, chosen) {
                    self.choose(index);
                }
                return;
            }
            "Escape" if open => self.close(),
            "Escape" if !self.text.with_untracked(String::is_empty) => self.typed(String::new()),
            _ => return,
        }
        event.prevent_default();
    }

    fn walk(&self, to: usize) {
        self.open.set(true);
        self.active.set(Some(to));
        let list_id = format!("{}l", self.slot.id());
        let id = self
            .matches
            .with_untracked(|matches| matches.get(to).map(|index| format!("{list_id}{index}")));
        focus::after_drawing(move || {
            if let Some(element) = id.and_then(|id| document().get_element_by_id(&id)) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                element.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
}
